import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PackOnDisk } from '../process/pack-states';
import { openStartProfiles, type StartProfiles } from './start-profiles';

const pack = (name: string, enabled = true): PackOnDisk => ({ name, enabled, version: '1', identity: '' });
const disk: PackOnDisk[] = [pack('amber'), pack('birch'), pack('cedar', false)];

let folder = '';
const file = () => join(folder, 'start-profiles.json');
const open = (): Promise<StartProfiles> => openStartProfiles(file(), () => Promise.resolve(disk));
const profile = (name: string, packs: string[], replace = false) => ({ name, packs, workflow: null, replace });
const faces = { mode: 'lean', name: 'Faces', isProfile: true, packs: ['amber', 'cedar', 'dune'] } as const;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'profiles-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('says of each pack whether a start would load it', async () => {
  const profiles = await open();
  await profiles.save(profile('Faces', ['dune', 'cedar', 'amber', 'amber']));
  const { profiles: listed } = await (await open()).list();
  expect(listed).toEqual([
    {
      name: 'Faces',
      workflow: null,
      packs: [
        { name: 'amber', state: 'there' },
        { name: 'cedar', state: 'disabled' },
        { name: 'dune', state: 'missing' },
      ],
    },
  ]);
});

it('keeps the chosen start beyond a run of the app, with the packs that its profile has by then', async () => {
  const profiles = await open();
  expect(profiles.current()).toEqual({ mode: 'normal' });
  await profiles.save(profile('Faces', ['amber', 'cedar', 'dune']));
  await profiles.keep(profiles.orderOf('faces'));
  expect((await open()).current()).toEqual(faces);
  await profiles.save(profile('Faces', ['birch'], true));
  expect((await open()).current()).toEqual({ ...faces, packs: ['birch'] });
  await profiles.rename('Faces', 'Portraits');
  expect(profiles.current()).toMatchObject({ name: 'Portraits', packs: ['birch'] });
  expect((await profiles.list()).chosen).toBe('Portraits');
  await profiles.keep({ mode: 'bare' });
  expect((await open()).current()).toEqual({ mode: 'normal' });
});

it('starts with all packs when the chosen profile is removed', async () => {
  const profiles = await open();
  await profiles.save(profile('Faces', ['amber']));
  await profiles.keep(profiles.orderOf('Faces'));
  await profiles.remove('Faces');
  expect((await open()).current()).toEqual({ mode: 'normal' });
  expect((await profiles.list()).profiles).toEqual([]);
});

it('refuses a name that is taken, one that is not there, and a pack that cannot be named, and changes nothing', async () => {
  const profiles = await open();
  await profiles.save(profile('Faces', ['amber']));
  await profiles.save(profile('Video', ['birch']));
  const before = await readFile(file(), 'utf8');
  await expect(profiles.save(profile('faces', []))).rejects.toMatchObject({ code: 'profile-exists' });
  await expect(profiles.rename('Video', 'FACES')).rejects.toMatchObject({ code: 'profile-exists' });
  await expect(profiles.rename('nothing', 'else')).rejects.toMatchObject({ code: 'profile-not-found' });
  await expect(profiles.remove('nothing')).rejects.toMatchObject({ code: 'profile-not-found' });
  await expect(profiles.save(profile('Odd', ['--listen']))).rejects.toMatchObject({ code: 'invalid-input' });
  expect(await readFile(file(), 'utf8')).toBe(before);
});

it('begins anew with a document of another form', async () => {
  await writeFile(file(), '{"profiles": 3}');
  expect((await (await open()).list()).profiles).toEqual([]);
});
