import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstallModelParams } from '../../../contract/models';
import { openTestModels, paramsFor, worldFile, type TestModels } from '../testing/models';

let testModels: TestModels;

beforeEach(async () => {
  testModels = await openTestModels();
});
afterEach(() => testModels.stop());

const install = (params: InstallModelParams) => testModels.models.install(params, testModels.run());

/** That it fails, and leaves everything as it was. */
async function expectRefused(params: InstallModelParams, error: object): Promise<void> {
  const before = testModels.tree();
  await expect(install(params)).rejects.toMatchObject(error);
  expect(testModels.tree()).toEqual(before);
}

describe('a file whose hash the task names', () => {
  const url = () => testModels.host.plainUrl(worldFile('stranger.safetensors'));
  const stranger = (rest: Partial<InstallModelParams>) => paramsFor('stranger.safetensors', { url: url(), ...rest });
  const hashOf = (name: string) =>
    createHash('sha256')
      .update(testModels.host.bytesOf(worldFile(name)))
      .digest('hex');

  it('is proven by it where its host names none', async () => {
    const params = stranger({ sha256: hashOf('stranger.safetensors').toUpperCase(), size_bytes: 50_000 });
    expect(await install(params)).toMatchObject({ message: expect.stringContaining('SHA-256 verified') });
    expect(await install(params)).toMatchObject({
      message: expect.stringContaining('already there (size and SHA-256'),
    });
  });

  it.each([
    ['hash', { sha256: 'a'.repeat(64) }, /wrong SHA-256/],
    ['size', { size_bytes: 50_001 }, /wrong size/],
  ] as const)('never arrives with another %s', async (_what, rest, words) => {
    await expectRefused(stranger(rest), { code: 'verification-failed', message: expect.stringMatching(words) });
  });

  it('is not taken from a host that names another one, nor for a file with other bytes', async () => {
    const wanted = paramsFor('tiny_checkpoint.safetensors', { sha256: hashOf('stranger.safetensors') });
    await expectRefused(wanted, { code: 'verification-failed' });
    await install(paramsFor('tiny_checkpoint.safetensors'));
    await expectRefused(wanted, { code: 'model-exists' });
  });
});
