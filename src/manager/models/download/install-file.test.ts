import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHost } from '../../../../e2e/world/host';
import { failureOf, leavesNothing } from '../testing/installs';
import { openTestModels, paramsFor, sha256Of, worldFile, type TestModels } from '../testing/models';

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

describe('a download', () => {
  it('puts the file where its type belongs, proves it and says so', async () => {
    const run = testModels.run();
    const outcome = await install(checkpoint, run);
    const file = testModels.place('checkpoints', 'tiny_checkpoint.safetensors');
    expect(readFileSync(file).equals(testModels.host.bytesOf(worldFile('tiny_checkpoint.safetensors')))).toBe(true);
    expect(outcome).toMatchObject({ status: 'done', message: expect.stringContaining('3.00 MB, SHA-256 verified') });
    expect(run.steps.at(-1)).toMatchObject({ phase: 'Downloading', bytesDone: 3_000_000, bytesTotal: 3_000_000 });
    expect(testModels.staged()).toEqual([]);
  });

  it('has the rights of any file, as a container or another account reads it', async () => {
    const any = statSync(await testModels.write('any.txt', 'x')).mode;
    await install();
    expect(statSync(testModels.place('checkpoints', 'tiny_checkpoint.safetensors')).mode).toBe(any);
  });

  it('goes to the save path, into an enabled pack, or to `etc`', async () => {
    const vae = { type: 'VAE', save_path: 'vae/Demo' };
    await install(paramsFor('tiny_vae.safetensors', vae));
    await install(paramsFor('tiny_vae.safetensors', { save_path: 'custom_nodes/enabled-pack/weights' }));
    await install(paramsFor('tiny_vae.safetensors', { type: 'something new' }));
    expect(Object.keys(testModels.tree()).filter((path) => path.endsWith('.safetensors'))).toEqual([
      'custom_nodes/enabled-pack/weights/tiny_vae.safetensors',
      'models/etc/tiny_vae.safetensors',
      'models/vae/Demo/tiny_vae.safetensors',
    ]);
  });

  it('takes a file from a plain host that names no hash', async () => {
    const url = testModels.host.plainUrl(worldFile('stranger.safetensors'));
    const outcome = await install(paramsFor('stranger.safetensors', { url, filename: 'mine.safetensors' }));
    expect(outcome).toMatchObject({ status: 'done', message: expect.not.stringContaining('SHA-256') });
    expect(testModels.tree()['models/checkpoints/mine.safetensors']).toBe(50_000);
  });
});

describe('faults of the network leave nothing', () => {
  it.each([
    [
      'short answer',
      { kind: 'truncate', bytes: 400_000 },
      'verification-failed',
      /wrong size: 400000 bytes instead of 3000000/,
    ],
    ['other bytes', { kind: 'corrupt' }, 'verification-failed', /wrong SHA-256/],
    ['web page', { kind: 'error-page' }, 'download-failed', /a web page/],
    ['no longer there', { kind: 'status', status: 404 }, 'download-failed', /404 \(Not Found\)/],
  ] as const)('%s', async (...[, fault, code, words]) => {
    testModels.host.faults.set('tiny_checkpoint.safetensors', fault);
    const error = await leavesNothing(testModels, () => failure());
    expect(error).toMatchObject({ code, message: expect.stringMatching(words) });
    expect(error.remedy).toBeTruthy();
  });

  it('a short answer of a host without hash is found by the content', async () => {
    testModels.host.faults.set('stranger.safetensors', { kind: 'truncate', bytes: 40_000 });
    const url = testModels.host.plainUrl(worldFile('stranger.safetensors'));
    const error = await leavesNothing(testModels, () => failure(paramsFor('stranger.safetensors', { url })));
    expect(error).toMatchObject({ code: 'model-invalid', message: expect.stringContaining('need more bytes') });
  });

  it('code under the name of a safe format is found by the content', async () => {
    const url = testModels.host.plainUrl(worldFile('stranger.ckpt'));
    const error = await leavesNothing(testModels, () => failure(paramsFor('stranger.safetensors', { url })));
    expect(error).toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('a pickle, which can run code'),
    });
  });

  it('a page around a file on GitHub is explained', async () => {
    testModels.host.faults.set('tiny_upscaler.pth', { kind: 'error-page' });
    const url = `https://huggingface.co/demo-weights/tiny-upscaler/resolve/main/tiny_upscaler.pth`;
    const error = await leavesNothing(testModels, () => failure(paramsFor('tiny_upscaler.pth', { url })));
    expect(error).toMatchObject({ code: 'download-failed', message: expect.stringContaining('a web page') });
  });

  it('a cancel in the middle', async () => {
    testModels.host.faults.set('tiny_checkpoint.safetensors', { kind: 'slow', bytesPerSecond: 300_000 });
    const run = testModels.run();
    run.onStep = ({ bytesDone = 0 }) => (bytesDone > 20_000 ? run.cancel() : undefined);
    const error = await leavesNothing(testModels, () => failure(checkpoint, run));
    expect(error.code).toBe('cancelled');
  });

  it('plain http is refused before anything is asked', async () => {
    const url = 'http://models.example/a.safetensors';
    const error = await leavesNothing(testModels, () => failure(paramsFor('stranger.safetensors', { url })));
    expect(error).toMatchObject({ code: 'download-failed', message: expect.stringContaining('plain http') });
  });
});

