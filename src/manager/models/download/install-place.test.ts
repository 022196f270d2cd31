import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHost } from '../../../../e2e/world/host';
import { onlyWhere } from '../../../base/testing/only-where';
import { noOtherVolume, otherVolume } from '../../../base/testing/other-volume';
import { failureOf, leavesNothing } from '../testing/installs';
import { openTestModels, paramsFor, type TestModels } from '../testing/models';

let testModels: TestModels;

beforeEach(async () => {
  testModels = await openTestModels();
});

afterEach(async () => {
  await testModels.stop();
});

const checkpoint = paramsFor('tiny_checkpoint.safetensors');
const install = (params = checkpoint, run = testModels.run()) => testModels.models.install(params, run);
const failure = (params = checkpoint, run = testModels.run()) => failureOf(install(params, run));

describe('another volume', onlyWhere(otherVolume !== null, noOtherVolume), () => {
  let other: string;
  beforeEach(async () => {
    other = await mkdtemp(join(otherVolume ?? '', 'cmd platte-'));
    await testModels.link('models/checkpoints', other);
  });
  afterEach(() => rm(other, { recursive: true }));

  it('takes the part on itself, and nothing of it stays', async () => {
    await install();
    expect(readdirSync(other)).toEqual(['tiny_checkpoint.safetensors']);
  });

  it('keeps a part where it is found again, however deep the file goes', async () => {
    await testModels.write('models/checkpoints/deep/er/notes.txt', '');
    testModels.host.faults.set('tiny_checkpoint.safetensors', { kind: 'throttle', bytesPerSecond: 4_000_000 });
    const run = testModels.run();
    run.onStep = ({ bytesDone = 0 }) => (bytesDone > 1_500_000 ? run.stop() : undefined);
    expect((await failure({ ...checkpoint, save_path: 'checkpoints/deep/er' }, run)).code).toBe('cancelled');
    const homes = await testModels.models.partHomes();
    expect(homes.flatMap((home) => (existsSync(home) ? readdirSync(home) : []))).toEqual([
      expect.stringMatching(/^tiny_checkpoint\.safetensors-/),
    ]);
  });

  it('keeps nothing of a download that is not the file', async () => {
    testModels.host.faults.set('tiny_checkpoint.safetensors', { kind: 'corrupt' });
    expect((await failure()).code).toBe('verification-failed');
    expect(readdirSync(other)).toEqual([]);
  });
});

describe('places that are refused', () => {
  it('a link that leads out of the models folder', async () => {
    await testModels.write('outside/keep.txt', 'x');
    await testModels.link('models/checkpoints/out', join(testModels.baseDir, 'outside'));
    const error = await leavesNothing(testModels, () =>
      failure({ ...checkpoint, save_path: 'checkpoints/out/deeper' }),
    );
    expect(error).toMatchObject({
      code: 'path-outside-root',
      remedy: expect.stringContaining('extra_model_paths.yaml'),
    });
  });

  it('but a folder of the registry may be a link: people move it to another disk', async () => {
    await testModels.write('big disk/keep.txt', 'x');
    await testModels.link('models/checkpoints', join(testModels.baseDir, 'big disk'));
    await install();
    expect(testModels.tree()['big disk/tiny_checkpoint.safetensors']).toBe(3_000_000);
  });

  it.each(['../up', 'loras/../../up', '/etc', 'C:/models', 'loras\\..\\..\\up', 'loras/aux', 'custom_nodes', 'a//b'])(
    'save path %s, also past the contract',
    async (savePath) => {
      const error = await leavesNothing(testModels, () => failure({ ...checkpoint, save_path: savePath }));
      expect(error.code).toBe('path-outside-root');
    },
  );

  it.each(['..', 'a/b.safetensors', '/x.safetensors', 'C:x.safetensors', 'nul.safetensors'])(
    'file name %s, also past the contract',
    async (filename) => {
      const error = await leavesNothing(testModels, () => failure({ ...checkpoint, filename }, testModels.run('weak')));
      expect(error.code).toBe('path-outside-root');
    },
  );

  it('a pack that is not enabled', async () => {
    const error = await leavesNothing(testModels, () =>
      failure({ ...checkpoint, save_path: 'custom_nodes/disabled-pack/x' }),
    );
    expect(error.code).toBe('pack-not-installed');
  });

  it('a disk without room, with numbers', async () => {
    const large = await startHost(({ response }) => {
      response.writeHead(206, { etag: '"a"', 'content-range': 'bytes 0-65535/999999999999999' }).write('x');
    });
    const error = await leavesNothing(testModels, () => failure(paramsFor('stranger.safetensors', { url: large.url })));
    await large.stop();
    expect(error).toMatchObject({ code: 'disk-full', message: expect.stringContaining('PB') });
    expect(error.details['freeBytes']).toBeGreaterThan(0);
  });
});
