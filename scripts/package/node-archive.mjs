// node scripts/package/node-archive.mjs [--node FOLDER]: packs the program without a window together with a Node, into dist/, for machines without one.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuild } from '../build.mjs';
import { isMainModule, projectDir, runMain, say } from '../project.mjs';
import { ScriptError } from '../script-error.mjs';
import { ensureTools } from '../setup.mjs';
import { writeProgram } from './npm-package.mjs';

/** By its real place, so that a link to it in a folder of PATH works. */
const starter = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/node" "$here/../lib/cmdesk.mjs" "$@"
`;

/**
 * Writes program and Node into a folder, tries them, and packs the folder.
 * @param {string} targetDir where the folder and the archive come
 * @param {string} nodeDir an unpacked archive of nodejs.org: the Node of a distribution needs libraries of it, and has no licence beside it
 * @returns {string} the archive
 * @throws {ScriptError} when that folder is none, or what was made does not run
 */
export function makeNodeArchive(targetDir, nodeDir) {
  const parts = { node: join(nodeDir, 'bin', 'node'), license: join(nodeDir, 'LICENSE') };
  if (!Object.values(parts).every((file) => existsSync(file)))
    throw new ScriptError(`${nodeDir} has no bin/node with its LICENSE.`, 'Name an unpacked archive of nodejs.org.');
  const folder = join(targetDir, 'cmdesk');
  rmSync(folder, { recursive: true, force: true });
  const { name, version } = writeProgram(join(folder, 'lib'));
  mkdirSync(join(folder, 'bin'));
  cpSync(parts.node, join(folder, 'bin', 'node'), { dereference: true });
  cpSync(parts.license, join(folder, 'LICENSE-node'));
  const program = join(folder, 'bin', 'cmdesk');
  writeFileSync(program, starter);
  chmodSync(program, 0o755);
  run(program, ['--version']);
  const archive = join(targetDir, `${name}-${version}-node-${process.platform}-${process.arch}.tgz`);
  run('tar', ['-czf', archive, '-C', targetDir, 'cmdesk']);
  return archive;
}

function run(program, args) {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new ScriptError(`${program} failed: ${error?.message ?? stderr}`, 'Mend what it names.');
}

if (isMainModule(import.meta.url)) {
  await runMain(async () => {
    const { values } = parseArgs({ options: { node: { type: 'string' } } });
    ensureTools();
    ensureBuild();
    const nodeDir = values.node ?? dirname(dirname(process.execPath));
    say(`package: ${makeNodeArchive(join(projectDir, 'dist'), nodeDir)}`);
  });
}
