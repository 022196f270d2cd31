import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readMachine } from '../../base/process/machine';
import { findProcess } from '../../base/process/process-table';
import { onlyWhere } from '../../base/testing/only-where';
import { readLocalToken } from '../../host/store/local-token';
import { openServedStandIn, type ServedStandIn } from '../../host/testing/served-stand-in';
import { leaseFileIn } from '../../manager/installation/lease-file';
import { findPlace, openCore } from './open-core';

let base: string;
let profile: string;
let served: ServedStandIn;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'open core '));
  profile = join(base, 'profile');
  for (const folder of [profile, join(base, 'user', '__manager', 'desktop')]) await mkdir(folder, { recursive: true });
});
afterEach(async () => {
  served.close();
  await rm(base, { recursive: true });
});

const open = (folder = base) => openCore({ folder, profileDir: profile, overrides: {} }, { isOfRunningCore: true });
const isPosix = onlyWhere(process.platform !== 'win32', 'Windows knows no such rights');

it('calls the app that has proven that it serves the folder, with a pass in place of the token', async () => {
  served = await openServedStandIn(profile, base);
  const core = await open();
  await core.call('app.version', {});
  await core.close();
  const token = (await readLocalToken(profile)) ?? '-';
  expect(served.shown).toEqual([null, expect.stringMatching(/^Bearer cmdp_[\w-]{43}$/u)]);
  expect(served.heard()).not.toContain(token);
});

it('asks nothing more of whoever cannot prove it, although they listen where an app of the profile did', async () => {
  served = await openServedStandIn(profile, base, false);
  await expect(open()).rejects.toMatchObject({ code: 'installation-busy' });
  expect(served.shown).toEqual([null]);
});

it.each([
  ['another run of the app has the port', 'core', 'another'],
  ['another address is noted', 'address', 'http://192.0.2.1:8190'],
  ['an address with an account in it is noted', 'address', 'http://127.0.0.1:80@192.0.2.1:8190'],
  ['no address is noted', 'address', 7],
])('takes nobody for the app of the folder where %s', async (_what, field, value) => {
  served = await openServedStandIn(profile, base);
  const [name = ''] = await readdir(join(profile, 'served'));
  const note = join(profile, 'served', name);
  await writeFile(note, JSON.stringify({ ...JSON.parse(await readFile(note, 'utf8')), [field]: value }));
  await expect(open()).rejects.toMatchObject({ code: 'installation-busy' });
  expect(served.shown.filter((one) => one !== null)).toEqual([]);
});

it('asks nothing where another account may read the token, or has put it there', isPosix, async () => {
  served = await openServedStandIn(profile, base);
  await chmod(join(profile, 'local-token.json'), 0o644);
  await expect(open()).rejects.toMatchObject({ code: 'installation-busy' });
  expect(served.shown).toEqual([]);
});

it('is sent nowhere by a lease, although it names a living process of this machine and whoever listens says yes to everything', async () => {
  const elsewhere = join(base, 'elsewhere');
  await mkdir(join(elsewhere, 'user', '__manager', 'desktop'), { recursive: true });
  served = await openServedStandIn(profile, base);
  const [machine, row] = await Promise.all([readMachine(), findProcess(process.ppid)]);
  const living = { id: randomUUID(), renewals: 3, pid: process.ppid, startedAt: row?.startedAt, machine };
  const forged = { ...living, host: hostname(), since: '2026-01-01T00:00:00.000Z', address: served.address };
  await writeFile(leaseFileIn(join(elsewhere, 'user', '__manager', 'desktop')), JSON.stringify(forged));
  await expect(open(elsewhere)).rejects.toMatchObject({ code: 'installation-busy' });
  expect(served.shown).toEqual([]);
});

it.each([
  ['a setting that there is not', 'python.toool=uv', 'there is no setting'],
  ['a value that it cannot have', 'python.tool=conda', 'cannot be used'],
  ['no pair', 'python.tool', 'takes name=value'],
])('a command is refused that sets %s, whoever has the folder', async (_what, pair, words) => {
  await expect(findPlace({ comfyui: base, set: [pair] }, base)).rejects.toMatchObject({
    ...{ code: 'invalid-input', message: expect.stringContaining(words) },
  });
  const { overrides } = await findPlace({ comfyui: base, set: ['python.tool=uv'] }, base);
  expect(overrides).toEqual({ 'python.tool': 'uv' });
});
