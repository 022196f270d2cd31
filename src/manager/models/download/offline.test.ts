import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sendJson, startHost, type Host } from '../../../../e2e/world/host';
import { openTestModels, paramsFor, type TestModels } from '../testing/models';

let civitai: Host;
let testModels: TestModels;
let requests = 0;
beforeEach(async () => {
  requests = 0;
  civitai = await startHost(({ response }) => {
    requests += 1;
    sendJson(response, { items: [] });
  });
  testModels = await openTestModels({ 'hosts.civitai': civitai.url });
});
afterEach(() => Promise.all([testModels.stop(), civitai.stop()]));

it('in offline mode no host of models is asked anything, and what was asked for says why', async () => {
  const { models, network, host } = testModels;
  const path = await testModels.write('models/loras/own.safetensors', 'weights');
  await vi.waitUntil(async () => {
    await models.duplicates();
    return (await models.local()).models[0]?.hash != null;
  });
  network.mode = 'offline';
  const error = { code: 'network-failed', message: expect.stringContaining('network_mode = offline') as string };
  await expect(models.find('tiny')).rejects.toMatchObject(error);
  await expect(models.lookup(path)).rejects.toMatchObject(error);
  const { url } = paramsFor('tiny_checkpoint.safetensors');
  expect(await models.remote(url)).toEqual({ sizeBytes: null, access: 'unknown', page: null });
  expect([requests, host.requests()]).toEqual([0, []]);
  network.mode = 'public';
  await models.find('tiny');
  expect(requests).toBe(1);
  expect(host.requests()).not.toEqual([]);
});
