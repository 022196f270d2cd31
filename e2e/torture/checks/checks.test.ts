import { appendFile, cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FinishedTask } from '../../api';
import { packFiles } from '../../world/pack-seed';
import { unpackWheel } from '../../world/wheel';
import { notes, torturePacks, weights, wideWheels } from '../torture-packs';
import { claimsOfSome, compareClaims } from './claims';
import { findModel, type ModelPlace } from './models';
import { inspectNotes } from './notes';
import { inspectPackages } from './packages';
import { inspectPacks } from './packs';
import { inspectRecords } from './records';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torture-checks-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const [widelib] = wideWheels;
const at = (...names: string[]) => join(folder, ...names);

describe('the look at packages', () => {
  const info = 'widelib-1.0.dist-info';
  const problems = async () => (await inspectPackages(folder)).problems;

  beforeEach(async () => {
    if (widelib !== undefined) await unpackWheel(widelib, folder);
    expect(await inspectPackages(folder)).toEqual({ problems: [], distributions: ['widelib 1.0'] });
  });

  it('finds a file that is gone, and one that is not what it was', async () => {
    await rm(at('widelib', 'part_007.py'));
    await appendFile(at('widelib', 'part_008.py'), '#');
    expect(await problems()).toEqual([
      `${info}: widelib/part_007.py is not there`,
      `${info}: widelib/part_008.py is not what its RECORD says`,
    ]);
  });

  it('finds what an installer that was killed leaves', async () => {
    await rm(at(info, 'INSTALLER'));
    await mkdir(at('~idelib'));
    expect(await problems()).toEqual([
      '~idelib was left behind',
      `${info}: ${info}/INSTALLER is not there`,
      `${info} has no INSTALLER`,
    ]);
    await rm(at(info, 'RECORD'));
    expect(await problems()).toContain(`${info} has no RECORD`);
    expect(await problems()).toContain('widelib/ holds files of no package');
  });

  it('finds a package that is there twice', async () => {
    await cp(at(info), at('widelib-2.0.dist-info'), { recursive: true });
    expect(await problems()).toContain('widelib is there twice');
  });
});

async function placePack(id: string, version: string): Promise<void> {
  const seed = torturePacks.find((pack) => pack.seed.id === id)?.seed;
  if (seed === undefined) throw new Error(`There is no ${id}.`);
  const files = { ...packFiles(seed, version), '.tracking': '' };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(at(id, name)), { recursive: true });
    await writeFile(at(id, name), content);
  }
}

describe('the look at packs', () => {
  it('finds a mixture of two versions, half a pack, and what is none', async () => {
    await placePack('torture-new', '1.0.0');
    expect(await inspectPacks(folder, torturePacks)).toEqual({
      problems: [],
      packs: [{ id: 'torture-new', version: '1.0.0', isEnabled: true }],
    });
    await rm(at('torture-new', 'assets', 'part_003.py'));
    await writeFile(at('torture-new', 'nodes.py'), '# of another version\n');
    await mkdir(at('torture-new-staged'));
    const { problems } = await inspectPacks(folder, torturePacks);
    expect(problems).toEqual([
      'torture-new 1.0.0: nodes.py is not that of 1.0.0',
      'torture-new 1.0.0: assets/part_003.py is not there',
      'torture-new-staged lies among the packs and is none',
    ]);
  });

  it('knows a disabled copy', async () => {
    await placePack('torture-new', '1.1.0');
    await mkdir(at('.disabled'));
    await rename(at('torture-new'), at('.disabled', 'torture-new@1_1_0'));
    const { packs, problems } = await inspectPacks(folder, torturePacks);
    expect(packs).toEqual([{ id: 'torture-new', version: '1.1.0', isEnabled: false }]);
    expect(problems).toEqual([]);
  });
});

const task = (kind: string, params: Record<string, unknown>, status = 'done'): FinishedTask => ({
  ...{ ui_id: 'one', kind, result: 'success', batch_id: 'batch', params },
  status: { status_str: 'success', messages: [] },
  outcome: { status },
});

const installed = torturePacks.flatMap(({ seed, installedAt }) =>
  installedAt === null ? [] : [{ id: seed.id, version: installedAt, isEnabled: true }],
);
/** No pack has a chosen group. */
const nothing: ReadonlyMap<string, readonly string[]> = new Map();
const same = { before: ['widelib 1.0'], now: ['widelib 1.0'] };

