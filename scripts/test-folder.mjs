// Where tests keep their files: in memory where the system has room there, else where the system keeps temporary files.
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { freemem } from 'node:os';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectDir, say } from './project.mjs';

const MEMORY = '/dev/shm';
const PREFIX = 'comfyui-manager-tests-';
// A run of all tests was seen to hold 0.4 GiB of files at once; the programs that it starts need memory of their own.
const ROOM_BYTES = 6 * 1024 ** 3;

/**
 * Makes the folder for temporary files of one run, which is removed with everything in it when the run is over. Worlds are thousands of small
 * files that live for a minute: what a disk does for them was a tenth of the processor time of a run. Who has set TMPDIR gets that place.
 * @param {(stop: (graceMs: number) => unknown) => void} own
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Record<string, string>} variables for the programs of the run
 */
export function openTestFolder(own, { TMPDIR } = process.env) {
  if (process.platform !== 'linux' || TMPDIR || !hasRoom()) return {};
  sweep();
  const folder = mkdtempSync(join(MEMORY, `${PREFIX}${process.pid}-`));
  own(() => rm(folder, { recursive: true, force: true }));
  // Some tests run a program as another account, as they can below /tmp.
  chmodSync(folder, 0o1777);
  if (!canRunPrograms(folder)) return {};
  say(`temporary files: in memory (${folder})`);
  // What Playwright has made of the specs would go with the folder, and be made again by each run: three seconds for a single spec.
  return { TMPDIR: folder, PLAYWRIGHT_TRANSFORM_CACHE_DIR: join(projectDir, '.cache', 'playwright') };
}

function hasRoom() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    // What a container may use is less than what its machine has; older versions of Node know only that.
    const memory = process.availableMemory?.() ?? freemem();
    return bavail * bsize >= ROOM_BYTES && memory >= ROOM_BYTES;
  } catch {
    return false;
  }
}

// Containers often mount it so that nothing in it can be run; an environment of Python lives there.
function canRunPrograms(folder) {
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  return spawnSync(program).status === 0;
}

// What a killed run left would stay in memory until the machine starts anew.
function sweep() {
  for (const name of readdirSync(MEMORY)) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : NaN;
    if (pid > 0 && !isAlive(pid)) rmSync(join(MEMORY, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
