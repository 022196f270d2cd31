// Where an older Electron than the declared one runs the app, main/ and preload/ are also compiled against the types of that one: a call that
// is newer, or has gone, is found here and not by whoever presses the button.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir, FALLBACK_VERSION, runOrThrow } from './electron-runtime.mjs';
import { projectDir } from './project.mjs';
import { runTool } from './run-tool.mjs';

const COMPILED = /^(main|preload)\/.*\.ts$/;

/** The types of the fallback runtime: one file of its npm package, which is fetched once, unpacked and never installed or run. */
function ensureTypes() {
  const kept = join(cacheDir(), `electron-${FALLBACK_VERSION}-types`);
  const file = join(kept, 'package', 'electron.d.ts');
  if (existsSync(file)) return file;
  mkdirSync(cacheDir(), { recursive: true });
  const workDir = mkdtempSync(join(cacheDir(), 'work-'));
  try {
    runOrThrow('npm', ['pack', `electron@${FALLBACK_VERSION}`, '--silent', '--pack-destination', workDir], {
      failed: `The npm registry did not give the types of Electron ${FALLBACK_VERSION}.`,
      remedy: 'Check the network and the registry in `npm config get registry`, then try again.',
      cwd: workDir,
    });
    const archive = `electron-${FALLBACK_VERSION}.tgz`;
    runOrThrow('tar', ['-xzf', archive, 'package/electron.d.ts'], {
      failed: `The package of Electron ${FALLBACK_VERSION} could not be unpacked.`,
      remedy: `Check that ${cacheDir()} has space, then try again.`,
      cwd: workDir,
    });
    rmSync(join(workDir, archive));
    if (!existsSync(kept)) renameSync(workDir, kept);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
  return file;
}

/** A project of TypeScript that is the usual one, but for where `electron` is found. */
function writeProject(typesFile) {
  const folder = join(projectDir, '.cache', 'types');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `electron-${FALLBACK_VERSION}.json`);
  const compilerOptions = {
    ...{ composite: false, incremental: true, emitDeclarationOnly: false, noEmit: true },
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    tsBuildInfoFile: `./electron-${FALLBACK_VERSION}.tsbuildinfo`,
    rootDir: '../../',
    types: ['node'],
    typeRoots: ['../../node_modules/@types'],
    paths: { electron: [typesFile] },
  };
  const include = ['../../main/**/*', '../../preload/**/*'];
  // What the others are made of does not know Electron: their types are read as the step before wrote them.
  const references = ['src/contract', 'src', 'e2e'].map((name) => ({ path: `../../${name}` }));
  const project = { extends: '../../tsconfig.json', compilerOptions, include, references };
  writeFileSync(file, JSON.stringify(project, null, 2));
  return file;
}

/**
 * What `tsc --listFiles --pretty false` said: its complaints, and how many of the files it looked at.
 * @param {string} text
 * @param {{files: string[], typesFile: string}} expected the files that must be compiled, and the types they must be compiled against
 * @returns {import('./reports.mjs').Finding}
 */
export function readCompiled(text, { files, typesFile }) {
  const lines = text.split(/\r?\n/);
  const compiled = new Set(lines);
  const seen = files.filter((file) => compiled.has(join(projectDir, file).replaceAll('\\', '/')));
  const unseen = files.filter((file) => !seen.includes(file)).map((file) => `${file}: was not compiled`);
  const isRight = compiled.has(typesFile.replaceAll('\\', '/'));
  const problems = lines.filter((line) => /\berror TS\d+: /.test(line));
  return { seen: isRight ? seen.length : 0, problems: [...problems, ...unseen] };
}

/** Compiles what talks to Electron against the types of the fallback runtime, after `tsc -b` has compiled the whole. @param {string[]} projectFiles @returns {Promise<import('./reports.mjs').Finding>} */
export async function checkOldTypes(projectFiles) {
  const typesFile = ensureTypes();
  const files = projectFiles.filter((file) => COMPILED.test(file));
  const { stdout } = await runTool('typescript-native/bin/tsc', [
    ...['-p', writeProject(typesFile), '--listFiles', '--pretty', 'false'],
  ]);
  return readCompiled(stdout, { files, typesFile });
}
