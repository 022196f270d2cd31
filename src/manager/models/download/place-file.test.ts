import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelled } from '../../../contract/errors';
import { AppError } from '../../../contract/errors';
import { onlyWhere } from '../../../base/testing/only-where';
import { noOtherVolume, otherVolume } from '../../../base/testing/other-volume';
import { openTestModels, type TestModels } from '../testing/models';

let testModels: TestModels;
/** What lies outside of the installation, as a folder of downloads does. */
let elsewhere: string;

beforeEach(async () => {
  testModels = await openTestModels();
  elsewhere = await mkdtemp(join(tmpdir(), 'cmd downloads-'));
});

afterEach(async () => {
  await testModels.stop();
  await rm(elsewhere, { recursive: true, force: true });
});

/** The smallest file that is one: a header with one tensor of four bytes. */
function tensors(): Buffer {
  const header = Buffer.from(JSON.stringify({ a: { dtype: 'U8', shape: [4], data_offsets: [0, 4] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.from('abcd')]);
}

const largeBytes = 96 * 1024 * 1024;
let large: Buffer | null = null;

/** A file that takes some twenty pieces. */
function largeTensors(): Buffer {
  if (large !== null) return large;
  const header = Buffer.from(
    JSON.stringify({ a: { dtype: 'U8', shape: [largeBytes], data_offsets: [0, largeBytes] } }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return (large = Buffer.concat([length, header, Buffer.alloc(largeBytes, 7)]));
}

async function download(name: string, content: Buffer | string = tensors(), folder = elsewhere): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

type PlaceParams = Parameters<TestModels['models']['place']>[0];
const place = (path: string, params: Partial<PlaceParams> = {}, signal?: AbortSignal) =>
  testModels.models.place({ path, folder: 'loras', how: 'copy', ...params }, signal);

/** Runs what must fail and shows that both places are as they were. */
async function refusal(path: string, params: Partial<PlaceParams> = {}): Promise<AppError> {
  const before = testModels.tree();
  const there = existsSync(path);
  const error = await place(path, params).then(
    () => expect.fail('it was placed'),
    (thrown: unknown) => (thrown instanceof AppError ? thrown : expect.fail(String(thrown))),
  );
  expect(testModels.tree()).toEqual(before);
  expect(testModels.staged()).toEqual([]);
  expect(existsSync(path)).toBe(there);
  expect(testModels.noted).toEqual([]);
  return error;
}

describe('a file of this machine', () => {
  it('is copied into the folder, and stays where it was', async () => {
    const path = await download('style lora ü.safetensors');
    const placed = await place(path);
    expect(placed.path).toBe(testModels.place('loras', 'style lora ü.safetensors'));
    expect(readFileSync(placed.path)).toEqual(readFileSync(path));
    // Written down, so that it can be taken back.
    expect(testModels.noted).toEqual([placed.path]);
    expect(testModels.staged()).toEqual([]);
  });

  it('is linked: it takes no room, and stays when the other name goes, as a cache cleans up', async () => {
    const path = await download('style.safetensors');
    // As the cache of Hugging Face has its files: a name that leads to what is called by its hash.
    const blob = await download('0123abcd');
    const named = join(elsewhere, 'cached.safetensors');
    await symlink(blob, named);
    for (const [from, real] of [
      [path, path],
      [named, blob],
    ] as const) {
      const placed = await place(from, { how: 'link' });
      expect(placed.how).toBe('link');
      expect(statSync(placed.path).ino).toBe(statSync(real).ino);
      expect(lstatSync(placed.path).isFile()).toBe(true);
      await rm(real);
      expect(readFileSync(placed.path)).toEqual(tensors());
    }
    expect(testModels.staged()).toEqual([]);
  });

  it.each(['copy', 'move'] as const)(
    'by a %s has the rights of any file; a link keeps those of the one file',
    async (how) => {
      const any = statSync(await testModels.write('any.txt', 'x')).mode & 0o777;
      const path = await download('private.safetensors');
      await chmod(path, 0o600);
      const linked = await place(path, { how: 'link', folder: 'vae' });
      expect(statSync(linked.path).mode & 0o777).toBe(0o600);
      expect(statSync((await place(path, { how })).path).mode & 0o777).toBe(any);
    },
  );

  it('is moved, and is then nowhere else', async () => {
    const path = await download('style.safetensors');
    const placed = await place(path, { how: 'move' });
    expect(readFileSync(placed.path)).toEqual(tensors());
    expect(existsSync(path)).toBe(false);
    expect(testModels.noted).toEqual([placed.path]);
  });
});

it('goes where a folder of models leads that is a link itself, as people have them on another disk', async () => {
  const disk = join(elsewhere, 'disk');
  await mkdir(disk);
  await testModels.link('models/loras', disk);
  await place(await download('style.safetensors'));
  expect(readFileSync(join(disk, 'style.safetensors'))).toEqual(tensors());
  await symlink(join(elsewhere, 'nowhere'), join(disk, 'taken.safetensors'));
  expect(await place(await download('taken.safetensors')).catch((error: unknown) => error)).toMatchObject({
    code: 'model-exists',
  });
});

describe('another volume', onlyWhere(otherVolume !== null, noOtherVolume), () => {
  it('gives a file as well, which is then gone there', async () => {
    const volume = await mkdtemp(join(otherVolume ?? '', 'cmd-downloads-'));
    try {
      const path = await download('far.safetensors', tensors(), volume);
      expect((await place(path, { how: 'link', folder: 'vae' })).how).toBe('copy');
      const placed = await place(path, { how: 'move' });
      expect(readFileSync(placed.path)).toEqual(tensors());
      expect(existsSync(path)).toBe(false);
      expect(testModels.staged()).toEqual([]);
    } finally {
      await rm(volume, { recursive: true, force: true });
    }
  });
});

describe('a copy that is on its way', () => {
  it('says how far it is, and stopped leaves nothing behind, whichever piece it was at', async () => {
    const { models } = testModels;
    const path = await download('large.safetensors', largeTensors());
    const before = testModels.tree();
    const caller = new AbortController();
    const copying = place(path, { placing_id: 'one' }, caller.signal).catch((error: unknown) => error);
    await expect.poll(() => models.placingProgress('one')?.bytesDone ?? 0, { interval: 1 }).toBeGreaterThan(0);
    expect(models.placingProgress('one')?.bytesTotal).toBe(largeTensors().length);
    caller.abort(cancelled());
    expect(await copying).toMatchObject({ code: 'cancelled' });
    expect(models.placingProgress('one')).toBeNull();
    expect(testModels.tree()).toEqual(before);
    expect(testModels.staged()).toEqual([]);
    expect(testModels.noted).toEqual([]);
    expect(existsSync(path)).toBe(true);
    // Nothing is resumed: the next one begins anew, under the same id as well, and is whole.
    const placed = await place(path, { placing_id: 'one' });
    expect(readFileSync(placed.path).equals(largeTensors())).toBe(true);
    expect(statSync(placed.path).mtimeMs).toBeCloseTo(statSync(path).mtimeMs, -1);
  });

  it('is one of its id', async () => {
    const path = await download('large.safetensors', largeTensors());
    const [first, second] = await Promise.allSettled(
      ['loras', 'vae'].map((folder) => place(path, { folder, placing_id: 'one' })),
    );
    expect([first?.status, second?.status]).toEqual(['fulfilled', 'rejected']);
  });
});

describe('what is not taken', () => {
  it.each(['copy', 'move'] as const)('lies there already: nothing is overwritten by a %s', async (how) => {
    await testModels.write('models/loras/style.safetensors', 'another one');
    const error = await refusal(await download('style.safetensors'), { how });
    expect(error.code).toBe('model-exists');
    expect(readFileSync(testModels.place('loras', 'style.safetensors'), 'utf8')).toBe('another one');
  });

  it('is cut off, a web page, no weights, a folder or a link', async () => {
    expect((await refusal(await download('cut.safetensors', tensors().subarray(0, -2)))).code).toBe('model-invalid');
    expect((await refusal(await download('page.ckpt', '<!doctype html>'))).code).toBe('model-invalid');
    expect((await refusal(await download('id_rsa', 'key'))).code).toBe('model-invalid');
    await mkdir(join(elsewhere, 'folder.ckpt'));
    expect((await refusal(join(elsewhere, 'folder.ckpt'))).code).toBe('model-not-found');
    await symlink(await download('real.safetensors'), join(elsewhere, 'link.safetensors'));
    expect((await refusal(join(elsewhere, 'link.safetensors'))).code).toBe('model-not-found');
    expect((await refusal(join(elsewhere, 'gone.safetensors'))).code).toBe('model-not-found');
  });

  it('would go into no folder of models, whatever the folder is called', async () => {
    const path = await download('style.safetensors');
    for (const folder of ['nowhere', '../loras', '__proto__', 'constructor'])
      expect((await refusal(path, { folder })).code).toBe('invalid-input');
  });
});
