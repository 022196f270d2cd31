import { chmod, chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../../base/log';
import { onlyWhere } from '../../base/testing/only-where';
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
  expect([one, other, one, one].map(({ isToken }, at) => isToken([token, token, `${token}x`, ''][at] ?? ''))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  if (process.platform !== 'win32') expect((await stat(join(profile, 'local-token.json'))).mode & 0o777).toBe(0o600);
});

it('takes the place of a file that holds something else, and without one nothing is it', async () => {
  await writeFile(join(profile, 'local-token.json'), '{"version":1,"token":""}');
  const { isToken } = await openLocalToken(profile, silentLogger);
  expect(isToken('')).toBe(false);
  expect(isToken((await readLocalToken(profile)) ?? '')).toBe(true);
  expect(await readFile(join(profile, 'local-token.json'), 'utf8')).toContain('cmdl_');
});

it(
  'is made anew where others may read it: whoever did so knows the old one',
  onlyWhere(process.platform !== 'win32', 'Windows knows no such rights'),
  async () => {
    const file = join(profile, 'local-token.json');
    const before = await openLocalToken(profile, silentLogger);
    const old = (await readLocalToken(profile)) ?? '';
    await chmod(file, 0o644);
    expect(await readLocalToken(profile)).toBeNull();
    const { isToken } = await openLocalToken(profile, silentLogger);
    expect([before.isToken(old), isToken(old)]).toEqual([true, false]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  },
);

it(
  'is none where it belongs to another account',
  onlyWhere(process.getuid?.() === 0, 'only root can give a file away'),
  async () => {
    await openLocalToken(profile, silentLogger);
    await chown(join(profile, 'local-token.json'), 65_534, 65_534);
    expect(await readLocalToken(profile)).toBeNull();
    const { isToken } = await openLocalToken(profile, silentLogger);
    expect(isToken((await readLocalToken(profile)) ?? '-')).toBe(true);
  },
);
