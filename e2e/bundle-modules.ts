import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

/** Modules of ours, each in one file with all that it imports. */
export interface BundledModules {
  folder: string;
  /** The address to import one of them by. */
  urlOf(name: string): string;
}

/** What any of our modules may start: it looks for it beside itself. */
const readerThread = join(import.meta.dirname, '..', 'src', 'manager', 'reader-thread.ts');

/**
 * For tests only: bundles modules for the processes that a test starts, once for all of them. Such a process then loads in a tenth of the
 * second that reading our sources through `tsx` takes, which counts where a test kills forty of them. The folder is the caller's to remove.
 * @param files source files by the name that `urlOf` is asked for
 * @param parent where the folder is made
 */
export async function bundleModules(
  files: Readonly<Record<string, string>>,
  parent = tmpdir(),
): Promise<BundledModules> {
  // Packages in the older form of modules ask for these two.
  const banner = 'const { filename: __filename, dirname: __dirname } = import.meta;';
  const output = { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs', banner } as const;
  const folder = await mkdtemp(join(parent, 'cmd-bundle-'));
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { input: { ...files, 'reader-thread': readerThread }, output },
    },
  });
  return { folder, urlOf: (name) => pathToFileURL(join(folder, `${name}.mjs`)).href };
}
