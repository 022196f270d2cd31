import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { leaseFileIn } from '../../manager/installation/lease-file';
import { takeLease } from '../../manager/installation/take-lease';
import { findPlace, openCore } from './open-core';

const token = `cmdl_${'a'.repeat(43)}`;
let base: string;
let server: Server;
/** What the server was shown. */
let shown: (string | undefined)[];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'open core '));
  await mkdir(join(base, 'user', '__manager', 'desktop'), { recursive: true });
  await writeFile(join(base, 'local-token.json'), JSON.stringify({ version: 1, token }));
  shown = [];
  server = createServer((request, answer) => {
    shown.push(request.headers.authorization);
    answer.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  await rm(base, { recursive: true });
});

const file = () => leaseFileIn(join(base, 'user', '__manager', 'desktop'));
const addressOf = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const open = () => openCore({ folder: base, profileDir: base, overrides: {} }, { isOfRunningCore: true });

it('shows the token to the app that has the folder open', async () => {
  const lease = await takeLease(file(), { folder: base });
  await lease.serveAt(addressOf());
  const core = await open();
  await core.call('app.version', {});
  await core.close();
  expect(shown).toEqual([`Bearer ${token}`]);
  await lease.release();
});

it.each([
  ['has ended', { pid: 2 ** 22 - 1 }],
  ['is of another machine', { host: 'another-machine' }],
  ['is of another container', { machine: 'another' }],
  ['only has the id of a living process', { startedAt: 'an earlier life' }],
])('shows it to nobody where the app that the folder names %s', async (_what, facts) => {
  const lease = await takeLease(file(), { folder: base });
  await lease.release();
  const own = { id: randomUUID(), pid: process.pid, startedAt: null, machine: null, host: hostname() };
  const note = { ...own, since: '2026-01-01T00:00:00.000Z', address: addressOf(), ...facts };
  await writeFile(file(), JSON.stringify(note));
  await expect(open()).rejects.toMatchObject({ code: 'installation-busy' });
  expect(shown).toEqual([]);
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
