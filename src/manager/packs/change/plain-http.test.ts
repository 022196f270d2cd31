import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sendJson, startHost, type Host } from '../../../../e2e/world/host';
import { refusePlainHttp } from './safe-address';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';
import { startRun } from '../../testing/task-run';

let registry: Host;
let place: PackPlace;
beforeAll(async () => {
  // A registry that names an address where everybody on the way can put in another archive.
  registry = await startHost(({ response, path }) => {
    const downloadUrl = 'http://cdn.invalid/pack.zip';
    const record = { version: '1.0.0', downloadUrl, status: 'NodeVersionStatusActive' };
    if (path === '/nodes/careless/install') sendJson(response, record);
    else sendJson(response, { message: 'not found' }, 404);
  });
  place = await openPackPlace('plain http', { 'hosts.registry': registry.url });
  Object.assign(process.env, place.world.env);
});
beforeEach(() => place.reset());
afterAll(async () => {
  await place.stop();
  await registry.stop();
});

describe('code from a plain http address', () => {
  const refusal = { code: 'download-failed', message: expect.stringContaining('plain http address') };

  it.each([
    ['of a registry version', installOf('careless', '1.0.0')],
    ['of a single file', installOf('one_file', 'nightly', { files: ['http://files.invalid/one_file.py'] })],
  ])('%s is not fetched', async (_what, params) => {
    const before = place.fingerprint();
    await expect(place.packs.install(params, startRun(place))).rejects.toMatchObject(refusal);
    expect(place.fingerprint()).toBe(before);
  });

  it('is fetched from this machine and from the mirror that the settings name', () => {
    const mirror = 'http://mirror.lan:9001/registry';
    for (const url of ['https://any.example/x.zip', 'http://127.0.0.1:1/x.zip', 'http://mirror.lan:9001/cdn/x.zip'])
      expect(() => refusePlainHttp(url, mirror)).not.toThrow();
    for (const url of ['http://mirror.lan/x.zip', 'HTTP://any.example/x.zip', 'http://127.0.0.1.evil.example/x.zip'])
      expect(() => refusePlainHttp(url, mirror), url).toThrow(/plain http/);
  });
});
