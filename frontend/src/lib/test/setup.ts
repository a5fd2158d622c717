/** What jsdom lacks and the window uses. */
import { cleanup } from '@testing-library/svelte';
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

afterEach(() => cleanup());
