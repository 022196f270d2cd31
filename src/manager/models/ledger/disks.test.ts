import { link, mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { onlyWhere } from '../../../base/testing/only-where';
import { noOtherVolume, otherVolume } from '../../../base/testing/other-volume';
import { openTestModels, type TestModels } from '../testing/models';

let testModels: TestModels;
beforeEach(async () => {
  testModels = await openTestModels();
});
afterEach(() => testModels.stop());

it('puts all of one disk together, with the room that it has and what can be cleaned there', async () => {
  const paths = [
    await testModels.write('models/loras/a/b/ink.safetensors', 'ink'),
    await testModels.write('models/vae/own.safetensors', 'own weights'),
  ];
  const trashed = await testModels.write('trash/old', 'old');
  const { disks } = await testModels.models.locations([{ path: trashed, bytes: 3 }]);
  expect(disks).toHaveLength(1);
  expect(disks[0]).toMatchObject({ bytes: 14, leftoverBytes: 3 });
  expect(disks[0]?.paths.toSorted()).toEqual(paths);
  const { path = '', freeBytes } = disks[0] ?? {};
  expect(testModels.baseDir.startsWith(path)).toBe(true);
  expect(freeBytes).toBeLessThanOrEqual((await statfs(path)).blocks * (await statfs(path)).bsize);
});

it('counts a file of several names once, and tells of each further name which file it is', async () => {
  const file = await testModels.write('models/checkpoints/ink.safetensors', 'weights');
  await mkdir(testModels.place('loras'));
  await link(file, testModels.place('loras', 'second.safetensors'));
  await testModels.link('models/vae/linked.safetensors', file);
  const { models } = await testModels.models.local();
  expect(models.map(({ name, nameOf }) => [name, nameOf])).toEqual([
    ['ink.safetensors', undefined],
    ['second.safetensors', file],
    ['linked.safetensors', file],
  ]);
  const { disks } = await testModels.models.locations([]);
  expect(disks.map(({ bytes, paths }) => [bytes, paths.length])).toEqual([[7, 3]]);
});

it(
  'tells disks apart, and takes a link for what it leads to',
  onlyWhere(otherVolume !== null, noOtherVolume),
  async () => {
    const far = await mkdtemp(join(otherVolume ?? '', 'far ü-'));
    try {
      await writeFile(join(far, 'far.safetensors'), 'far away');
      await testModels.link('models/loras/far.safetensors', join(far, 'far.safetensors'));
      await testModels.link('models/vae', far);
      await testModels.write('models/loras/ink.safetensors', 'ink');
      const { disks } = await testModels.models.locations([]);
      expect(disks.map(({ bytes, paths }) => [bytes, paths.length]).sort()).toEqual([
        [3, 1],
        [8, 2],
      ]);
      const { path = '' } = disks.find(({ bytes }) => bytes === 8) ?? {};
      expect(statSync(path).dev).toBe(statSync(far).dev);
      // It is where that disk begins: what is above lies on another one, or there is nothing above.
      expect(path === dirname(path) || statSync(dirname(path)).dev !== statSync(path).dev).toBe(true);
    } finally {
      await rm(far, { recursive: true });
    }
  },
);
