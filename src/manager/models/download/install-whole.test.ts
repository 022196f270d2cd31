import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weightsOf } from '../../../../e2e/world/models/model-bytes';
import { hostileZip } from '../../../../e2e/world/hostile-zip';
import { zipFiles } from '../../../../e2e/world/zip';
import { InstallModelParams, wholeRepository } from '../../../contract/models';
import { failureOf, leavesNothing } from '../testing/installs';
import { openTestModels, paramsFor, worldFile, type TestModels } from '../testing/models';

let testModels: TestModels;

beforeEach(async () => {
  testModels = await openTestModels();
});

afterEach(async () => {
  await testModels.stop();
});

const install = (params: InstallModelParams, run = testModels.run()) => testModels.models.install(params, run);
const failure = (params: InstallModelParams, run = testModels.run()) =>
  leavesNothing(testModels, () => failureOf(install(params, run)));
const onnx = (seed: string) => weightsOf('a.onnx', { seed, size: 100 });
const fileNames = () =>
  Object.entries(testModels.tree())
    .filter(([, kind]) => kind !== 'dir' && kind !== 'link')
    .map(([path]) => path);

describe('a model in a zip', () => {
  const faces = paramsFor('tiny_faces.zip', { type: 'insightface', save_path: 'insightface/models' });
  const folder = 'models/insightface/models/tiny_faces';
  /** Another zip than the one whose size is in the list, and so with its hash. */
  const publishZip = (zip: Buffer): InstallModelParams => {
    testModels.host.publish(worldFile('tiny_faces.zip'), zip);
    return { ...faces, sha256: createHash('sha256').update(zip).digest('hex') };
  };
  const publish = async (files: Record<string, string>) =>
    publishZip(await zipFiles(Object.fromEntries(Object.entries(files).map(([name, seed]) => [name, onnx(seed)]))));

  it('is unpacked beside, its single folder moved up, the zip gone', async () => {
    expect(await install(faces)).toMatchObject({ status: 'done', message: expect.stringContaining('Unpacked') });
    expect(fileNames()).toEqual([`${folder}/align/points.onnx`, `${folder}/detect.onnx`]);
    expect(testModels.staged()).toEqual([]);
  });

  it('has the rights of any file', async () => {
    const umask = process.umask(0o002);
    try {
      await install(faces);
    } finally {
      process.umask(umask);
    }
    expect(statSync(testModels.place('insightface/models/tiny_faces/detect.onnx')).mode & 0o777).toBe(0o664);
  });

  it('keeps its files where they are when there are several at the top', async () => {
    await install(await publish({ 'a.onnx': 'a', 'b/c.onnx': 'c' }));
    expect(fileNames()).toEqual([`${folder}/a.onnx`, `${folder}/b/c.onnx`]);
  });

  it('adds only what is missing to a folder that is there', async () => {
    const more = await publish({ 'f/one.onnx': 'one', 'f/two/deep.onnx': 'deep' });
    await testModels.write(`${folder}/one.onnx`, onnx('one'));
    await testModels.write(`${folder}/mine.txt`, 'mine');
    expect(await install(more)).toMatchObject({ message: expect.stringContaining('Added 1 file') });
    expect(fileNames()).toEqual([`${folder}/mine.txt`, `${folder}/one.onnx`, `${folder}/two/deep.onnx`]);
    expect(await install(more)).toMatchObject({ message: expect.stringContaining('already there') });
  });

  it('never overwrites: another file of the same size ends it', async () => {
    const other = await publish({ 'f/a.onnx': 'aaa', 'f/one.onnx': 'one' });
    const mine = await testModels.write(`${folder}/one.onnx`, onnx('two'));
    expect(await failure(other)).toMatchObject({ code: 'model-exists' });
    expect(readFileSync(mine)).toEqual(onnx('two'));
  });

  it('does not write through a link inside the folder', async () => {
    const through = await publish({ 'f/sub/a.onnx': 'a' });
    await testModels.write('outside/keep.txt', 'x');
    await testModels.link(`${folder}/sub`, `${testModels.baseDir}/outside`);
    expect(await failure(through)).toMatchObject({ code: 'path-outside-root' });
  });

  it.each(['parent-path', 'absolute-path', 'symlink', 'device-name', 'bomb'] as const)('hostile: %s', async (kind) => {
    expect((await failure(publishZip(hostileZip(kind)))).code).toMatch(/^archive-(unsafe|too-large)$/);
    expect(existsSync(`${testModels.baseDir}/models/insightface`)).toBe(false);
  });

  it('that was stopped goes on where it was', async () => {
    const weights = weightsOf('a.onnx', { seed: 'large', size: 2_000_000 });
    const large = publishZip(await zipFiles({ 'a.onnx': weights }));
    testModels.host.faults.set('tiny_faces.zip', { kind: 'throttle', bytesPerSecond: 4_000_000 });
    const run = testModels.run();
    run.onStep = ({ bytesDone = 0 }) => (bytesDone > 1_500_000 ? run.stop() : undefined);
    expect((await failure(large, run)).code).toBe('cancelled');
    testModels.host.faults.clear();
    const before = testModels.host.sentBytes();
    expect(await install(large)).toMatchObject({ status: 'done' });
    expect(testModels.host.sentBytes() - before).toBeLessThan(1_000_000);
    expect(testModels.downloads()).toEqual([]);
  });

  it('that is a page or damaged', async () => {
    testModels.host.faults.set('tiny_faces.zip', { kind: 'error-page' }, 1);
    expect((await failure(faces)).code).toBe('download-failed');
    expect((await failure(publishZip(Buffer.from('PK\x03\x04 not really a zip'.padEnd(80))))).code).toBe(
      'model-invalid',
    );
    expect((await failure(publishZip(Buffer.from('PK\x03\x04 not PK\x05\x06 really'.padEnd(80))))).code).toBe(
      'archive-invalid',
    );
  });

  it('in which a file is not what its name says comes in with none of them', async () => {
    const zip = await zipFiles({
      'f/a.onnx': onnx('a'),
      'f/b.safetensors': '{"error":"Unauthorized"}',
      'f/readme.txt': 'x',
    });
    const error = await failure(publishZip(zip));
    expect(error).toMatchObject({ code: 'model-invalid', message: expect.stringContaining('"b.safetensors" is not') });
  });
});

