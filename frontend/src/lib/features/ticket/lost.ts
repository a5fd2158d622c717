/** A change of mine that a colleague's overruled, in words. */
import type { LostView } from '$lib/api';

export function lostWords(l: LostView): { what: string; why: string; theirs: string } {
  const theirs = l.theirs || 'nothing';
  if (l.field === 'owner')
    return {
      what: l.by && l.theirs === l.byName ? `${l.byName} took this` : `${l.byName} gave this to ${theirs}`,
      why: 'while you were offline.',
      theirs,
    };
  const yours = l.mine ? `yours was ${l.mine}.` : 'you had taken it off.';
  return { what: `${l.byName} set ${theirs}`, why: `without seeing yours: ${yours}`, theirs };
}
