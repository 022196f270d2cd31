import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openApiToken } from './api-token';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cmd-api-token-'));
  file = join(folder, 'api-token.json');
});
afterEach(() => rm(folder, { recursive: true }));

it('is known again after a start, and cannot be read from the disk', async () => {
  const { token, setAt } = await (await openApiToken(file)).make();
  expect(token).toMatch(/^cmd_[\w-]{43}$/);
  const later = await openApiToken(file);
  expect(later.facts()).toEqual({ setAt });
  expect([token, `${token}x`, token.slice(0, -1), ''].map(later.isToken)).toEqual([true, false, false, false]);
  expect(await readFile(file, 'utf8')).not.toContain(token.slice(4));
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o077).toBe(0);
});

it('counts no more when another was made, or it was revoked', async () => {
  const apiToken = await openApiToken(file);
  const [first, second] = [await apiToken.make(), await apiToken.make()];
  expect([first, second].map(({ token }) => apiToken.isToken(token))).toEqual([false, true]);
  await apiToken.revoke();
  expect([apiToken.isToken(second.token), apiToken.facts().setAt]).toEqual([false, null]);
  const later = await openApiToken(file);
  expect([later.isToken(second.token), later.isUntouched()]).toEqual([false, false]);
  const third = await apiToken.make();
  expect(later.isToken(third.token)).toBe(false);
  await later.reload();
  expect(later.isToken(third.token)).toBe(true);
});

it('is the last one made where two are made at once, also after a start', async () => {
  const apiToken = await openApiToken(file);
  const made = await Promise.all(Array.from({ length: 8 }, () => apiToken.make()));
  const counting = made.map(({ token }) => apiToken.isToken(token));
  expect(counting.filter(Boolean)).toHaveLength(1);
  const later = await openApiToken(file);
  expect(made.map(({ token }) => later.isToken(token))).toEqual(counting);
});

it('goes on to count where another one cannot be kept', async () => {
  const apiToken = await openApiToken(file);
  const { token } = await apiToken.make();
  await rm(file);
  await mkdir(join(file, 'in the way'), { recursive: true });
  await expect(apiToken.make()).rejects.toThrow();
  await expect(apiToken.revoke()).rejects.toThrow();
  expect(apiToken.isToken(token)).toBe(true);
});

it('is none where there is none, or the file is something else', async () => {
  const none = await openApiToken(file);
  expect([none.isToken(''), none.isUntouched(), none.facts()]).toEqual([false, true, { setAt: null }]);
  await writeFile(file, '{"hash":""}');
  const other = await openApiToken(file);
  expect([other.isToken(''), other.isUntouched(), other.facts()]).toEqual([false, true, { setAt: null }]);
});
