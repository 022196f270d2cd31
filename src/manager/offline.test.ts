import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readdirSync } from 'node:fs';
import { AppSettings, type NetworkMode } from '../contract/settings';
import { fetchWorkflow } from './workflows/fetch-workflow';
import { createPictures } from './packs/details/pictures';
import { createPublicReader } from './installation/read-public';

/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const shown = `data:image/png;base64,${png.toString('base64')}`;

let server: Server;
let host: string;
let settings: AppSettings;
let folder: string;
let requests = 0;
let mode: NetworkMode;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pictures-'));
  server = createServer((_request, response) => {
    requests += 1;
    response.end(png);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  settings = AppSettings.parse({ 'hosts.registry': host });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  requests = 0;
  mode = 'public';
});

describe('in offline mode', () => {
  it('nothing is asked for a workflow at an address', async () => {
    const read = createPublicReader(settings, () => mode);
    expect((await fetchWorkflow(`${host}/flow.json`, read)).name).toBe('flow.json');
    mode = 'offline';
    await expect(fetchWorkflow(`${host}/flow.json`, read)).rejects.toMatchObject({
      code: 'network-failed',
      message: expect.stringContaining('network_mode = offline') as string,
    });
    expect(requests).toBe(1);
  });

  it('nor for the picture of a readme or a pack, of which an old copy is shown', async () => {
    const pictures = createPictures({ settings, networkMode: () => mode, folder });
    expect([await pictures.at(`${host}/a.png`), await pictures.ofPack(`${host}/icon.png`)]).toEqual([shown, shown]);
    for (const name of readdirSync(folder)) await utimes(join(folder, name), 0, 0);
    mode = 'offline';
    await expect(pictures.at(`${host}/a.png`)).rejects.toMatchObject({ code: 'network-failed' });
    expect(await pictures.ofPack(`${host}/icon.png`)).toBe(shown);
    expect(await pictures.ofPack(`${host}/other.png`)).toBeNull();
    expect(requests).toBe(2);
  });
});
