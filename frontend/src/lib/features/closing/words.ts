/** Sentences of the close dialog. */

/** "3 attempts needed, 1 on record: 12 Nov". */
export function attemptsText(attempts: readonly number[], needed: number): string {
  const dates = attempts.map((at) =>
    new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' }),
  );
  const record = `${attempts.length} on record${dates.length ? `: ${dates.join(', ')}` : ''}`;
  return `${needed} ${needed === 1 ? 'attempt' : 'attempts'} needed, ${record}`;
}

/** The icon of what a tick rests on. */
export function proofIcon(kind: string): string {
  const icons: Record<string, string> = {
    message: 'mail',
    note: 'lock',
    call: 'phone',
    meeting: 'video',
    tag: 'tag',
    'hand-off': 'pencil-line',
    link: 'link',
    ticket: 'check-check',
  };
  return icons[kind] ?? 'check-check';
}

/** Which fields of the hand-off say nothing yet, as they stand on the screen: "Remaining actions is empty". */
export function handOffLacks(h: { inquiry: string; done: string; remaining: string }): string {
  const empty = handOffParts.filter((p) => h[p.id].trim() === '').map((p) => p.label);
  if (empty.length === 0) return '';
  if (empty.length === handOffParts.length) return 'all three fields are empty';
  return `${empty.join(' and ')} ${empty.length === 1 ? 'is' : 'are'} empty`;
}

export const handOffParts = [
  { id: 'inquiry', label: 'Details of inquiry', hint: 'What the customer needed' },
  { id: 'done', label: 'How it was addressed', hint: 'What was done about it' },
  { id: 'remaining', label: 'Remaining actions', hint: 'What is left, or “None”' },
] as const;

/** What a person has to do for an open line. */
export type Remedy = 'hand' | 'tag' | 'hand-off' | 'elsewhere';

export function remedy(line: { id: string; byHand: boolean }): Remedy {
  if (/hand-?off/.test(line.id)) return 'hand-off';
  if (/\btag\b|-tag$/.test(line.id)) return 'tag';
  return line.byHand ? 'hand' : 'elsewhere';
}
