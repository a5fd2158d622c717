/** Builds the window's page into dist/, which frontend/assets.go embeds. */
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { serveMail } from './scripts/mail.mjs';

/** Dev server and preview show the invented mail; the shipped build has no part of it. */
const mail: Plugin = {
  name: 'deskhand-mail',
  configureServer: (s) => void s.middlewares.use(serveMail),
  configurePreviewServer: (s) => void s.middlewares.use(serveMail),
};

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), mail],
  resolve: {
    alias: { $lib: fileURLToPath(new URL('./src/lib', import.meta.url)) },
    // Component tests mount in jsdom, so they need Svelte's browser build.
    conditions: mode === 'test' ? ['browser'] : undefined,
  },
  base: './',
  build: {
    target: ['safari16.4', 'chrome111'],
    outDir: mode === 'production' ? 'dist' : 'shots/dist',
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
