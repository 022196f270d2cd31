import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startHost } from '../../../../e2e/world/host';
import { openTestModels, paramsFor, worldFile, type TestModels } from '../testing/models';

let testModels: TestModels;

beforeEach(async () => {
  testModels = await openTestModels();
});

afterEach(async () => {
  await testModels.stop();
});

it('a model that is there is told from headers alone: the host sends none of it', async () => {
  const file = worldFile('tiny_checkpoint.safetensors');
  await testModels.write('models/checkpoints/tiny_checkpoint.safetensors', testModels.host.bytesOf(file));
  const before = testModels.host.sentBytes();
  const outcome = await testModels.models.install(paramsFor('tiny_checkpoint.safetensors'), testModels.run());
  expect(outcome).toMatchObject({ message: expect.stringContaining('size and SHA-256 are those of the server') });
  expect(testModels.host.requests().map(({ method }) => method)).toEqual(['HEAD', 'HEAD']);
  expect(testModels.host.sentBytes() - before).toBeLessThan(2000);
});

it.each([
  ['refuses HEAD', (response: ServerResponse) => response.writeHead(403)],
  ['knows no length then', (response: ServerResponse) => response.writeHead(200)],
  ['says nothing is there', (response: ServerResponse) => response.writeHead(200, { 'content-length': 0 })],
])('a model that is there is told from one byte where the host %s', async (_name, refuseHead) => {
  const file = worldFile('stranger.safetensors');
  const bytes = testModels.host.bytesOf(file);
  const ranges: unknown[] = [];
  const host = await startHost(({ request, response }) => {
    if (request.method === 'HEAD') {
      refuseHead(response).end();
      return;
    }
    ranges.push(request.headers.range);
    response.writeHead(206, { 'content-range': `bytes 0-0/${bytes.length}`, 'content-length': 1 });
    response.end(bytes.subarray(0, 1));
  });
  await testModels.write('models/checkpoints/stranger.safetensors', bytes);
  const outcome = await testModels.models.install(
    paramsFor('stranger.safetensors', { url: `${host.url}/stranger.safetensors` }),
    testModels.run(),
  );
  expect(outcome).toMatchObject({
    status: 'done',
    message: expect.stringContaining('its size is that of the server'),
  });
  expect(ranges).toEqual(['bytes=0-0']);
  await host.stop();
});
