import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { recordBundled } from './bundled.mjs';

const root = resolve(import.meta.dirname, '..', '..');

// Packages in the older form of modules ask for these two.
const banner = 'const { filename: __filename, dirname: __dirname } = import.meta;';

// What packages ask for only where it is there or wanted: native parts of ws, and what compiles schemas of routes, which have none.
const neverLoaded = ['bufferutil', 'utf-8-validate', '@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler'];

/** The program without a window: for plain Node, whole in itself. What a command does not need lies in chunks that it does not load. */
export default defineConfig({
  plugins: [recordBundled(root).page()],
  ssr: { noExternal: true, external: neverLoaded },
  build: {
    ssr: true,
    target: 'node20.18',
    outDir: resolve(root, 'out/cli'),
    emptyOutDir: true,
    minify: true,
    sourcemap: true,
    rolldownOptions: {
      input: {
        cmdesk: resolve(root, 'src/cli/cmdesk.ts'),
        'reader-thread': resolve(root, 'src/manager/reader-thread.ts'),
      },
      output: { format: 'es', banner, entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
    },
  },
});