describe('a download that was stopped', () => {
  const slow = { kind: 'throttle', bytesPerSecond: 4_000_000 } as const;
  const downloads = () => readdirSync(join(testModels.baseDir, 'user', '__manager', 'desktop', 'downloads'));
  const sentOf = async (work: () => Promise<unknown>) => {
    const before = testModels.host.sentBytes();
    await work();
    return testModels.host.sentBytes() - before;
  };

  it('to be continued goes on where it was, and its part goes with the end', async () => {
    testModels.host.faults.set('tiny_checkpoint.safetensors', slow);
    const run = testModels.run();
    run.onStep = ({ bytesDone = 0 }) => (bytesDone > 1_500_000 ? run.stop() : undefined);
    expect((await failure(checkpoint, run)).code).toBe('cancelled');
    expect(downloads()).toEqual([expect.stringMatching(/^tiny_checkpoint\.safetensors-[0-9a-f]{12}$/)]);
    testModels.host.faults.clear();
    expect(await sentOf(install)).toBeLessThan(1_800_000);
    expect(sha256Of(testModels.place('checkpoints', 'tiny_checkpoint.safetensors'))).toHaveLength(64);
    expect(downloads()).toEqual([]);
  });

  it('for good leaves nothing of it', async () => {
    testModels.host.faults.set('tiny_checkpoint.safetensors', slow);
    const run = testModels.run();
    run.onStep = ({ bytesDone = 0 }) => (bytesDone > 1_500_000 ? run.cancel() : undefined);
    expect((await failure(checkpoint, run)).code).toBe('cancelled');
    expect(downloads()).toEqual([]);
  });

  it('waits for another one to the same place, and takes what that has brought', async () => {
    const outcomes = await Promise.all([install(), install()]);
    const messages = outcomes.map((outcome) => ('message' in outcome ? outcome.message : ''));
    // Which of the two begins is open.
    expect(messages.toSorted()).toEqual([
      expect.stringContaining('already there'),
      expect.stringMatching(/^Downloaded/),
    ]);
  });
});

describe('a file that is there', () => {
  const put = (content: Buffer) => testModels.write('models/checkpoints/tiny_checkpoint.safetensors', content);
  const right = () => testModels.host.bytesOf(worldFile('tiny_checkpoint.safetensors'));

  it('is done when size and hash are those of the server', async () => {
    await put(right());
    expect(await install()).toMatchObject({ status: 'done', message: expect.stringContaining('already there') });
  });

  it('is another file when its size differs, and stays', async () => {
    const file = await put(Buffer.from('mine'));
    const error = await leavesNothing(testModels, () => failure());
    expect(error).toMatchObject({ code: 'model-exists', message: expect.stringContaining('a text that says "mine"') });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('is another file when only its hash differs', async () => {
    const other = Buffer.from(right());
    other.writeUInt8(other.readUInt8(1_000_000) ^ 1, 1_000_000);
    const before = sha256Of(await put(other));
    const error = await leavesNothing(testModels, () => failure());
    expect(error).toMatchObject({ code: 'model-exists', message: expect.stringContaining(before) });
  });

  it('is judged by the list when the server cannot be asked', async () => {
    await testModels.models.list('remote');
    testModels.host.faults.set('tiny_checkpoint.safetensors', { kind: 'status', status: 503 });
    await put(right());
    expect(await install()).toMatchObject({ status: 'done', message: expect.stringContaining("list's 3.00MB") });
    await put(right().subarray(0, 2_000_000));
    expect(await failure()).toMatchObject({ code: 'model-exists', message: expect.stringContaining('3.00MB') });
  });

  it('is recognised in every other folder of the key as well, by size and hash', async () => {
    await testModels.write('extra_model_paths.yaml', 'a:\n  checkpoints: far\n');
    const far = await testModels.write('far/tiny_checkpoint.safetensors', right());
    expect(await install()).toMatchObject({ status: 'done', message: expect.stringContaining(far) });
    expect(existsSync(testModels.place('checkpoints'))).toBe(false);
    const other = Buffer.from(right());
    other.writeUInt8(other.readUInt8(1_000_000) ^ 1, 1_000_000);
    await testModels.write('far/tiny_checkpoint.safetensors', other);
    expect(await install()).toMatchObject({ message: expect.stringContaining('Downloaded') });
    expect(testModels.tree()['models/checkpoints/tiny_checkpoint.safetensors']).toBe(3_000_000);
  });

  it('a folder or a dead link of that name is in the way', async () => {
    await testModels.write('models/checkpoints/tiny_checkpoint.safetensors/inner.txt', 'x');
    expect(await leavesNothing(testModels, () => failure())).toMatchObject({ code: 'model-exists' });
    await testModels.link('models/loras/tiny_checkpoint.safetensors', join(testModels.baseDir, 'nowhere'));
    const lora = paramsFor('tiny_checkpoint.safetensors', { type: 'lora' });
    expect(await leavesNothing(testModels, () => failure(lora))).toMatchObject({ code: 'model-exists' });
  });
});

describe('a repository with members only', () => {
  const token = 'HF_TOKEN';
  const earlierToken = process.env[token];
  afterEach(() => {
    if (earlierToken === undefined) Reflect.deleteProperty(process.env, token);
    else process.env[token] = earlierToken;
  });

  it('is explained, and opened by HF_TOKEN, which only the hub is sent', async () => {
    Reflect.deleteProperty(process.env, token);
    testModels.host.requireToken('tiny_checkpoint.safetensors', 'hf_secret');
    expect(await failure()).toMatchObject({ code: 'download-failed', remedy: expect.stringContaining('HF_TOKEN') });
    process.env[token] = 'hf_secret';
    expect(await install()).toMatchObject({ status: 'done' });
    const sent: unknown[] = [];
    const elsewhere = await startHost(({ request, response }) => {
      sent.push(request.headers.authorization ?? 'nothing');
      response.writeHead(404).end();
    });
    await failure(paramsFor('stranger.safetensors', { url: `${elsewhere.url}/a.safetensors` }));
    expect(sent).toEqual(['nothing']);
    await elsewhere.stop();
  });
});
