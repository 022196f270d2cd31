import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StartOrder } from '../arguments/launch-plan';
import { openStoredStart } from './stored-start';

let folder = '';
const file = () => join(folder, 'start-profiles.json');
const faces: StartOrder = { mode: 'lean', name: 'Faces', packs: ['amber', 'cedar'] };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stored-start-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('keeps the packs of a lean start beyond a run of the app, until another start is chosen', async () => {
  const stored = await openStoredStart(file());
  expect(stored.current()).toEqual({ mode: 'normal' });
  await stored.keep(faces);
  expect((await openStoredStart(file())).current()).toEqual(faces);
  await stored.keep({ mode: 'bare' });
  expect((await openStoredStart(file())).current()).toEqual({ mode: 'normal' });
});

it('goes on with the packs of the profile that an earlier version had chosen, and leaves its profiles in the file', async () => {
  const profiles = [
    { name: 'Faces', packs: ['amber', 'cedar'], workflow: 'default/workflows/faces.json' },
    { name: 'Video', packs: ['birch'], workflow: null },
  ];
  const chosen = { name: 'Faces', isProfile: true, packs: ['amber'] };
  await writeFile(file(), JSON.stringify({ profiles, chosen }));
  const stored = await openStoredStart(file());
  expect(stored.current()).toEqual(faces);
  await stored.keep({ mode: 'normal' });
  expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual({ profiles, chosen: null });
});

it('begins anew with a document of another form', async () => {
  await writeFile(file(), '{"profiles": 3}');
  expect((await openStoredStart(file())).current()).toEqual({ mode: 'normal' });
});
