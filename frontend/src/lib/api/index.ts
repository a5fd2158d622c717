/**
 * The one backend of the page: the desk when it runs inside it, else the
 * in-memory desk (preview, screenshots). Tests put their own in place.
 */
import type { Backend } from './backend';
import { fake } from './fake';
import { inDesk, wails } from './wails';

export * from './backend';

/** The shipped build never shows invented tickets: the fake drops out of it. */
const invented = import.meta.env.MODE !== 'production';

/** Live binding: importers always see the backend in place. */
export let backend: Backend = invented && !inDesk() ? preview() : wails();

function preview(): Backend {
  const asks = new URLSearchParams(location.search);
  return fake({
    firstRun: asks.has('first-run'),
    replies: Number(asks.get('replies') ?? 0),
    older: asks.has('older'),
    own: asks.has('own'),
    team: asks.has('team'),
  });
}

/** For tests only. */
export function useBackend(b: Backend): void {
  backend = b;
}
