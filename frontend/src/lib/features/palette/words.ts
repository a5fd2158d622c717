/** "snooze tue 9", "assign lena": a command in words, taken apart. It decides nothing about tickets. */

export type Verb =
  | 'snooze'
  | 'callback'
  | 'meeting'
  | 'assign'
  | 'tag'
  | 'untag'
  | 'status'
  | 'priority'
  | 'rename'
  | 'note'
  | 'go';

export interface Words {
  verb: Verb;
  rest: string;
}

const forms: readonly [RegExp, Verb][] = [
  [/^snooze\s+(?:until\s+|to\s+)?(.+)$/i, 'snooze'],
  [/^(?:callback|call back|call)\s+(.+)$/i, 'callback'],
  [/^(?:meeting|meet)\s+(.+)$/i, 'meeting'],
  [/^(?:assign|give)\s+(?:to\s+)?(.+)$/i, 'assign'],
  [/^(?:tag|\+)\s*(.+)$/i, 'tag'],
  [/^untag\s+(.+)$/i, 'untag'],
  [/^status\s+(.+)$/i, 'status'],
  [/^(?:priority|prio)\s+(.+)$/i, 'priority'],
  [/^rename\s+(?:to\s+)?(.+)$/i, 'rename'],
  [/^note\s+(.+)$/i, 'note'],
  [/^(?:go|go to|queue)\s+(.+)$/i, 'go'],
];

/** The command in words, or null. "tag" needs its space: "tags" is a search for the command. */
export function parseWords(query: string): Words | null {
  for (const [form, verb] of forms) {
    const m = form.exec(query.trim());
    if (!m?.[1]) continue;
    if (verb === 'tag' && /^tags?\S/i.test(query.trim()) && !/^tag\s/i.test(query.trim())) continue;
    return { verb, rest: m[1].trim() };
  }
  return null;
}

/** "tue 9 client" is a moment and a reason; without a reason the rest is all moment. */
export function momentAndReason(rest: string): { when: string; reason: string } {
  const m = /^(.*\S)\s+(?:because\s+|on\s+)?(us|client|department)$/i.exec(rest);
  return m?.[1] && m[2] ? { when: m[1], reason: m[2].toLowerCase() } : { when: rest, reason: '' };
}

/** True for text with a search operator, turned around or not: from: tag: -is: and the others of `deskhand search --help`. */
export function hasOperator(query: string): boolean {
  return /(?:^|\s)-?(?:from|to|subject|filename|file|tag|category|status|priority|owner|is|has|before|after|in):/i.test(
    query,
  );
}
