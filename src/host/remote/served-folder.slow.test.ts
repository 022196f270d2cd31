import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { leaseFileIn, parseHolder } from '../../manager/installation/lease-file';
import { takeLease } from '../../manager/installation/take-lease';
import { readLocalToken } from '../store/local-token';
import { openServedStandIn, type ServedStandIn } from '../testing/served-stand-in';
import { findServed } from './served-folder';

const address = 'http://127.0.0.1:8190';
let served: ServedStandIn | null = null;
let root = '';
let file = '';
let release: () => Promise<void>;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'served folder-'));
  file = leaseFileIn(join(root, 'user', '__manager', 'desktop'));
  await mkdir(dirname(file), { recursive: true });
  const watch = { notify: () => undefined, onWait: () => undefined, onLost: () => undefined };
  const lease = await takeLease(file, { folder: root, ...watch, signal: new AbortController().signal });
  await lease.serveAt(address);
  release = lease.release;
});
afterEach(async () => {
  served?.close();
  served = null;
  await release();
  await rm(root, { recursive: true, force: true });
});

it('opens the door of the app of this account that has proven to serve the folder', async () => {
  served = await openServedStandIn(root, root);
  expect(await findServed(root, root)).toEqual({ address: served.address, token: await readLocalToken(root) });
});

it.each([
  ['with a path', 'http://127.0.0.1:8190/x'],
  ['of a socket', 'http://unix:/run/x.sock'],
  ['with an account', 'http://me:you@evil.example:80'],
  ['that is none', 'not an address'],
  ['that is empty', ''],
  ['of another scheme', 'javascript:alert(1)'],
  ['whose port is none', 'http://127.0.0.1:99999'],
  ['that is very long', `http://${'a'.repeat(100_000)}:80`],
])('says in words that the app is none of this account, and repeats no address %s', async (_what, alien) => {
  const holder = parseHolder(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...holder, address: alien }));
  const refusal: unknown = await findServed(root, root).catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    code: 'token-required',
    message: expect.stringContaining('not one of this account') as string,
  });
  expect(refusal).toHaveProperty('details', { folder: root });
});

it('gives the token to no address that a folder names for another machine, which is asked about instead', async () => {
  const holder = parseHolder(await readFile(file, 'utf8'));
  const elsewhere = { ...holder, id: randomUUID(), host: 'another-machine', machine: 'another-machine' };
  await writeFile(file, JSON.stringify(elsewhere));
  await expect(findServed(root, root)).rejects.toMatchObject({
    code: 'token-required',
    details: { folder: root, address: 'http://another-machine:8190' },
  });
});

it('knows no address where nobody has the folder open', async () => {
  await release();
  await expect(findServed(root, root)).rejects.toMatchObject({ code: 'token-required', details: { folder: root } });
});