describe('a whole repository', () => {
  const janus = InstallModelParams.parse({
    ...{ name: 'Janus', type: 'Janus-Pro', base: 'Demo', save_path: 'Janus-Pro' },
    ...{ filename: wholeRepository, url: 'demo-weights/tiny-janus' },
  });
  const folder = 'models/Janus-Pro/tiny-janus';
  const files = [
    'config.json',
    'model-00001-of-00002.safetensors',
    'model-00002-of-00002.safetensors',
    'tokenizer/vocab.json',
  ];
  const total = 300 + 150_000 + 90_000 + 2_000;

  it('arrives with every file and counts bytes over all of them', async () => {
    const run = testModels.run();
    expect(await install(janus, run)).toMatchObject({ status: 'done', message: expect.stringContaining('4 files') });
    expect(fileNames()).toEqual(files.map((file) => `${folder}/${file}`));
    const steps = run.steps.filter(({ phase }) => phase === 'Downloading');
    expect(steps.at(-1)).toMatchObject({ bytesDone: total, bytesTotal: total, message: 'tokenizer/vocab.json' });
    expect(steps.map(({ bytesDone = 0 }) => bytesDone)).toEqual(
      steps.map(({ bytesDone = 0 }) => bytesDone).sort((a, b) => a - b),
    );
    expect(await install(janus)).toMatchObject({ message: expect.stringContaining('already there') });
  });

  it('has the rights of any file', async () => {
    const any = statSync(await testModels.write('any.txt', 'x')).mode;
    await install(janus);
    for (const file of files) expect(statSync(testModels.place('Janus-Pro/tiny-janus', file)).mode).toBe(any);
  });

  it('that is there but not whole is not called done, and stays', async () => {
    await install(janus);
    await testModels.write(`${folder}/model-00002-of-00002.safetensors`, 'cut');
    expect(await failure(janus)).toMatchObject({
      code: 'model-exists',
      message: expect.stringContaining('it is a text that says "cut"'),
    });
  });

  it.each([
    ['a file with other bytes', 'model-00001-of-00002.safetensors', { kind: 'corrupt' }, 'verification-failed'],
    ['a short file without hash', 'vocab.json', { kind: 'truncate', bytes: 100 }, 'verification-failed'],
    ['no list', 'api', { kind: 'status', status: 404 }, 'download-failed'],
    ['another list', 'api', { kind: 'truncate', bytes: 2 }, 'download-failed'],
  ] as const)('leaves nothing after %s', async (...[, key, fault, code]) => {
    testModels.host.faults.set(key, fault);
    expect((await failure(janus)).code).toBe(code);
  });

  it('waits while the network is away, for its list as well', async () => {
    testModels.host.faults.set('api', { kind: 'status', status: 503 });
    testModels.host.faults.set('vocab.json', { kind: 'status', status: 503 });
    const run = testModels.run();
    let waits = 0;
    run.onStep = ({ phase }) => {
      if (phase === 'Waiting for the network') testModels.host.faults.clear((waits += 1) === 1 ? 'api' : undefined);
    };
    expect(await install(janus, run)).toMatchObject({ status: 'done' });
    expect(waits).toBe(2);
  });

  it('that was stopped in its last file goes on there: what had come is not fetched again', async () => {
    testModels.host.faults.set('vocab.json', { kind: 'hang' });
    const run = testModels.run();
    run.onStep = ({ bytesDone = 0 }) => (bytesDone >= 240_300 ? run.stop() : undefined);
    expect((await failure(janus, run)).code).toBe('cancelled');
    testModels.host.faults.clear();
    const before = testModels.host.sentBytes();
    expect(await install(janus)).toMatchObject({ status: 'done' });
    expect(testModels.host.sentBytes() - before).toBeLessThan(10_000);
    expect(fileNames()).toEqual(files.map((file) => `${folder}/${file}`));
    expect(testModels.downloads()).toEqual([]);
  });

  it('of which one file is wrong keeps the others for the next attempt', async () => {
    testModels.host.faults.set('model-00002-of-00002.safetensors', { kind: 'corrupt' });
    expect((await failure(janus)).code).toBe('verification-failed');
    testModels.host.faults.clear();
    const before = testModels.host.sentBytes();
    expect(await install(janus)).toMatchObject({ status: 'done' });
    expect(testModels.host.sentBytes() - before).toBeLessThan(100_000);
  });

  it('leaves nothing after a cancel', async () => {
    testModels.host.faults.set('model-00002-of-00002.safetensors', { kind: 'slow', bytesPerSecond: 20_000 });
    const run = testModels.run();
    run.onStep = ({ bytesDone = 0 }) => (bytesDone > 150_300 ? run.cancel() : undefined);
    expect((await failure(janus, run)).code).toBe('cancelled');
    expect(testModels.downloads()).toEqual([]);
  });

  it.each(['../outside.bin', '/etc/x', 'a\\..\\b', 'C:/x', 'sub/../../x', 'nul'])(
    'with the file name %s is refused',
    async (file) => {
      testModels.host.publish({ org: 'demo-weights', repo: 'tiny-janus', file, sizeBytes: 3 }, Buffer.from('bad'));
      expect(await failure(janus)).toMatchObject({
        code: 'download-failed',
        message: expect.stringContaining('refused'),
      });
    },
  );

  it('larger than the disk is refused before the first byte', async () => {
    testModels.host.declare(worldFile('model-00001-of-00002.safetensors'), 9e15);
    testModels.host.forgetRequests();
    expect((await failure(janus)).code).toBe('disk-full');
    expect(testModels.host.requests()).toHaveLength(1);
  });

  it('must be named as owner/name', async () => {
    const url = 'https://elsewhere.example/a/b';
    expect((await failure({ ...janus, url }, testModels.run('weak'))).code).toBe('invalid-input');
  });
});
