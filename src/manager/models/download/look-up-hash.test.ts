import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sendJson, startHost, type Host } from '../../../../e2e/world/host';
import { openTestModels, type TestModels } from '../testing/models';

let host: Host;
let testModels: TestModels;
let answer: { status: number; body: object };
const requested: (string | undefined)[] = [];
const known = {
  ...{ id: 7, modelId: 3, name: 'v2', baseModel: 'SDXL 1.0', trainedWords: ['inked', 'x'.repeat(400)] },
  model: { name: 'Ink lines' },
};

beforeEach(async () => {
  answer = { status: 200, body: known };
  requested.length = 0;
  host = await startHost(({ request, response }) => {
    requested.push(request.url);
    sendJson(response, answer.body, answer.status);
  });
  testModels = await openTestModels({ 'hosts.civitai': host.url });
});
afterEach(() => Promise.all([testModels.stop(), host.stop()]));

/** A model of which the hash is known. */
async function placeRead(): Promise<{ path: string; hash: string }> {
  const path = await testModels.write('models/loras/own.safetensors', 'weights');
  const { models } = testModels;
  const readHash = async () => {
    await models.duplicates();
    return (await models.local()).models[0]?.hash ?? '';
  };
  return { path, hash: await vi.waitUntil(readHash) };
}

it('is asked by the hash alone, and the page is made of numbers', async () => {
  const { path, hash } = await placeRead();
  expect(await testModels.models.lookup(path)).toEqual({
    ...{ name: 'Ink lines', version: 'v2', base: 'SDXL 1.0', triggers: ['inked'] },
    page: `${host.url}/models/3?modelVersionId=7`,
  });
  expect(requested).toEqual([`/api/v1/model-versions/by-hash/${hash}`]);
});

it.each<[string, { status: number; body: object }, null | string]>([
  ['a hash that nobody knows', { status: 404, body: {} }, null],
  ['an answer of another form', { status: 200, body: { ...known, id: 'javascript:alert(1)' } }, null],
  ['a host that fails', { status: 500, body: {} }, 'download-failed'],
])('%s', async (_name, given, expected) => {
  answer = given;
  const { path } = await placeRead();
  const asked = testModels.models.lookup(path);
  if (expected === null) expect(await asked).toBeNull();
  else await expect(asked).rejects.toMatchObject({ code: expected });
});

it('asks nobody about what is no model, or was not read yet', async () => {
  const unread = await testModels.write('models/loras/unread.safetensors', 'unread');
  await expect(testModels.models.lookup(unread)).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(testModels.models.lookup('/etc/passwd')).rejects.toMatchObject({ code: 'model-not-found' });
  expect(requested).toEqual([]);
});
