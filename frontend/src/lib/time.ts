/** Times in words that help. All take Unix milliseconds and the present, so tests need no clock. */
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const two = (n: number) => String(n).padStart(2, '0');
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "16:41" in this machine's zone. */
export function hm(at: number): string {
  const d = new Date(at);
  return `${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** Days between two moments, by the calendar of this machine. */
export function dayDiff(at: number, now: number): number {
  const a = new Date(at);
  const b = new Date(now);
  const ua = Date.UTC(a.getFullYear(), a.getMonth(), a.getDate());
  const ub = Date.UTC(b.getFullYear(), b.getMonth(), b.getDate());
  return Math.round((ua - ub) / day);
}

/** How long ago, short: "now", "38 m", "5 h", "2 d", "3 w", "2 mo", "1 y". */
export function age(at: number, now: number): string {
  const d = Math.max(0, now - at);
  if (d < minute) return 'now';
  if (d < hour) return `${Math.floor(d / minute)} m`;
  if (d < day) return `${Math.floor(d / hour)} h`;
  if (d < 14 * day) return `${Math.floor(d / day)} d`;
  if (d < 60 * day) return `${Math.floor(d / (7 * day))} w`;
  if (d < 365 * day) return `${Math.floor(d / (30 * day))} mo`;
  return `${Math.floor(d / (365 * day))} y`;
}

/** A span in words: "1 h 05 m", "17 m", "2 d 3 h". */
export function span(ms: number): string {
  const m = Math.floor(Math.abs(ms) / minute);
  if (m < 60) return `${m} m`;
  const h = Math.floor(m / 60);
  if (h < 24) return `${h} h ${two(m % 60)} m`;
  return h % 24 ? `${Math.floor(h / 24)} d ${h % 24} h` : `${Math.floor(h / 24)} d`;
}

/** A moment: "16:41" today, "Wed 16:41" within a week, "12 Mar", "12 Mar 2024". */
export function clockOrDay(at: number, now: number): string {
  const diff = dayDiff(at, now);
  const d = new Date(at);
  if (diff === 0) return hm(at);
  if (Math.abs(diff) < 7) return `${weekdays[d.getDay()]} ${hm(at)}`;
  const date = `${d.getDate()} ${months[d.getMonth()]}`;
  return d.getFullYear() === new Date(now).getFullYear() ? date : `${date} ${d.getFullYear()}`;
}

/** A past moment with its day and time: "today 14:05", "Mon 3 Nov, 14:05". */
export function moment(at: number, now: number): string {
  const d = new Date(at);
  if (dayDiff(at, now) === 0) return `today ${hm(at)}`;
  const year = d.getFullYear() === new Date(now).getFullYear() ? '' : ` ${d.getFullYear()}`;
  return `${weekdays[d.getDay()]} ${d.getDate()} ${months[d.getMonth()]}${year}, ${hm(at)}`;
}

/** A day: "3 Nov", "3 Nov 2024". */
export function dayOf(at: number, now: number): string {
  const d = new Date(at);
  const date = `${d.getDate()} ${months[d.getMonth()]}`;
  return d.getFullYear() === new Date(now).getFullYear() ? date : `${date} ${d.getFullYear()}`;
}

/** A coming moment: "15:30", "tomorrow 09:00", "Tue 09:00", "12 Mar". */
export function coming(at: number, now: number): string {
  return dayDiff(at, now) === 1 ? `tomorrow ${hm(at)}` : clockOrDay(at, now);
}

/** Everything, for the hover: "Wed 12 Mar 2025, 16:41:07". */
export function full(at: number): string {
  const d = new Date(at);
  return `${weekdays[d.getDay()]} ${d.getDate()} ${months[d.getMonth()]} ${d.getFullYear()}, ${hm(at)}:${two(d.getSeconds())}`;
}

/** "84 KB", "6 MB". */
export function bytes(n: number): string {
  if (n < 1000) return `${n} B`;
  if (n < 999_500) return `${Math.round(n / 1000)} KB`;
  if (n < 999_500_000) return `${(n / 1e6).toFixed(n < 9_950_000 ? 1 : 0).replace('.0', '')} MB`;
  return `${(n / 1e9).toFixed(1)} GB`;
}
