import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeJson } from '../../../base/files/files';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sitePackagesOf } from '../../../../e2e/world/python-env';
import { unpackWheel, type WheelSpec } from '../../../../e2e/world/wheel';
import { openPythonPlace, openTestPython, type PythonPlace, type TestPython } from '../testing/python-place';
import type { PackageOrigin, UsesQuestion } from './package-uses';

let place: PythonPlace;
let opened: TestPython;
let site = '';
let baseDir = '';

const wheels: Omit<WheelSpec, 'version'>[] = [
  { name: 'asked', requires: ['deep', 'marked ; sys_platform == "nowhere"'] },
  { name: 'deep' },
  { name: 'marked' },
  { name: 'grouped', requires: ['extra-dep ; extra == "more"\nProvides-Extra: more'] },
  { name: 'extra-dep' },
  { name: 'left', requires: ['left-dep'] },
  { name: 'left-dep' },
  { name: 'own', requires: ['own-dep'] },
  { name: 'own-dep' },
  { name: 'scripted' },
  { name: 'projected' },
  { name: 'chosen', requires: ['chosen-dep'] },
  { name: 'chosen-dep' },
  { name: 'offered' },
  { name: 'asleep' },
  { name: 'stranger', requires: ['stranger-dep'] },
  { name: 'stranger-dep' },
];

const infoOf = (name: string) => join(site, `${name.replaceAll('-', '_')}-1.0.dist-info`);
const origin = (name: string, more: Partial<PackageOrigin> = {}): PackageOrigin => ({
  ...{ infoPath: infoOf(name), byHand: null, cameWith: ['gone-pack'], hasScript: false },
  ...more,
});

async function placePack(name: string, files: Record<string, string>): Promise<UsesQuestion['packs'][number]> {
  const dir = join(baseDir, 'custom_nodes', name);
  await mkdir(dir, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(dir, file), text);
  return { name, dir, isEnabled: name !== 'sleeper' };
}

let question: UsesQuestion;

beforeAll(async () => {
  place = await openPythonPlace();
  baseDir = dirname(place.venvDir);
  site = await sitePackagesOf(place.venvDir);
  for (const wheel of wheels) await unpackWheel({ ...wheel, version: '1.0' }, site);
  opened = await openTestPython(place, { baseDir, tool: 'uv' });
  await writeFile(join(baseDir, 'requirements.txt'), 'asked>=0.5\n');
  const project = `[project]\nname = "two"\ndependencies = ["projected"]\n[project.optional-dependencies]\nvideo = ["chosen"]\nall = ["two[video]"]\nface = ["offered"]\n`;
  await writeJson(opened.paths.groupsFile, { two: 'all' });
  const packs = [
    // A line that is refused for an install is a reason all the same.
    await placePack('one', { 'requirements.txt': 'grouped[more]\n-e ./nothing\n' }),
    await placePack('two', { 'pyproject.toml': project }),
    await placePack('sleeper', { 'requirements.txt': 'asleep # kept\n' }),
  ];
  const ours = wheels.map(({ name }) => name).filter((name) => name !== 'stranger');
  const origins = new Map(ours.map((name) => [name, origin(name)]));
  origins.set('own', origin('own', { byHand: { extras: [] } }));
  origins.set('scripted', origin('scripted', { hasScript: true }));
  question = { packs, origins };
}, 60_000);
afterAll(() => place.remove());

async function standings(given = question): Promise<Record<string, string>> {
  const { packages } = await opened.python.reports.packageUses(given);
  return Object.fromEntries(packages.map(({ name, standing }) => [name, standing]));
}

it('tells of each package who needs it, and which of ours nobody does', async () => {
  expect(await standings()).toMatchObject({
    ...{ asked: 'needed', deep: 'needed', grouped: 'needed', 'extra-dep': 'needed', projected: 'needed' },
    ...{ asleep: 'needed', own: 'hand', 'own-dep': 'package', scripted: 'came', 'stranger-dep': 'package' },
    ...{ stranger: 'unknown', pip: 'protected' },
    // Of the optional groups of a pack the chosen ones count, with those that they name.
    ...{ chosen: 'needed', 'chosen-dep': 'needed', offered: 'unneeded' },
    // Its marker is of another system; and of these two only each other knows.
    ...{ marked: 'unneeded', left: 'unneeded', 'left-dep': 'unneeded' },
  });
  const { packages, unread } = await opened.python.reports.packageUses(question);
  expect(unread).toEqual([]);
  const find = (name: string) => packages.find((one) => one.name === name);
  expect(find('deep')).toMatchObject({
    users: [{ name: 'ComfyUI', kind: 'comfyui', through: 'asked' }],
    neededBy: ['asked'],
  });
  expect(find('asleep')?.users).toEqual([{ name: 'sleeper', kind: 'disabled-pack', through: null }]);
  expect(find('chosen-dep')?.users).toEqual([{ name: 'two', kind: 'pack', through: 'chosen' }]);
  expect(find('left')?.bytes).toBeGreaterThan(100);
  expect(find('left')?.cameWith).toEqual(['gone-pack']);
});

it('offers nothing of what it cannot know', async () => {
  // Somebody has brought it to another version by hand: it is theirs now.
  await rename(infoOf('left'), join(site, 'left-2.0.dist-info'));
  expect(await standings()).toMatchObject({ left: 'unknown', 'left-dep': 'package', marked: 'unneeded' });
  await rename(join(site, 'left-2.0.dist-info'), infoOf('left'));

  const unclear = await placePack('unclear', { 'requirements.txt': '-r nowhere.txt\n' });
  const withUnclear = { ...question, packs: [...question.packs, unclear] };
  expect((await opened.python.reports.packageUses(withUnclear)).unread).toEqual(['unclear']);
  expect(Object.values(await standings(withUnclear))).not.toContain('unneeded');

  await rm(join(infoOf('deep'), 'METADATA'));
  expect((await opened.python.reports.packageUses(question)).unread).toEqual(['deep']);
  expect(Object.values(await standings())).not.toContain('unneeded');
});
