import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstallModelParams } from '../../../contract/models';
import { formatMessage } from '../../../contract/text/message';
import { openTestModels, paramsFor, sha256Of, worldFile, type TestModels } from '../testing/models';

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

  describe('and that has mirrors', () => {
    const gone = () => `${testModels.host.url}/demo-weights/no-such/resolve/main/stranger.safetensors`;
    const other = () => testModels.host.plainUrl(worldFile('tiny_vae.safetensors'));

    it('comes from the first of them that delivers it, and why the others did not is said', async () => {
      const sha256 = hashOf('stranger.safetensors');
      const params = stranger({ url: gone(), mirrors: [other(), url(), gone()], sha256 });
      const run = testModels.run();
      const warnings: string[] = [];
      run.job.warn = (sentence) => void warnings.push(formatMessage(sentence));
      expect(await testModels.models.install(params, run)).toMatchObject({ status: 'done' });
      const place = testModels.place('checkpoints', 'stranger.safetensors');
      expect(sha256Of(place)).toBe(sha256);
      expect(warnings).toEqual([
        expect.stringMatching(/did not deliver "stranger\.safetensors", so 127\.0\.0\.1\S* was asked: .*404/),
        expect.stringMatching(/wrong SHA-256/),
      ]);
    });

    it('fails with what the last one says, and leaves nothing', async () => {
      const sha256 = hashOf('stranger.safetensors');
      await expectRefused(stranger({ url: other(), mirrors: [gone()], sha256 }), { code: 'download-failed' });
    });

    it('asks none of them without a hash: nobody would know that it is the same file', async () => {
      await expectRefused(stranger({ url: gone(), mirrors: [url()] }), { code: 'download-failed' });
    });
  });
});
