/** What a team leaves on tickets of the in-memory desk: a lost claim, what came late, who writes just now. */
import type { ChangeView } from '../backend';
import { alone, type State } from './state';
import { day, hour, minute } from './ticket';

export function apart(state: State): void {
  const now = state.now();
  const change = (
    p: Partial<ChangeView> & Pick<ChangeView, 'op' | 'byName' | 'at' | 'text'>,
  ): ChangeView => ({
    ...alone,
    by: p.byName.toLowerCase(),
    field: 'status',
    old: '',
    new: '',
    undone: false,
    canUndo: true,
    device: `${p.byName}’s laptop`,
    ...p,
  });
  const t = state.get('7Q2M-9FKX');
  t.row = { ...t.row, owner: 'lena', draft: 'Hello Marco, the repaired file is attached.' };
  t.lost = {
    field: 'owner',
    mine: 'Asha',
    mineId: 'asha',
    theirs: 'Lena',
    by: 'lena',
    byName: 'Lena',
    at: now - 34 * minute,
  };
  t.replying = ['Lena'];
  t.why = [{ field: 'priority', text: 'plan Scale' }];
  t.changes = [
    change({
      op: 'a1',
      byName: 'Lena',
      at: now - 20 * minute,
      text: 'tagged it Data Import / Export',
      unconfirmed: true,
    }),
    change({
      op: 'a2',
      byName: 'Asha',
      at: now - 28 * minute,
      text: 'took it, overruled by Lena',
      field: 'owner',
      old: '',
      new: 'asha',
      overruled: true,
      overruledBy: 'Lena',
    }),
    change({
      op: 'a3',
      byName: 'Lena',
      at: now - 34 * minute,
      text: 'took it',
      field: 'owner',
      new: 'lena',
      cameAt: now - 4 * minute,
    }),
    change({ op: 'a4', byName: 'Jonas', at: now - 19 * day, text: 'wrote a note', cameAt: now - 2 * day }),
    change({
      op: '',
      byName: '',
      at: now - 20 * day,
      text: 'by rule “freight”: priority High',
      field: 'routing',
      canUndo: false,
      by: '',
    }),
    ...t.changes,
  ];
  const late = state.get('Z1MD-8QT6');
  late.lost = {
    field: 'priority',
    mine: 'High',
    mineId: 'high',
    theirs: 'Urgent',
    by: 'jonas',
    byName: 'Jonas',
    at: now - 5 * hour,
  };
}
