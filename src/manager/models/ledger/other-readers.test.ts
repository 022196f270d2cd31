import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestModels, type TestModels } from '../testing/models';

let testModels: TestModels;
let other = '';
beforeEach(async () => {
  testModels = await openTestModels();
  other = await mkdtemp(join(tmpdir(), 'other ü-'));
  await mkdir(join(other, 'models', 'loras'), { recursive: true });
  testModels.others.push(other);
});
afterEach(async () => {
  await testModels.stop();
  await rm(other, { recursive: true });
});

/** What the other installation reads of ours. */
async function readThere(): Promise<string[]> {
  const [reader, ...more] = (await testModels.models.locations([])).installations;
  expect(more).toEqual([]);
  if (reader !== undefined) expect(reader.folder).toBe(other);
  return reader?.paths ?? [];
}

it('names the installation whose paths file has our folder', async () => {
  const ink = await testModels.write('models/loras/style/ink.safetensors', 'ink');
  await testModels.write('models/vae/own.safetensors', 'own');
  expect(await readThere()).toEqual([]);
  await writeFile(join(other, 'extra_model_paths.yaml'), `shared:\n  loras: ${testModels.place('loras')}\n`);
  expect(await readThere()).toEqual([ink]);
});

it('names the installation that reads our file by a link, or whose folder we read by one', async () => {
  const ink = await testModels.write('models/loras/ink.safetensors', 'ink');
  await symlink(ink, join(other, 'models', 'loras', 'by another name.safetensors'));
  await mkdir(join(other, 'models', 'vae'));
  await writeFile(join(other, 'models', 'vae', 'theirs.safetensors'), 'theirs');
  await testModels.link('models/vae/theirs', join(other, 'models', 'vae'));
  const theirs = testModels.place('vae', 'theirs', 'theirs.safetensors');
  expect((await readThere()).sort()).toEqual([ink, theirs].sort());
});

it('leaves out what stays there: a second name of the file, a file that only our link leads to, and a copy', async () => {
  const ink = await testModels.write('models/loras/ink.safetensors', 'ink');
  await link(ink, join(other, 'models', 'loras', 'ink.safetensors'));
  await writeFile(join(other, 'models', 'loras', 'far.safetensors'), 'far');
  await testModels.link('models/loras/far.safetensors', join(other, 'models', 'loras', 'far.safetensors'));
  await testModels.write('models/loras/same.safetensors', 'same');
  await writeFile(join(other, 'models', 'loras', 'same.safetensors'), 'same');
  expect(await readThere()).toEqual([]);
});

it('leaves out an installation that cannot be read', async () => {
  await testModels.write('models/loras/ink.safetensors', 'ink');
  await rm(join(other, 'models'), { recursive: true });
  await writeFile(join(other, 'models'), 'no folder');
  expect(await readThere()).toEqual([]);
});
