import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { recordBundled } from './scripts/package/bundled.mjs';
import { createStartGroup } from './scripts/start-chunk.mjs';

const root = import.meta.dirname;

// electron-vite would read its targets from the installed electron; the code must also run on Electron 33 (docs/decisions/024).
const nodeTarget = 'node20.18';
const chromeTarget = 'chrome130';

const windowRecord = recordBundled(root);

export default defineConfig({
  main: {
    plugins: [recordBundled(root).page()],
    build: {
      target: nodeTarget,
      outDir: resolve(root, 'out/main'),
      externalizeDeps: false,
      minify: true,
      sourcemap: true,
      lib: {
        entry: { main: resolve(root, 'main/main.ts'), 'reader-thread': resolve(root, 'src/manager/reader-thread.ts') },
        formats: ['es'],
      },
      rollupOptions: {
        // Optional native speed-ups of ws, loaded in a try block: they stay absent.
        external: ['electron', 'bufferutil', 'utf-8-validate'],
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    plugins: [recordBundled(root).page()],
    build: {
      target: nodeTarget,
      outDir: resolve(root, 'out/preload'),
      externalizeDeps: false,
      minify: true,
      sourcemap: true,
      lib: { entry: resolve(root, 'preload/preload.ts'), formats: ['cjs'] },
      rollupOptions: { external: ['electron'], output: { entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: resolve(root, 'renderer'),
    plugins: [react(), tailwindcss(), windowRecord.page()],
    // Its build for browsers asks a document for the characters that names stand for; the worker that reads Markdown has none.
    resolve: {
      alias: {
        'decode-named-character-reference': resolve(root, 'node_modules/decode-named-character-reference/index.js'),
      },
    },
    // A worker fetches on demand what it needs, as the page does.
    worker: { format: 'es', plugins: () => [windowRecord.worker()] },
    build: {
      target: chromeTarget,
      outDir: resolve(root, 'out/renderer'),
      minify: true,
      sourcemap: true,
      rollupOptions: {
        input: resolve(root, 'renderer/index.html'),
        output: { codeSplitting: { groups: [createStartGroup(resolve(root, 'renderer/main.tsx'))] } },
      },
    },
  },
});
