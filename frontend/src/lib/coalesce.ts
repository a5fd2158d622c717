/**
 * Runs at once, then at most every `ms` while calls keep coming, and once more
 * after the last. A first sync tells of hundreds of changes a second.
 */
export function coalesce(fn: () => void, ms: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const open = () => {
    timer = undefined;
    if (!again) return;
    again = false;
    run();
  };
  const run = () => {
    fn();
    timer = setTimeout(open, ms);
  };
  return () => {
    if (timer === undefined) run();
    else again = true;
  };
}
