// node scripts/package/npm-package.mjs: packs the program without a window for npm, into dist/. It is whole in itself: no Electron, no renderer, no dependency.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild } from '../build.mjs';
import { isMainModule, projectDir, runMain, say } from '../project.mjs';
import { ScriptError } from '../script-error.mjs';
import { ensureTools } from '../setup.mjs';
import { NOTICES, writeNotices } from './notices.mjs';

/**
 * Writes the program of a build into a folder, as npm takes it.
 * @param {string} folder made anew
 * @returns {{name: string, version: string}}
 */
export function writeProgram(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { name, version, description, license, author, homepage, repository, engines, type } = JSON.parse(
    readFileSync(join(projectDir, 'package.json'), 'utf8'),
  );
  const facts = { name, version, description, license, author, homepage, repository, engines, type };
  // Not by the name of the package as well: that is the window's program, in the packages that have one.
  const bin = { cmdesk: 'cmdesk.mjs' };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ ...facts, bin }, null, 2)}\n`);
  const isPart = (file) => !file.endsWith('.map') && !file.endsWith('bundled-packages.json');
  cpSync(join(projectDir, 'out', 'cli'), folder, { recursive: true, filter: isPart });
  for (const part of ['systemd', 'container'])
    cpSync(join(projectDir, 'assets', part), join(folder, part), { recursive: true });
  cpSync(join(projectDir, 'LICENSE'), join(folder, 'LICENSE'));
  cpSync(join(projectDir, 'assets', 'package', 'npm', 'README.md'), join(folder, 'README.md'));
  cpSync(writeNotices(join(projectDir, 'out'), ['cli']).file, join(folder, NOTICES));
  return { name, version };
}

/**
 * Writes the package of a build as a folder, and packs it.
 * @param {string} targetDir where the folder `npm` and the archive come
 * @returns {string} the archive
 * @throws {ScriptError} when npm refuses it
 */
export function makeNpmPackage(targetDir) {
  const folder = join(targetDir, 'npm');
  writeProgram(folder);
  return join(targetDir, pack(folder, targetDir));
}

function pack(folder, targetDir) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', targetDir, folder];
  const { status, stdout, stderr } = spawnSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) throw new ScriptError(`npm did not pack the program:\n${stderr}`, 'Mend what it names above.');
  return JSON.parse(stdout)[0].filename;
}

if (isMainModule(import.meta.url)) {
  await runMain(async () => {
    ensureTools();
    ensureBuild();
    say(`package: ${makeNpmPackage(join(projectDir, 'dist'))}`);
  });
}
