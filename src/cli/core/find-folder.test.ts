import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findFolder } from './find-folder';

let profileDir: string;
beforeEach(async () => {
  profileDir = await mkdtemp(join(tmpdir(), 'find folder '));
});
afterEach(() => rm(profileDir, { recursive: true }));

const remember = (state: object) => writeFile(join(profileDir, 'state.json'), JSON.stringify(state));

it.each([
  ['the one that was shown last', { lastFolder: '/a', recentFolders: ['/b'] }, '/a'],
  ['the newest one of this machine beside one of another', { lastFolder: 'remote:1', recentFolders: ['/b'] }, '/b'],
  ['the newest one after all were closed', { lastFolder: null, recentFolders: ['/b', '/a'] }, '/b'],
])('a command without a folder is about %s', async (_which, state, folder) => {
  await remember(state);
  expect(await findFolder(undefined, profileDir)).toBe(folder);
});

it.each([{}, { lastFolder: 'remote:1' }, { lastFolder: 5, recentFolders: 'x' }])(
  'none is found in %j',
  async (state) => {
    await remember(state);
    await expect(findFolder(undefined, profileDir)).rejects.toMatchObject({ code: 'installation-missing' });
  },
);
