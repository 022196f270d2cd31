import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { replaceAtOnce } from '../base/files/replace-whole';
import { silentLogger } from '../base/log';
import type { AppEvent } from '../contract/events';
import type { Installation, InstallationRow } from '../contract/installation';
import {
  dispatch,
  type OperationArgument,
  type OperationOutput,
  type ShellOperationName,
} from '../contract/operations';
import { connectEvents } from '../server/testing/event-client';
import { disableTask, openDoor, type Door } from '../server/testing/door';
import { call, type HttpCall } from '../server/testing/http-client';
import { openHost, type Host } from './host';
import { createStateStore, formatState } from './store/state-store';

const token = 'cmd_of-the-other-machine';
const there: Installation = {
  ...{ kind: 'git', rootDir: '/srv/ComfyUI', comfyDir: '/srv/ComfyUI', baseDir: '/srv/ComfyUI' },
  ...{
    customNodesDir: '/srv/ComfyUI/custom_nodes',
    userDir: '/srv/ComfyUI/user',
    interpreter: null,
    version: '0.3.61',
  },
};
let profileDir: string;
let far: Door;
let farAddress: string;
let host: Host;
let events: AppEvent[];

/** A run of the app with this profile. */
async function run(): Promise<void> {
  const path = join(profileDir, 'state.json');
  const load = (): unknown => {
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      return {};
    }
  };
  host = await openHost({
    ...{ profileDir, appVersion: '1.2.3', encryption: null, settled: Promise.resolve() },
    openStore: () => createStateStore({ path, load, save: (state) => replaceAtOnce(path, formatState(state)) }),
    places: () => {
      throw new Error('Nobody asked for suggestions.');
    },
    demo: { nodeProgram: process.execPath, projectDir: profileDir },
    run: { port: 0, isLaunch: false, overrides: {} },
  });
  events = [];
  host.events.on((event) => events.push(event));
  await host.workspace.openDoor(null);
}

async function end(): Promise<void> {
  await host.workspace.closeDoors();
  await host.workspace.closeAll();
  host.closeLog();
}

beforeEach(async () => {
  profileDir = await mkdtemp(join(tmpdir(), 'profile '));
  far = await openDoor({
    isToken: (text) => text === token,
    installation: () => there,
    appVersion: '9.9.9',
    log: silentLogger,
  });
  farAddress = `http://127.0.0.1:${far.server.port}`;
  await run();
});
afterEach(async () => {
  await end();
  await far.server.close();
  await rm(profileDir, { recursive: true, force: true });
});

function ask<N extends ShellOperationName>(name: N, input: OperationArgument<N>): Promise<OperationOutput<N>> {
  return dispatch<N>(host.operations as never, { name, input, context: { caller: 'person' } });
}
const connect = (address = farAddress) => ask('remote.connect', { address, token });
const list = async (): Promise<InstallationRow[]> => (await ask('installation.list', {})).installations;
const port = () => host.workspace.door.port ?? 0;

it('is one more installation: shown, listed, closed, opened again by the next run, and forgotten', async () => {
  const { installation } = await connect(`${farAddress}/some/page`);
  const { rootDir: folder } = installation;
  expect(folder).toMatch(/^remote:\w+$/);
  expect((await ask('installation.current', {})).installation).toEqual(installation);
  const address = farAddress;
  const remote = { place: { kind: 'address', address }, title: new URL(address).host, folder: '/srv/ComfyUI' };
  await vi.waitFor(async () =>
    expect(await list()).toMatchObject([
      {
        ...{ folder, remote, name: remote.title, isOpen: true, isShown: true, isMissing: false },
        connection: { state: 'connected' },
      },
    ]),
  );
  await end();
  await run();
  expect(await list()).toMatchObject([{ folder, remote, isOpen: false, isMissing: false, version: '0.3.61' }]);
  await ask('installation.open', { folder });
  expect(host.workspace.installation()).toEqual(installation);
  await expect(ask('installation.forget', { folder })).rejects.toMatchObject({ code: 'installation-busy' });
  await ask('installation.close', { folder });
  await ask('installation.forget', { folder });
  expect(await list()).toEqual([]);
  await expect(ask('installation.open', { folder })).rejects.toMatchObject({ code: 'installation-missing' });
});

it('has the version that lies there now', async () => {
  await connect();
  const status = await far.core.operations['comfyui.status']({}, { caller: 'self' });
  const switched = { ...status, versions: { ...status.versions, installed: { version: '0.4.0', commit: null } } };
  vi.spyOn(far.core.operations, 'comfyui.status').mockResolvedValue(switched);
  expect((await ask('installation.current', {})).installation?.version).toBe('0.4.0');
  vi.restoreAllMocks();
});

it('is the same one when it is connected with again, and its line is told to the window', async () => {
  const first = await connect();
  const again = await ask('remote.connect', { address: farAddress, token, title: 'Studio' });
  expect(again.installation.rootDir).toBe(first.installation.rootDir);
  await vi.waitFor(async () => expect(await list()).toMatchObject([{ name: 'Studio', isShown: true }]));
  await far.server.close();
  const folder = first.installation.rootDir;
  await vi.waitFor(() =>
    expect(events).toContainEqual({
      name: 'cmd-connection-changed',
      payload: expect.objectContaining({ folder, state: 'broken' }) as unknown,
    }),
  );
  expect(await list()).toMatchObject([{ connection: { state: 'broken', error: { code: 'remote-unreachable' } } }]);
  await expect(ask('remote.retry', { folder })).rejects.toMatchObject({ code: 'remote-unreachable' });
});

