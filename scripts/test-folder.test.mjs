import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onlyWhere } from '../src/base/testing/only-where';
import { openTestFolder } from './test-folder.mjs';

const room = 8 * 1024 ** 3;
const hasRoom = existsSync('/dev/shm') && freemem() > room && statfsSync('/dev/shm').bavail > room / 4096;

describe('the folder of a test run', () => {
  it('is where the person wants it', () => {
    const owned = [];
    expect(openTestFolder((stop) => owned.push(stop), { TMPDIR: '/somewhere' })).toEqual({});
    expect(owned).toEqual([]);
  });

  it('lies in memory, and goes with the run', onlyWhere(hasRoom, 'there is no room in /dev/shm'), async () => {
    const owned = [];
    const { TMPDIR } = openTestFolder((stop) => owned.push(stop), {});
    expect(dirname(TMPDIR)).toBe('/dev/shm');
    writeFileSync(join(TMPDIR, 'a file'), 'x');
    await Promise.all(owned.map((stop) => stop(1000)));
    expect(existsSync(TMPDIR)).toBe(false);
  });

  it('takes away what a killed run left', onlyWhere(hasRoom, 'there is no room in /dev/shm'), async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const [left, ofLiving] = [pid, process.pid].map((id) => `/dev/shm/comfyui-manager-tests-${id}-left`);
    for (const folder of [left, ofLiving]) mkdirSync(folder);
    const owned = [];
    openTestFolder((stop) => owned.push(stop), {});
    expect(existsSync(left)).toBe(false);
    expect(existsSync(ofLiving)).toBe(true);
    rmSync(ofLiving, { recursive: true });
    await Promise.all(owned.map((stop) => stop(1000)));
  });
});
