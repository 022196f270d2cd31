import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHost } from '../../../../e2e/world/host';
import { openTestModels, paramsFor, worldFile, type TestModels } from '../testing/models';

let testModels: TestModels;

beforeEach(async () => {
  testModels = await openTestModels();
});

afterEach(async () => {
  await testModels.stop();
});

const checkpoint = paramsFor('tiny_checkpoint.safetensors');
const install = (params = checkpoint, run = testModels.run()) => testModels.models.install(params, run);

describe('what the network breaks is waited out', () => {
  it.each([
    ['a cut', { kind: 'cut', afterBytes: 500_000 }],
    ['a stall', { kind: 'stall', afterBytes: 500_000 }],
    ['too many requests', { kind: 'status', status: 429 }],
    ['a broken host', { kind: 'status', status: 503 }],
  ] as const)('%s', async (...[, fault]) => {
    testModels.host.faults.set('tiny_checkpoint.safetensors', fault);
    const run = testModels.run();
    run.onStep = ({ phase }) => (phase === 'Waiting for the network' ? testModels.host.faults.clear() : undefined);
    expect(await install(checkpoint, run)).toMatchObject({ status: 'done' });
    expect(run.steps.map(({ phase }) => phase)).toContain('Waiting for the network');
  });

  it('a file of two addresses of which both are away: the one that is back first delivers it', async () => {
    const file = worldFile('stranger.safetensors');
    const sha256 = createHash('sha256').update(testModels.host.bytesOf(file)).digest('hex');
    const away = await startHost(({ request }) => void request.socket.destroy());
    testModels.host.faults.set(file.file, { kind: 'status', status: 503 });
    const run = testModels.run();
    run.onStep = ({ phase }) => (phase === 'Waiting for the network' ? testModels.host.faults.clear() : undefined);
    const mirrors = [testModels.host.plainUrl(file)];
    const params = paramsFor(file.file, { url: `${away.url}/stranger.safetensors`, sha256, mirrors });
    expect(await install(params, run)).toMatchObject({ status: 'done' });
    await away.stop();
  });
});
