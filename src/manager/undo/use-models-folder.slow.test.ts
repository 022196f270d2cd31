import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { QueueTask } from '../../contract/tasks/tasks';
import { openCorePlace, type CorePlace } from './testing/core-place';

let place: CorePlace;
let folder: string;
beforeAll(async () => {
  place = await openCorePlace('models elsewhere');
});
afterAll(() => place.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'StabilityMatrix ü-'));
  await mkdir(join(folder, 'Models', 'Lora'), { recursive: true });
  await writeFile(join(folder, 'Models', 'Lora', 'theirs.safetensors'), 'weights');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(file(), { recursive: true, force: true });
});

const file = () => join(place.world.comfyui.path, 'extra_model_paths.yaml');
const text = () => readFileSync(file(), 'utf8');
const mine = '# mine\nmine:\n    vae: "more vae"   # kept\n';
const use = (uiId: string, stop?: boolean) => place.run('use-models-folder', { path: folder, stop }, uiId);
const read = async () => {
  const { models, shared } = await place.manager.operations['models.local']({}, { caller: 'person' });
  return { shared, isListed: models.some(({ name }) => name === 'theirs.safetensors') };
};

it('names a folder in a new file, and an undo and its undo take that back and forth', async () => {
  const { outcome } = await use('new');
  expect(outcome).toMatchObject({ status: 'done', message: expect.stringContaining('from its next start on') });
  expect(await read()).toEqual({ shared: [folder], isListed: true });
  const written = text();
  expect(await place.plan('new')).toMatchObject({ state: 'possible', rows: ['use-models-folder'] });
  const undone = await place.undo('new');
  expect(existsSync(file())).toBe(false);
  expect(await read()).toEqual({ shared: [], isListed: false });
  await place.undo(undone);
  expect(text()).toBe(written);
  expect(await readdir(join(folder, 'Models', 'Lora'))).toEqual(['theirs.safetensors']);
});

it('leaves the own folder of a pack the first of its key, where downloads go', async () => {
  await mkdir(join(folder, 'Models', 'IpAdapter'));
  await use('pack');
  const { folders } = await place.manager.operations['models.local']({}, { caller: 'person' });
  const own = join(place.world.comfyui.path, 'models', 'ipadapter');
  expect(folders['ipadapter']).toEqual([own, join(folder, 'Models', 'IpAdapter')]);
  expect(folders['loras']?.[0]).toBe(join(place.world.comfyui.path, 'models', 'loras'));
});

it('adds to a file of the person, and stopping leaves every byte and the rights of it', async () => {
  await writeFile(file(), mine);
  await chmod(file(), 0o640);
  await use('add');
  expect(text().startsWith(mine)).toBe(true);
  expect((await use('again')).outcome).toMatchObject({ error: { code: 'invalid-input' } });
  expect((await use('stop', true)).outcome).toMatchObject({ status: 'done' });
  expect(text()).toBe(mine);
  expect((await stat(file())).mode & 0o777).toBe(0o640);
  expect(await read()).toEqual({ shared: [], isListed: false });
  expect((await use('stopped', true)).outcome).toMatchObject({
    message: expect.stringContaining('because of this app'),
  });
  await place.undo('stop');
  expect(await read()).toEqual({ shared: [folder], isListed: true });
});

it('takes nothing back over what somebody has written since, not even of the same length', async () => {
  await writeFile(file(), mine);
  await use('edited');
  const edited = text().replace('more vae', 'best vae');
  await writeFile(file(), edited);
  expect(await place.plan('edited')).toMatchObject({ state: 'changed' });
  await expect(place.undo('edited')).rejects.toThrow(/extra_model_paths\.yaml/);
  expect(text()).toBe(edited);
});

it('leaves alone what it cannot read, a link, and a file for a folder that gives nothing', async () => {
  await writeFile(file(), 'a: [b');
  expect((await use('broken')).outcome).toMatchObject({
    ...{ status: 'failed', error: { code: 'invalid-input', error: expect.stringContaining('at line 1') } },
  });
  expect(text()).toBe('a: [b');
  await rm(file());
  const theirs = join(folder, 'theirs.yaml');
  await writeFile(theirs, mine);
  await symlink(theirs, file());
  expect((await use('link')).outcome).toMatchObject({ error: { error: expect.stringContaining('is a link') } });
  expect(readFileSync(theirs, 'utf8')).toBe(mine);
  await rm(file());
  await rm(join(folder, 'Models'), { recursive: true });
  expect((await use('empty')).outcome).toMatchObject({ error: { code: 'invalid-input' } });
  expect(existsSync(file())).toBe(false);
});

it('is refused to a script, and so is its undo at the usual levels', async () => {
  const { operations } = place.manager;
  const strict = { caller: 'program', strictest: 'strong' } as const;
  const task = { ui_id: 'script', client_id: 'test', kind: 'use-models-folder', params: { path: folder } };
  for (const caller of ['program', 'token', 'self'] as const)
    await expect(operations['queue.add'](QueueTask.parse(task), { caller })).rejects.toMatchObject({
      code: 'not-trusted',
    });
  expect(existsSync(file())).toBe(false);
  await use('person');
  await expect(operations['undo.order']({ ui_id: 'person' }, strict)).rejects.toMatchObject({ code: 'policy-denied' });
});