describe('the comparison with the history', () => {
  const compare = (finished: FinishedTask[], found = installed, distributions: typeof same = same) =>
    compareClaims({ packs: torturePacks, finished, found, distributions, groups: nothing, model: 'in its folder' });

  it('finds nothing where nothing happened, nor where a task failed and changed nothing', () => {
    expect(compare([])).toEqual([]);
    expect(compare([task('uninstall', { node_name: 'torture-plain' }, 'failed')])).toEqual([]);
  });

  it('finds a success that did not happen, and something that happened without one', () => {
    expect(compare([task('uninstall', { node_name: 'torture-plain' })])).toEqual([
      'torture-plain is enabled at 1.0.0, and the history says null',
      'torture-plain is there, and the history says that it is not',
    ]);
    const without = installed.filter(({ id }) => id !== 'torture-plain');
    expect(compare([task('uninstall', { node_name: 'torture-plain' }, 'failed')], without)).toEqual([
      'torture-plain is enabled at no version, and the history says 1.0.0',
    ]);
    expect(compare([task('disable', { node_name: 'torture-plain' })], without)).toEqual([
      'torture-plain was disabled, and lies nowhere',
    ]);
  });

  it('finds a requirement that a success did not bring, and packages that nobody asked for', () => {
    const grown = [...installed, { id: 'torture-deep', version: '1.0.0', isEnabled: true }];
    const install = task('install', { id: 'torture-deep', selected_version: '1.0.0' });
    expect(compare([install], grown)).toEqual([
      'install torture-deep was a success, and deeplib 2.0 is not there',
      'install torture-deep was a success, and tinydep 2.0 is not there',
      'install torture-deep was a success, and widelib 2.0 is not there',
    ]);
    expect(compare([], installed, { before: ['widelib 1.0'], now: ['tinydep 1.0'] })).toEqual([
      'no task changed packages, and there came tinydep 1.0, went widelib 1.0',
    ]);
  });
});

describe('the look at optional groups', () => {
  const compare = (finished: FinishedTask[], groups: Record<string, string[]>, now = same.now) =>
    compareClaims({
      ...{ packs: torturePacks, finished, found: installed, model: 'in its folder' },
      ...{ groups: new Map(Object.entries(groups)), distributions: { ...same, now } },
    });
  const choose = (groups: string[]) => task('fix', { node_name: 'torture-groups', optional_groups: groups });
  const whole = ['deeplib 1.0', 'tinydep 2.0', 'widelib 1.0'];

  it('finds a choice that the history does not tell of, one that it claims, and one without its packages', () => {
    expect(compare([choose(['wide'])], { 'torture-groups': ['wide'] })).toEqual([]);
    expect(compare([choose(['deep'])], { 'torture-groups': ['deep'] }, whole)).toEqual([]);
    expect(compare([], { 'torture-groups': ['wide'] })).toEqual([
      'torture-groups has the groups [wide], and the history says []',
    ]);
    expect(compare([choose(['wide', 'deep']), choose(['wide'])], {}, whole)).toEqual([
      'torture-groups has the groups [], and the history says [wide]',
    ]);
    expect(compare([choose(['deep'])], { 'torture-groups': ['deep'] })).toEqual([
      'torture-groups [deep] asks for deeplib 1.0, which is not there',
      'torture-groups [deep] asks for tinydep, which is not there',
      'fix torture-groups was a success, and deeplib 1.0 is not there',
      'fix torture-groups was a success, and tinydep is not there',
    ]);
  });
});

