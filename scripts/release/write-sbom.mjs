// node scripts/release/write-sbom.mjs FILE: the list of what the built app holds, of what the bundler wrote down beside each of its parts (scripts/package/bundled.mjs).
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD } from '../package/bundled.mjs';
import { readBundled } from '../package/notices.mjs';
import { projectDir, runMain, say } from '../project.mjs';
import { ScriptError } from '../script-error.mjs';
import { composeSbom } from './sbom.mjs';

const readJson = (...names) => JSON.parse(readFileSync(join(projectDir, ...names), 'utf8'));
const ELECTRON = join('node_modules', 'electron');

/** Each package with its licence, and the runtime, which no bundler sees: its own parts have their licences in LICENSES.chromium.html. */
function listIncluded() {
  if (!existsSync(join(projectDir, 'out', 'main', RECORD))) {
    throw new ScriptError('The app is not built, so nobody knows what is in it.', 'Run: npm run build');
  }
  const bundled = readBundled(join(projectDir, 'out')).map(({ license: licence, ...one }) => ({ ...one, licence }));
  const { name, version, license } = readJson(ELECTRON, 'package.json');
  return [...bundled, { name, version, licence: license }];
}

/** The time of the commit, so that the same source gives the same list. */
function readCommitTime() {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%cI'], { cwd: projectDir, encoding: 'utf8' });
  return status === 0 ? new Date(stdout.trim()).toISOString() : new Date(0).toISOString();
}

await runMain(() => {
  const [file, ...rest] = process.argv.slice(2);
  if (file === undefined || rest.length > 0) {
    throw new ScriptError('One file is wanted.', 'Usage: node scripts/release/write-sbom.mjs FILE', 2);
  }
  const { name, version, license } = readJson('package.json');
  const included = listIncluded();
  const app = { name, version, licence: license, builtAt: readCommitTime() };
  writeFileSync(file, `${JSON.stringify(composeSbom(app, included), null, 2)}\n`);
  say(`release: ${included.length} packages are in the app, as ${file} says`);
});
