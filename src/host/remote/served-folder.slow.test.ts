import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../../base/log';
import { leaseFileIn, parseHolder } from '../../manager/installation/lease-file';
import { takeLease } from '../../manager/installation/take-lease';
import { openLocalToken, readLocalToken } from '../store/local-token';
import { findServed } from './served-folder';

const address = 'http://127.0.0.1:8190';
let root = '';
let file = '';
let release: () => Promise<void>;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'served folder-'));
  file = leaseFileIn(join(root, 'user', '__manager', 'desktop'));
  await mkdir(dirname(file), { recursive: true });
  await openLocalToken(root, silentLogger);
  const watch = { notify: () => undefined, onWait: () => undefined, onLost: () => undefined };
  const lease = await takeLease(file, { folder: root, ...watch, signal: new AbortController().signal });
  await lease.serveAt(address);
  release = lease.release;
});
afterEach(async () => {
  await release();
  await rm(root, { recursive: true, force: true });
});

it('opens the door of a living app of this machine with the token of this account', async () => {
  expect(await findServed(root, root)).toEqual({ address, token: await readLocalToken(root) });
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