describe('the look at the model of a person', () => {
  const removed = [task('remove-model', { path: '/models/own.pt' })];
  const compare = (finished: FinishedTask[], model: ModelPlace) =>
    compareClaims({ packs: torturePacks, finished, found: installed, distributions: same, groups: nothing, model });

  it('finds a removal that did not happen, one without a success, and a model that is lost', () => {
    expect(compare(removed, 'in the trash')).toEqual([]);
    const lies = 'the model of a person lies';
    expect(compare(removed, 'in its folder')).toEqual([`${lies} in its folder, and the history says in the trash`]);
    expect(compare([], 'in the trash')).toEqual([`${lies} in the trash, and the history says in its folder`]);
    expect(compare(removed, 'nowhere')).toEqual([`${lies} nowhere, and the history says in the trash`]);
    const moved = [task('move-model', { path: '/models/own.pt', folder: 'vae' })];
    expect(compare(moved, 'where it was moved')).toEqual([]);
    expect(compare(moved, 'in its folder')).toEqual([`${lies} in its folder, and the history says where it was moved`]);
  });

  it('knows it by its whole content, wherever it lies', async () => {
    const model = at('own.safetensors');
    const trash = at('__manager', 'desktop', 'trash');
    await mkdir(trash, { recursive: true });
    expect(await findModel(model, folder)).toBe('nowhere');
    await writeFile(model, weights.text.slice(1));
    expect(await findModel(model, folder)).toBe('nowhere');
    await writeFile(model, weights.text);
    expect(await findModel(model, folder)).toBe('in its folder');
    await cp(model, join(trash, 'id-own.safetensors'));
    expect(await findModel(model, folder)).toBe('twice');
    await rm(model);
    expect(await findModel(model, folder)).toBe('in the trash');
    await rm(join(trash, 'id-own.safetensors'));
    const own = join(folder, 'loras', 'own.safetensors');
    await mkdir(join(folder, 'vae'));
    await writeFile(join(folder, 'vae', 'own.safetensors'), weights.text);
    expect(await findModel(own, folder)).toBe('where it was moved');
  });
});

describe('the comparison after a power cut', () => {
  const plan = [
    { ui_id: 'one', kind: 'uninstall', params: { node_name: 'torture-plain' } },
    { ui_id: 'two', kind: 'disable', params: { node_name: 'torture-second' } },
  ];
  const without = installed.filter(({ id }) => id !== 'torture-plain');
  const claims = {
    packs: torturePacks,
    finished: [],
    distributions: same,
    groups: nothing,
    model: 'in its folder',
  } as const;

  it('takes a task for done that the history lacks, and nothing else', () => {
    expect(claimsOfSome(plan, { ...claims, found: without })).toEqual([]);
    expect(claimsOfSome(plan.slice(1), { ...claims, found: without })).toEqual([
      'torture-plain is enabled at no version, and the history says 1.0.0',
    ]);
  });

  it('believes what the history does tell', () => {
    const finishedTasks = [task('uninstall', { node_name: 'torture-plain' })];
    expect(claimsOfSome(plan, { ...claims, finished: finishedTasks, found: installed })).toContain(
      'torture-plain is there, and the history says that it is not',
    );
  });
});

it('the look at records finds a task that is told twice, one that is lost, and what was left in staging', async () => {
  const desktop = at('__manager', 'desktop');
  await mkdir(join(desktop, 'staging', 'half'), { recursive: true });
  await mkdir(at('__manager', 'snapshots'));
  await writeFile(at('__manager', 'snapshots', 'torn.json'), '{"a":');
  const line = JSON.stringify({ ui_id: 'twice', kind: 'fix' });
  await writeFile(join(desktop, 'history.jsonl'), `${line}\n${line}\n{"ui_id":\n`);
  const { problems, finished } = await inspectRecords(folder, ['twice', 'lost']);
  expect(problems).toEqual([
    'twice is 2 times in the history',
    'lost was accepted and is in no history',
    'torn.json is no document any more',
    'half was left behind in staging',
  ]);
  expect(finished.map(({ ui_id: id }) => id)).toEqual(['twice', 'twice']);
});

describe('the look at the file of a person', () => {
  const places = { customNodesDir: '', userDir: '' };
  const inspect = () => inspectNotes(places);
  const put = async (place: string, text: string = notes.text) => {
    await mkdir(place, { recursive: true });
    await writeFile(join(place, notes.file), text);
  };
  beforeEach(() => Object.assign(places, { customNodesDir: at('custom_nodes'), userDir: at('user') }));

  it.each([
    ['its pack', ['custom_nodes', notes.pack]],
    ['its pack, disabled', ['custom_nodes', '.disabled', `${notes.pack}@1_0_0`]],
    ['the trash, also when the pack was installed anew', ['user', '__manager', 'desktop', 'trash', `id-${notes.pack}`]],
  ])('finds it in %s', async (_where, names) => {
    await mkdir(at('custom_nodes', notes.pack), { recursive: true });
    expect(await inspect()).toEqual([`"${notes.file}" of a person is gone from ${notes.pack}`]);
    await put(at(...names));
    expect(await inspect()).toEqual([]);
  });

  it('counts another text as gone', async () => {
    await put(at('custom_nodes', notes.pack), 'another');
    expect(await inspect()).toHaveLength(1);
  });
});
