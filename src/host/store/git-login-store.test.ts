import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { gitLoginVariables, takeGitLogins } from '../../base/git/logins';
import { silentLogger } from '../../base/log';
import { openGitLogins } from './git-login-store';
import type { Cipher } from './secrets';

let folder = '';
const fileOf = () => join(folder, 'git-logins.json');
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'git login store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Stands for the encryption of the system, which unit tests do not have: what it makes does not hold the text. */
const turned = (isAvailable: boolean): Cipher => ({
  isAvailable: async () => isAvailable,
  encrypt: async (text) => Buffer.from(Buffer.from(text).map((byte) => byte ^ 0x5a)),
  decrypt: async (bytes) => ({ text: Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString(), isOutdated: false }),
});
async function open(isAvailable: boolean, cipher = turned(isAvailable)) {
  await (
    await openGitLogins({ file: fileOf(), cipher, log: silentLogger })
  ).ready;
}

it('keeps a login encrypted, and knows it after a start', async () => {
  await open(true);
  takeGitLogins('https://person:kept-secret@example.org/a/kept.git');
  await expect.poll(() => readFile(fileOf(), 'utf8').catch(() => '')).toContain('example.org/a/kept');
  const text = await readFile(fileOf(), 'utf8');
  expect(text).not.toContain('kept-secret');
  expect(text).not.toContain(Buffer.from('kept-secret').toString('base64').slice(2, 12));
  await open(true);
  expect(Object.values(gitLoginVariables('https://github.com', 0))).toContain('kept-secret');
});

it('writes nothing where the system cannot encrypt', async () => {
  await open(false);
  takeGitLogins('https://person:passing-secret@example.org/a/passing.git');
  expect(Object.values(gitLoginVariables('https://github.com', 0))).toContain('passing-secret');
  await expect(readFile(fileOf(), 'utf8')).rejects.toMatchObject({ code: 'ENOENT' });
});

it('encrypts logins again when the system has a newer key', async () => {
  await open(true);
  takeGitLogins('https://person:rotated-secret@example.org/a/rotated.git');
  await expect.poll(() => readFile(fileOf(), 'utf8').catch(() => '')).toContain('example.org/a/rotated');
  const newer: Cipher = {
    ...turned(true),
    encrypt: async (text) => Buffer.from(Buffer.from(text).map((byte) => byte ^ 0x11)),
    decrypt: async (bytes) => ({ ...(await turned(true).decrypt(bytes)), isOutdated: true }),
  };
  await open(true, newer);
  const { logins } = JSON.parse(await readFile(fileOf(), 'utf8')) as { logins: Record<string, string> };
  const value = Buffer.from(logins['https://example.org/a/rotated'] ?? '', 'base64').map((byte) => byte ^ 0x11);
  expect(JSON.parse(Buffer.from(value).toString())).toEqual({ username: 'person', password: 'rotated-secret' });
});
