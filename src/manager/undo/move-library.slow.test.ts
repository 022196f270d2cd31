import { existsSync, readFileSync } from 'node:fs';
import { link, mkdir, mkdtemp, readdir, realpath, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { otherVolume } from '../../base/testing/other-volume';
import { hashOf } from '../packs/testing/pack-place';
import { openCorePlace, type CorePlace } from './testing/core-place';

const person = { caller: 'person' } as const;
let place: CorePlace;
let parent: string;
let to: string;
beforeAll(async () => {
  place = await openCorePlace('library');
});
afterAll(() => place.stop());
beforeEach(async () => {
  for (const folder of ['checkpoints', 'loras', 'text_encoders', 'clip'])
    await rm(models(folder), { recursive: true, force: true });
  // Another disk, where the machine has one.
  parent = await mkdtemp(join(otherVolume ?? tmpdir(), 'large disk ü-'));
  to = join(parent, 'models');
});
afterEach(async () => {
  await rm(parent, { recursive: true, force: true });
  await rm(pathsFile(), { force: true });
});

const models = (...names: string[]) => join(place.world.comfyui.path, 'models', ...names);
const pathsFile = () => join(place.world.comfyui.path, 'extra_model_paths.yaml');
const move = (uiId: string, params: object = {}) => place.run('move-models-folder', { to, ...params }, uiId);
const partsIn = async (folder: string) => (await readdir(folder)).filter((name) => name.startsWith('.'));

async function put(path: string, content: string | Buffer): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

/** A library with what people have in theirs. */
async function fill(): Promise<void> {
  await put(models('checkpoints', 'sub ü', 'large.safetensors'), Buffer.alloc(9_000_001, 7));
  await put(models('checkpoints', 'sub ü', 'large.preview.png'), 'picture');
  await put(models('checkpoints', 'put_checkpoints_here'), '');
  await put(models('loras', 'ink.safetensors'), 'ink');
  await link(models('loras', 'ink.safetensors'), models('loras', 'same ink.safetensors'));
  await put(models('text_encoders', 'first.safetensors'), 'first');
  await put(models('clip', 'second.safetensors'), 'second');
  await put(models('loras', 'sparse.safetensors'), 'begin');
  await truncate(models('loras', 'sparse.safetensors'), 30_000_000);
}

it('is copied bit by bit, read from its new place, and an undo brings the very originals back', async () => {
  await fill();
  const mine = '# mine\nmine:\n    vae: "more vae"   # kept\n';
  await writeFile(pathsFile(), mine);
  const before = hashOf(models());
  const inode = (await stat(models('loras', 'ink.safetensors'))).ino;
  const { outcome } = await move('move');
  expect(outcome).toMatchObject({ status: 'done', message: expect.stringContaining('reads 7 files (39.00 MB)') });
  expect(existsSync(models('loras', 'ink.safetensors'))).toBe(false);
  expect(existsSync(models('checkpoints', 'put_checkpoints_here'))).toBe(true);
  const copied = readFileSync(join(to, 'checkpoints', 'sub ü', 'large.safetensors'));
  expect(copied.equals(Buffer.alloc(9_000_001, 7))).toBe(true);
  expect((await stat(join(to, 'loras', 'sparse.safetensors'))).size).toBe(30_000_000);
  const [ink, same] = await Promise.all(['ink', 'same ink'].map((n) => stat(join(to, 'loras', `${n}.safetensors`))));
  expect(ink?.ino).toBe(same?.ino);
  expect(await partsIn(to)).toEqual([]);
  const { models: listed, folders } = await place.manager.operations['models.local']({}, person);
  const large = listed.find(({ name }) => name === 'sub ü/large.safetensors');
  // Its hash is known: nothing is read again.
  expect(large).toMatchObject({
    path: join(to, 'checkpoints', 'sub ü', 'large.safetensors'),
    hash: expect.any(String),
  });
  // Downloads go there, to the folder of the key that they went to before.
  expect(folders['text_encoders']?.slice(0, 2)).toEqual([join(to, 'text_encoders'), join(to, 'clip')]);
  expect(readFileSync(pathsFile(), 'utf8').startsWith(mine)).toBe(true);
  expect(await place.plan('move')).toMatchObject({ state: 'possible', rows: ['use-models-folder', 'arrange-models'] });
  await place.undo('move');
  expect(hashOf(models())).toBe(before);
  expect((await stat(models('loras', 'ink.safetensors'))).ino).toBe(inode);
  expect(readFileSync(pathsFile(), 'utf8')).toBe(mine);
  expect(existsSync(join(to, 'loras', 'ink.safetensors'))).toBe(true);
  // The next move takes the copies that are there.
  const inodeThere = (await stat(join(to, 'loras', 'sparse.safetensors'))).ino;
  expect((await move('again')).outcome).toMatchObject({ status: 'done' });
  expect((await stat(join(to, 'loras', 'sparse.safetensors'))).ino).toBe(inodeThere);
});

it('takes along the links that lead to what moves, so that they lead there, and an undo brings them back', async () => {
  await fill();
  const outside = await put(join(parent, 'outside.safetensors'), 'outside');
  await mkdir(models('loras', 'sub'), { recursive: true });
  await symlink(models('loras', 'ink.safetensors'), models('loras', 'sub', 'whole.safetensors'));
  await symlink(join('..', '..', 'clip', 'second.safetensors'), models('loras', 'sub', 'relative.safetensors'));
  await symlink(models('checkpoints', 'sub ü'), models('loras', 'folder'));
  await symlink(outside, models('loras', 'outside.safetensors'));
  await symlink(models('nowhere.pt'), models('loras', 'dead.pt'));
  const before = hashOf(models());
  const { outcome } = await move('along');
  expect(outcome).toMatchObject({ status: 'warning', warnings: [expect.stringContaining('2 links, files')] });
  expect(readFileSync(join(to, 'loras', 'sub', 'whole.safetensors'), 'utf8')).toBe('ink');
  expect(readFileSync(join(to, 'loras', 'sub', 'relative.safetensors'), 'utf8')).toBe('second');
  expect(await readdir(join(to, 'loras', 'folder'))).toContain('large.safetensors');
  expect(await realpath(join(to, 'loras', 'sub', 'whole.safetensors'))).toBe(
    await realpath(join(to, 'loras', 'ink.safetensors')),
  );
  expect((await readdir(models('loras'))).sort()).toEqual(['dead.pt', 'outside.safetensors', 'sub']);
  expect(await readdir(models('loras', 'sub'))).toEqual([]);
  await place.undo('along');
  expect(hashOf(models())).toBe(before);
  expect(readFileSync(models('loras', 'sub', 'whole.safetensors'), 'utf8')).toBe('ink');
  // The next move finds them there.
  expect((await move('along again')).outcome).toMatchObject({ status: 'warning' });
  await place.undo('along again');
});

it('leaves the originals where they are told to, or the trash would not keep them, and goes to a third disk later', async () => {
  await fill();
  const { 'trash.maxBytes': before } = place.settings;
  place.settings['trash.maxBytes'] = 1000;
  const plan = await place.manager.operations['models.movePlan']({ to }, person);
  expect(plan).toMatchObject({ files: 7, bytes: 39_000_022, bytesToCopy: 39_000_022, left: 0 });
  expect(JSON.stringify(plan.keepBecause)).toContain('keeps {0} at most');
  expect((await move('refused')).outcome).toMatchObject({ error: { code: 'trash-refused' } });
  expect(existsSync(to)).toBe(false);
  expect((await move('kept', { keep: true })).outcome).toMatchObject({ status: 'done' });
  place.settings['trash.maxBytes'] = before;
  expect(existsSync(models('loras', 'ink.safetensors'))).toBe(true);
  const third = join(parent, 'third');
  expect((await move('third', { to: third })).outcome).toMatchObject({ status: 'done' });
  expect(readFileSync(join(third, 'loras', 'ink.safetensors'), 'utf8')).toBe('ink');
  expect(existsSync(join(to, 'loras', 'ink.safetensors'))).toBe(false);
  await place.undo('third');
  await place.undo('kept');
});

it('refuses what could lose something, and leaves links where they are', async () => {
  await fill();
  const before = hashOf(models());
  const full = join(parent, 'full');
  await put(join(full, 'holiday.jpg'), 'mine');
  const other = join(parent, 'other');
  await put(join(other, 'loras', 'ink.safetensors'), 'another');
  const linked = join(parent, 'linked');
  await mkdir(join(parent, '.hidden'));
  await symlink(join(parent, '.hidden'), join(parent, 'shown'));
  await mkdir(linked);
  await symlink(models('loras'), join(linked, 'loras'));
  const refused: [string, object, string][] = [
    ['autostart', { to: join(parent, '.config', 'autostart') }, 'invalid-input'],
    ['by a link', { to: join(parent, 'shown', 'new') }, 'invalid-input'],
    ['packs', { to: join(place.world.comfyui.customNodesDir, 'new') }, 'invalid-input'],
    ['of the app', { to: join(place.world.comfyui.path, 'user', 'new') }, 'invalid-input'],
    ['inside', { to: models('loras', 'inside') }, 'invalid-input'],
    ['around', { to: dirname(models()) }, 'invalid-input'],
    ['full', { to: full }, 'invalid-input'],
    ['variable', { to: join(parent, '$HOME') }, 'invalid-input'],
    ['nothing', { from: parent }, 'model-not-found'],
    ['other', { to: other }, 'model-exists'],
    ['linked', { to: linked }, 'path-outside-root'],
  ];
  for (const [name, params, code] of refused)
    expect((await move(name, params)).outcome, name).toMatchObject({ status: 'failed', error: { code } });
  await writeFile(pathsFile(), 'a: [b');
  expect((await move('broken')).outcome).toMatchObject({ error: { code: 'invalid-input' } });
  await rm(pathsFile());
  await put(models('loras', 'huge.safetensors'), '');
  await truncate(models('loras', 'huge.safetensors'), 8e12);
  place.settings['trash.maxBytes'] = 1e13;
  expect((await move('room')).outcome).toMatchObject({ error: { code: 'disk-full' } });
  place.settings['trash.maxBytes'] = 1e9;
  await rm(models('loras', 'huge.safetensors'));
  expect(hashOf(models())).toBe(before);
  expect(readFileSync(join(other, 'loras', 'ink.safetensors'), 'utf8')).toBe('another');
  expect(existsSync(pathsFile())).toBe(false);
  await symlink(join(full, 'holiday.jpg'), models('loras', 'linked.safetensors'));
  await put(models('loras', 'evil.desktop'), 'Exec=sh');
  expect((await move('links')).outcome).toMatchObject({
    ...{ status: 'warning', warnings: [expect.stringContaining('2 links, files of other disks and files that')] },
  });
  expect([models('loras', 'evil.desktop'), join(to, 'loras', 'evil.desktop')].map(existsSync)).toEqual([true, false]);
  expect(existsSync(models('loras', 'linked.safetensors'))).toBe(true);
  await place.undo('links');
});
