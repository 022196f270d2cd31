// Which packages a bundle is made of. package.json does not say: the window's libraries are dev dependencies there, and most of what is installed is in no
// bundle. The bundler knows.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The file in an output folder that says it. */
export const RECORD = 'bundled-packages.json';

const MODULE = /^\0?(?<folder>.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/**
 * The folder of the package that a module belongs to; null for a module of ours, and for one that the bundler made up.
 * @param {string} id
 */
export function packageFolderOf(id) {
  return MODULE.exec(id)?.groups.folder ?? null;
}

/**
 * Packages whose styles a style sheet of ours takes in: what is imported there is part of it, and no module of its own.
 * @param {string} text
 * @returns {string[]} their names
 */
export function importedByStyles(text) {
  const imports = text.matchAll(/@import\s+(?:url\()?['"](?<name>(?:@[\w.-]+\/)?[\w-][\w.-]*)/g);
  return [...imports].map(({ groups }) => groups.name);
}

/**
 * Plugins that write down the packages of a bundle beside it. Workers are bundles of their own: their plugin writes into the same list.
 * @param {string} root of the checkout; the bundler moves its configuration, so that nothing here can tell it
 * @returns {{page: () => import('vite').Plugin, worker: () => import('vite').Plugin}}
 */
export function recordBundled(root) {
  const folders = new Set();
  const add = (id) => folders.add(packageFolderOf(id));
  const note = (bundle, { config }) => {
    for (const part of Object.values(bundle)) {
      if (part.type === 'chunk') part.moduleIds.forEach(add);
      else part.originalFileNames.forEach((file) => add(resolve(config.root, file)));
    }
  };
  return {
    worker: () => ({
      name: 'record-bundled-in-worker',
      generateBundle(_options, bundle) {
        note(bundle, this.environment);
      },
    }),
    page: () => ({
      name: 'record-bundled',
      generateBundle(_options, bundle) {
        note(bundle, this.environment);
        // Style sheets are no modules of the bundle that is written.
        const styles = [...this.getModuleIds()].filter((id) => id.endsWith('.css') && packageFolderOf(id) === null);
        for (const file of styles) {
          for (const name of importedByStyles(readFileSync(file, 'utf8')))
            folders.add(join(root, 'node_modules', name));
        }
        folders.delete(null);
        const source = `${JSON.stringify(describeAll(folders, root), null, 2)}\n`;
        this.emitFile({ type: 'asset', fileName: RECORD, source });
      },
    }),
  };
}

function describeAll(folders, root) {
  const described = [...folders].map((folder) => describe(folder, root)).filter((found) => found !== null);
  return described.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function describe(folder, root) {
  const manifest = findManifest(folder);
  if (manifest === null) return null;
  const { name, version, license } = manifest;
  return { name, version, license, path: relative(root, folder).replaceAll('\\', '/') };
}

function findManifest(folder) {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  return dirname(folder) === folder ? null : findManifest(dirname(folder));
}
