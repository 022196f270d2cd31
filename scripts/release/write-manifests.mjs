// node scripts/release/write-manifests.mjs SHA256SUMS FOLDER: what winget, Homebrew and Flathub want to know of the release whose checksums these are. For the person who
// offers them a version that is published (docs/releasing.md).
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectDir, runMain, say } from '../project.mjs';
import { ScriptError } from '../script-error.mjs';
import { readSection } from './check-tag.mjs';
import { composeManifests, readSums } from './manifests.mjs';

const USAGE = 'Usage: node scripts/release/write-manifests.mjs SHA256SUMS FOLDER';
const read = (...names) => readFileSync(join(projectDir, ...names), 'utf8');

function readRelease(sumsFile) {
  const { version, homepage, description } = JSON.parse(read('package.json'));
  const section = readSection(read('CHANGELOG.md'), version);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(section?.said ?? ''))
    throw new ScriptError(`CHANGELOG.md names no day of ${version}.`, 'Check out the tag of the release.');
  return { version, homepage, description, day: section.said, sums: readSums(readFileSync(sumsFile, 'utf8')) };
}

await runMain(() => {
  const [sumsFile, folder, ...rest] = process.argv.slice(2);
  if (folder === undefined || rest.length > 0) throw new ScriptError('A file and a folder are wanted.', USAGE, 2);
  const release = readRelease(sumsFile);
  const { files, leftOut } = composeManifests(release, (id) =>
    read('assets', 'package', 'linux', `${id}.metainfo.xml`),
  );
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  cpSync(join(projectDir, 'assets', 'icon.svg'), join(folder, 'flathub', 'icon.svg'));
  for (const sentence of leftOut) say(`release: ${sentence}`);
  say(`release: ${Object.keys(files).length} manifests of ${release.version} are in ${folder}`);
});
