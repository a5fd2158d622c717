/** What jsdom lacks and the window uses. */
import { cleanup, configure } from '@testing-library/svelte';
import { afterEach } from 'vitest';

class Watcher {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
globalThis.ResizeObserver ??= Watcher as unknown as typeof ResizeObserver;
globalThis.matchMedia ??= ((query: string) => ({
  matches: false,
  media: query,
  addEventListener() {},
  removeEventListener() {},
})) as unknown as typeof matchMedia;

// jsdom lays nothing out; the editor asks where things stand all the same.
const nowhere = { left: 0, top: 0, right: 0, bottom: 0, width: 0, height: 0, x: 0, y: 0, toJSON: () => '' };
Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
Range.prototype.getBoundingClientRect = () => nowhere;
document.elementFromPoint ??= () => null;

// A busy machine may take longer than the second that is usual; what never comes still fails, before vitest's five.
configure({ asyncUtilTimeout: 4000 });
afterEach(() => cleanup());
