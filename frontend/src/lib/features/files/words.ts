/** Words and groups of the team's files. */
import type { DiffLine, FileStand, TeamFile } from '$lib/api';
import type { Mark } from '$lib/marks';

/** What a state asks of a person, as icon and word; null: nothing. */
export function standMark(state: FileStand): (Mark & { text: string }) | null {
  switch (state) {
    case 'proposed':
      return { icon: 'hand', tint: 'var(--warn)', text: 'A change is proposed' };
    case 'conflict':
      return { icon: 'git-compare', tint: 'var(--warn)', text: 'Changed apart' };
    case 'frozen':
      return { icon: 'snowflake', tint: 'var(--bad)', text: 'Frozen' };
    case 'offered':
      return { icon: 'user-plus', tint: 'var(--text-2)', text: 'Only here' };
    case 'refused':
      return { icon: 'ban', tint: 'var(--bad)', text: 'Refused' };
    case 'coming':
      return { icon: 'download', tint: 'var(--text-2)', text: 'Coming' };
    case 'deleted':
      return { icon: 'trash', tint: 'var(--text-3)', text: 'Deleted' };
    default:
      return null;
  }
}

const asks = (f: TeamFile) => ['proposed', 'conflict', 'frozen', 'offered', 'refused'].includes(f.state);

/** What needs somebody first, then by kind; what was deleted last. */
export function groups(files: readonly TeamFile[]): { label: string; asks: boolean; files: TeamFile[] }[] {
  const live = files.filter((f) => !asks(f) && f.state !== 'deleted');
  const of = (...kinds: TeamFile['kind'][]) => live.filter((f) => kinds.includes(f.kind));
  return [
    { label: 'Needs somebody', asks: true, files: files.filter(asks) },
    { label: 'Policy and roster', asks: false, files: of('policy', 'roster') },
    { label: 'Saved replies', asks: false, files: of('reply') },
    { label: 'Handbook', asks: false, files: of('handbook') },
    { label: 'Deleted', asks: false, files: files.filter((f) => f.state === 'deleted') },
  ].filter((g) => g.files.length > 0);
}

/** "tst_refund" and "replies/de": name and folder of a path. */
export function cutPath(path: string): { name: string; folder: string } {
  const at = path.lastIndexOf('/');
  return { name: path.slice(at + 1), folder: at < 0 ? '' : path.slice(0, at) };
}

export interface Pair {
  /** Line numbers, 0 none. */
  a: number;
  b: number;
  left: string | null;
  right: string | null;
  kind: 'same' | 'changed' | 'gap';
}

/** The lines of a difference with their numbers; where one changed, what went and what came stand side by side. */
export function pairs(diff: readonly DiffLine[]): Pair[] {
  const out: Pair[] = [];
  let a = 0;
  let b = 0;
  for (let i = 0; i < diff.length;) {
    const { sign = ' ', text = '' } = diff[i] ?? {};
    if (sign === '@') {
      out.push({ a: 0, b: 0, left: text, right: text, kind: 'gap' });
      const m = /-(\d+)(?:,\d+)? \+(\d+)/.exec(text);
      if (m) [a, b] = [Number(m[1]) - 1, Number(m[2]) - 1];
      i++;
    } else if (sign === ' ') {
      out.push({ a: ++a, b: ++b, left: text, right: text, kind: 'same' });
      i++;
    } else {
      const gone: string[] = [];
      const came: string[] = [];
      for (; diff[i]?.sign === '-'; i++) gone.push(diff[i]?.text ?? '');
      for (; diff[i]?.sign === '+'; i++) came.push(diff[i]?.text ?? '');
      for (let k = 0; k < Math.max(gone.length, came.length); k++) {
        const left = gone[k] ?? null;
        const right = came[k] ?? null;
        out.push({
          a: left === null ? 0 : ++a,
          b: right === null ? 0 : ++b,
          left,
          right,
          kind: 'changed',
        });
      }
    }
  }
  return out;
}

/** Where two versions of a line differ: what is before and after is the same. */
export function middle(left: string, right: string): { from: number; left: number; right: number } {
  const least = Math.min(left.length, right.length);
  let from = 0;
  while (from < least && left[from] === right[from]) from++;
  let end = 0;
  while (end < least - from && left[left.length - 1 - end] === right[right.length - 1 - end]) end++;
  return { from, left: left.length - end, right: right.length - end };
}

/** "3 lines came, 1 went" */
export function countWords(diff: readonly DiffLine[]): string {
  const came = diff.filter((l) => l.sign === '+').length;
  const gone = diff.filter((l) => l.sign === '-').length;
  if (came + gone === 0) return 'no line is another';
  const n = (x: number) => `${x} ${x === 1 ? 'line' : 'lines'}`;
  if (gone === 0) return `${n(came)} came`;
  if (came === 0) return `${n(gone)} went`;
  return `${n(came)} came, ${gone} went`;
}
