/** Builds the window's page into dist/, which frontend/assets.go embeds. */
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  resolve: {
    alias: { $lib: fileURLToPath(new URL('./src/lib', import.meta.url)) },
    // Component tests mount in jsdom, so they need Svelte's browser build.
    conditions: mode === 'test' ? ['browser'] : undefined,
  },
  base: './',
  build: {
    target: ['safari16.4', 'chrome111'],
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0, // nothing as data: in scripts or styles, so the CSP stays tight
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/lib/test/setup.ts'],
    restoreMocks: true,
    maxWorkers: 2,
  },
}));
