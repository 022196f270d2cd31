import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors';
import type { InstallModelParams } from '../../contract/models';
import type { SecurityLevel } from '../../contract/settings';
import { openTestModels, paramsFor, worldFile, type TestModels } from './testing/models';

let testModels: TestModels;

beforeAll(async () => {
  testModels = await openTestModels();
});

afterAll(async () => {
  await testModels.stop();
});

/** The row that denied it, or `allowed`; asked as the door asks, and as the task does. */
async function rowFor(params: InstallModelParams, level: SecurityLevel): Promise<unknown> {
  const { authorise } = testModels.run(level);
  const denied = await testModels.models.authoriseInstall(params, authorise).then(
    () => null,
    (error: unknown) => error,
  );
  if (denied === null) return 'allowed';
  const error = denied instanceof AppError ? denied : expect.fail('it was denied by something else than the policy');
  expect(error.code).toBe('policy-denied');
  expect(error.message).toContain('is not allowed at security level');
  expect(error.details).toMatchObject({
    allowed: false,
    level,
    remedies: expect.arrayContaining([expect.any(String)]),
  });
  await expect(testModels.models.install(params, testModels.run(level))).rejects.toMatchObject({
    code: 'policy-denied',
  });
  return error.details['operation'];
}

describe('the safe-format rule (W2)', () => {
  const pickle = paramsFor('stranger.ckpt');
  const listed = paramsFor('tiny_upscaler.pth');

  it('lets tensors come from anywhere, code from the list only', async () => {
    expect(await rowFor(paramsFor('stranger.safetensors'), 'normal')).toBe('allowed');
    expect(await rowFor({ ...pickle, filename: 'stranger.gguf' }, 'normal')).toBe('allowed');
    expect(await rowFor(listed, 'normal')).toBe('allowed');
    expect(await rowFor(pickle, 'normal')).toBe('install-model-unsafe');
    expect(await rowFor(pickle, 'normal-')).toBe('allowed');
    expect(await rowFor(listed, 'strong')).toBe('install-model');
  });

  it.each(['ckpt', 'pt', 'pt2', 'pth', 'bin', 'pkl', 'onnx', 'py', 'zip', 'safetensors.bin', ''])(
    'counts ".%s" of an unlisted address as a format that can carry code',
    async (ending) => {
      expect(await rowFor({ ...pickle, filename: `stranger.${ending}` }, 'normal')).toBe('install-model-unsafe');
    },
  );

  it('counts each address that may be asked: a mirror that no list names delivers code as well', async () => {
    const mirrors = [testModels.host.plainUrl(worldFile('stranger.ckpt'))];
    expect(await rowFor({ ...listed, sha256: 'a'.repeat(64), mirrors }, 'normal')).toBe('install-model-unsafe');
    expect(await rowFor({ ...listed, sha256: 'a'.repeat(64), mirrors: [listed.url] }, 'strong')).toBe('install-model');
  });

  it('does not take the place of a listed model for its address', async () => {
    const disguised = { ...listed, url: testModels.host.plainUrl(worldFile('stranger.ckpt')) };
    expect(await rowFor(disguised, 'normal')).toBe('install-model-unsafe');
  });

  it('does not let a listed address write code', async () => {
    expect(await rowFor({ ...listed, filename: 'nodes.py' }, 'normal')).toBe('install-model-unsafe');
  });

  it('knows a listed address through a mirror', async () => {
    const url = listed.url.replace('https://huggingface.co', testModels.host.url);
    expect(await rowFor({ ...listed, url }, 'normal')).toBe('allowed');
  });

  it('counts whole repositories and zips as formats that can carry code', async () => {
    const whole = { ...pickle, filename: '<huggingface>', url: 'demo-weights/tiny-janus' };
    expect(await rowFor(whole, 'normal')).toBe('allowed');
    expect(await rowFor({ ...whole, url: 'outsider/unlisted' }, 'normal')).toBe('install-model-unsafe');
    expect(await rowFor({ ...pickle, filename: 'a.zip' }, 'normal')).toBe('install-model-unsafe');
  });

  it('asks for nothing when a door asks about a safe format', async () => {
    testModels.channel.forgetRequests();
    await rowFor(paramsFor('stranger.safetensors'), 'weak');
    expect(testModels.channel.requests()).toEqual([]);
  });
});
