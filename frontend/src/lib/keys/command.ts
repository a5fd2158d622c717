/**
 * What a command is. Features export theirs; App.svelte assembles them into the
 * one registry that keys, menus and the palette read.
 */
import type { Row } from '$lib/api';

/** What a command acts on, as it stands when the command is asked. */
export interface CommandContext {
  /** The view in front: 'today', 'queue', 'search', 'outbox', 'settings', 'problems'. */
  view: string;
  /** The ticket that is open or has the focus in the list. */
  ticket: Row | null;
  /** What an action applies to: the selected tickets, else the one above. */
  targets: string[];
  /** True while an editor or field has the focus. */
  writing: boolean;
}

export interface Command {
  id: string;
  title: string;
  group: 'ticket' | 'list' | 'go' | 'desk' | 'write' | 'outbox' | 'app';
  /** The key of the default map, as "e", "Shift+c", "Ctrl+k"; null has none. */
  key: string | null;
  /** A name of components/icons.ts. */
  icon: string;
  /** Other words a person may type for it in the palette. */
  words?: string;
  /** true, or the reason why not, as a sentence. */
  enabled(ctx: CommandContext): string | true;
  run(ctx: CommandContext): void;
}
