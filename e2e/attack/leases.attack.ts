import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from '../app';
import { openCommandLine, type CommandEnd } from '../cmdesk';
import type { LaunchedHost } from '../launch-host';
import type { World } from '../world/world';
import { leaseCases } from './lease-cases';

// A folder that somebody else has made says where it is served. What it must not get is a word of the token of this account.
test.use({ worldOptions: { name: 'attack-leases', pythonTool: 'uv' } });

/** What somebody else listens with: everything is answered with yes, and led back to them. */
let server: Server;
let heard: string[];
/** A folder that looks like ComfyUI. */
let folder: string;
test.beforeEach(async () => {
  heard = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push(JSON.stringify([request.url, request.rawHeaders, body]));
      const again = heard.length < 5 ? { location: request.url ?? '/' } : {};
      response
        .writeHead(heard.length % 2 === 0 ? 307 : 200, again)
        .end(`{"core":"x","proof":${JSON.stringify(body)},"ok":true}`);
    });
  }).listen(0);
  await once(server, 'listening');
  folder = await mkdtemp(join(tmpdir(), 'made by somebody else '));
  for (const name of ['custom_nodes', 'user/__manager/desktop']) await mkdir(join(folder, name), { recursive: true });
  for (const name of ['main.py', 'nodes.py', 'folder_paths.py']) await writeFile(join(folder, name), '');
});
test.afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const portOf = () => (server.address() as AddressInfo).port;
const desktopOf = (place: string) => join(place, 'user', '__manager', 'desktop');
const leaseOf = (place: string) => join(desktopOf(place), 'open-in.json');

/** A command on a folder, with the profile of a running core. */
async function run(
  words: readonly string[],
  place: string,
  { world, host }: { world: World; host: LaunchedHost },
): Promise<CommandEnd> {
  const line = await openCommandLine({ ...world, comfyui: { ...world.comfyui, path: place } }, host.profileDir);
  return line.run(words);
}

test('the control case: a core that serves the folder is used', async ({ world, host }) => {
  const door = await run(['door', '--json'], world.comfyui.path, { world, host });
  const told = JSON.parse(door.out) as { address: string; token: string };
  expect(told).toMatchObject({ address: host.api, token: expect.stringMatching(/^cmdp_/u) });
  const headers = { authorization: `Bearer ${told.token}` };
  expect((await fetch(`${host.api}/v2/operations/queue.status`, { method: 'POST', headers })).status).toBe(200);
  expect(await run(['pack', 'list', '--json'], world.comfyui.path, { world, host })).toMatchObject({ code: 0 });
});

test('no lease of a folder leads the token of this account anywhere', async ({ world, host }) => {
  test.setTimeout(300_000);
  const living = JSON.parse(await readFile(leaseOf(world.comfyui.path), 'utf8')) as Record<string, unknown>;
  const person = join(folder, 'novel.txt');
  await writeFile(person, 'what the person wrote');
  const nowhere = join(folder, 'nowhere');
  for (const [what, forge] of leaseCases) {
    await rm(leaseOf(folder), { force: true });
    await forge({ port: portOf(), file: leaseOf(folder), person, nowhere, living });
    const { out, err } = await run(['door', '--json'], folder, { world, host });
    expect(JSON.parse(out), what).toMatchObject({ code: 'not-served' });
    expect(out + err, what).not.toContain('should not have');
  }
  expect(heard).toEqual([]);
  expect(await readFile(person, 'utf8')).toBe('what the person wrote');
  await expect(access(nowhere)).rejects.toThrow('ENOENT');
});

test('nothing is written through what lies in the place of a lease, and nobody waits for it', async ({
  world,
  host,
}) => {
  test.setTimeout(300_000);
  const person = join(folder, 'novel.txt');
  const nowhere = join(folder, 'nowhere');
  for (const [what, forge] of leaseCases.slice(-5)) {
    await writeFile(person, 'what the person wrote');
    await rm(desktopOf(folder), { recursive: true });
    await mkdir(desktopOf(folder));
    await forge({ port: portOf(), file: leaseOf(folder), person, nowhere, living: {} });
    const { err } = await run(['pack', 'list'], folder, { world, host });
    expect(err, what).not.toContain('should not have');
    expect(await readFile(person, 'utf8'), what).toBe('what the person wrote');
    await expect(access(nowhere), what).rejects.toThrow('ENOENT');
  }
});

test('whoever listens where an app of the profile has ended hears a number that was drawn, and no more', async ({
  world,
  host,
}) => {
  const note = { version: 1, address: `http://127.0.0.1:${portOf()}`, folder, core: 'ended', pid: 1 };
  const file = join(host.profileDir, 'served', `${portOf()}.json`);
  await writeFile(file, JSON.stringify(note));
  expect(JSON.parse((await run(['door', '--json'], folder, { world, host })).out)).toMatchObject({
    code: 'not-served',
  });
  await rm(file);
  expect(heard).toHaveLength(1);
  expect(heard[0]).toMatch(/^\["\/v2\/operations",.*nonce/u);
  expect(heard[0]?.toLowerCase()).not.toMatch(/authorization|bearer|cmd[lp]_/u);
});
