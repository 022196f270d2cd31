import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../../base/log';
import { openLocalToken, readLocalToken } from './local-token';

let profile: string;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'local-token-'));
});
afterEach(() => rm(profile, { recursive: true, force: true }));

it('is made once, for this account alone, by whichever app comes first', async () => {
  expect(await readLocalToken(profile)).toBeNull();
  const [one, other] = await Promise.all([
    openLocalToken(profile, silentLogger),
    openLocalToken(profile, silentLogger),
  ]);
  const token = (await readLocalToken(profile)) ?? '';
  expect([one(token), other(token), one(`${token}x`), one('')]).toEqual([true, true, false, false]);
  if (process.platform !== 'win32') expect((await stat(join(profile, 'local-token.json'))).mode & 0o777).toBe(0o600);
});

it('takes the place of a file that holds something else, and without one nothing is it', async () => {
  await writeFile(join(profile, 'local-token.json'), '{"version":1,"token":""}');
  const isToken = await openLocalToken(profile, silentLogger);
  expect(isToken('')).toBe(false);
  expect(isToken((await readLocalToken(profile)) ?? '')).toBe(true);
  expect(await readFile(join(profile, 'local-token.json'), 'utf8')).toContain('cmdl_');
});