it.each([
  ['a wrong token', () => ({ token: 'cmd_wrong-token' }), 'token-required'],
  ['no token', () => ({ token: ' ' }), 'invalid-input'],
  ['two words', () => ({ token: 'cmd_one cmd_two' }), 'invalid-input'],
  ['no address', () => ({ address: 'file:///etc' }), 'invalid-input'],
  ['an address with a login', () => ({ address: 'http://me:secret@127.0.0.1:9' }), 'invalid-input'],
  ['the address of this app', () => ({ address: `localhost:${port()}` }), 'invalid-input'],
  ['nobody there', () => ({ address: '127.0.0.1:9' }), 'remote-unreachable'],
])('with %s nothing is remembered', async (_what, part, code) => {
  await expect(ask('remote.connect', { address: farAddress, token, ...part() })).rejects.toMatchObject({ code });
  expect(await list()).toEqual([]);
  expect(filesWith(token)).toEqual([]);
});

function filesWith(text: string): string[] {
  const files = readdirSync(profileDir, { recursive: true }).map(String);
  const written = files.filter((name) => statSync(join(profileDir, name)).isFile());
  const forms = [text, Buffer.from(text).toString('base64')];
  return written.filter((name) => forms.some((form) => readFileSync(join(profileDir, name), 'utf8').includes(form)));
}

it('keeps its token in one file, for this account alone, until it is forgotten', async () => {
  const { rootDir: folder } = (await connect()).installation;
  await far.server.close();
  await vi.waitFor(() => expect(host.workspace.overview()).toMatchObject([{ isRemote: true }]));
  expect(filesWith(token)).toEqual(['remote-tokens.json']);
  if (process.platform !== 'win32') expect(statSync(join(profileDir, 'remote-tokens.json')).mode & 0o777).toBe(0o600);
  await ask('installation.close', { folder });
  await ask('installation.forget', { folder });
  expect(filesWith(token)).toEqual([]);
});

it('leaves the settings those of this app', async () => {
  await connect();
  expect(await ask('settings.change', { name: 'comfyui.port', value: '8200' })).toMatchObject({ value: '8200' });
  expect(host.store.read().overrides).toEqual({ 'comfyui.port': '8200' });
  expect(host.store.read().folders[0]?.settings).toEqual({});
});

it('asks for the token again where it is gone', async () => {
  const { rootDir: folder } = (await connect()).installation;
  await end();
  await rm(join(profileDir, 'remote-tokens.json'));
  await run();
  await expect(ask('installation.open', { folder })).rejects.toMatchObject({
    ...{ code: 'token-required', details: { folder, address: farAddress } },
  });
});

const send = (path: string, rest: Partial<HttpCall> = {}) => call({ port: port(), path, ...rest });
const order = (id: string, headers: Record<string, string>) =>
  send('/v2/manager/queue/task', {
    ...{ method: 'POST', body: JSON.stringify(disableTask(id)) },
    headers: { 'content-type': 'application/json', ...headers },
  });

it('serves its web UI at our own door, with the rights that a page has there', async () => {
  await connect();
  const origin = `http://127.0.0.1:${port()}`;
  expect((await send('/healthz')).body).toContain('9.9.9');
  expect((await send('/')).status).not.toBe(200);
  expect((await order('of-page', { origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  const known = async () => {
    const { pending, running, finished } = await far.core.operations['queue.view']({}, { caller: 'self' });
    return [...pending, ...running.map(({ task }) => task), ...finished].map((item) => item.ui_id);
  };
  expect(await known()).toContain('of-page');
  const tab = await connectEvents(port(), { origin });
  far.core.emit({ name: 'cmd-packs-changed', payload: {} });
  await vi.waitFor(() => expect(tab.frames.map(({ type }) => type)).toContain('cmd-packs-changed'));
  tab.socket.terminate();
});

it.each([
  ['a page of another site', () => ({ origin: 'http://evil.example' }), 403],
  ['a page of another door', () => ({ origin: farAddress }), 403],
  ['a page of another site that only says so as Referer', () => ({ referer: 'http://evil.example/' }), 403],
  ['a page that the browser calls cross-site', () => ({ 'sec-fetch-site': 'cross-site' }), 403],
  ['a rebound Host', () => ({ host: `evil.example:${port()}` }), 403],
  ['the Host of the other machine', () => ({ host: new URL(farAddress).host }), 403],
  ['a browser without a page', () => ({ 'user-agent': 'Mozilla/5.0 (X11)' }), 403],
])('changes nothing there for %s', async (_what, headers, status) => {
  await connect();
  const { status: found } = await order('hostile', headers());
  const { pending, running, finished } = await far.core.operations['queue.view']({}, { caller: 'self' });
  const known = [...pending, ...running.map(({ task }) => task), ...finished].map((item) => item.ui_id);
  expect([found, known.includes('hostile')]).toEqual([status, false]);
});

it('lends nobody its token: who calls an operation at our door shows one of the other machine', async () => {
  await connect();
  const answer = await send('/v2/operations/queue.view', { method: 'POST' });
  expect([answer.status, answer.body]).toEqual([401, expect.stringContaining('token-required')]);
});
