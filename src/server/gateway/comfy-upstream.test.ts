import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { createEmitter } from '../../base/async/emitter';
import type { ComfyStatus } from '../../contract/comfyui/comfyui-status';
import type { AppEvent } from '../../contract/events';
import type { ComfyUpstreamOptions } from './comfy-upstream';
import { corsOriginOf } from './comfy-stats';
import { createComfyUpstream } from './comfy-upstream';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const quiet = {
  ...{ pid: null, mode: null, lean: null, restart: { waiting: [], count: 0, report: null } },
  ...{ exit: null, notice: null, imports: [], lastLines: [], phase: null, importing: null },
};
const versions = { running: null, installed: { version: null, commit: null }, waitsForRestart: false };
const statusOf = (state: ComfyStatus['state'], port = 9): ComfyStatus => ({
  ...{ ...quiet, state, port, startedAt: null, holder: null, crash: null, versions },
});

type Known = NonNullable<ReturnType<ComfyUpstreamOptions['operations']>>;

function openUpstream() {
  const events = createEmitter<AppEvent>();
  let core: Known | null = null;
  const upstream = createComfyUpstream({ operations: () => core, onEvent: (listener) => events.on(listener) });
  const changes = vi.fn();
  upstream.onChange(changes);
  return {
    upstream,
    changes,
    tell: (status: ComfyStatus) => events.emit({ name: 'cmd-comfyui-changed', payload: status }),
    open: (opened: Known | null) => {
      core = opened;
      events.emit({ name: 'cmd-installation-changed', payload: { installation: null } });
    },
  };
}

async function serve(body: string): Promise<number> {
  const server = createServer((_request, response) => response.end(body));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

it('has an address only while ComfyUI runs, and tells of each change', () => {
  const { upstream, changes, tell: announce } = openUpstream();
  expect([upstream.address(), upstream.status()]).toEqual([null, null]);
  const seen = (['starting', 'running', 'stopping', 'crashed', 'stopped'] as const).map((state) => {
    announce(statusOf(state, 8189));
    return upstream.address();
  });
  expect(seen).toEqual([null, 'http://127.0.0.1:8189', null, null, null]);
  expect(upstream.status()).toMatchObject({ state: 'stopped' });
  expect(changes).toHaveBeenCalledTimes(5);
});

it('asks the core of a folder that was opened, and forgets it when it is closed', async () => {
  const { upstream, open } = openUpstream();
  open({ 'comfyui.status': async () => statusOf('running', 8190) });
  await vi.waitFor(() => expect(upstream.address()).toBe('http://127.0.0.1:8190'));
  open(null);
  expect([upstream.address(), upstream.status()]).toEqual([null, null]);
});

it("serves somebody else's ComfyUI, and no other program on its port", async () => {
  const { upstream, tell: announce } = openUpstream();
  const comfy = await serve('{"system":{"comfyui_version":"0.3.61","argv":[]},"devices":[]}');
  announce(statusOf('foreign', comfy));
  await vi.waitFor(() => expect(upstream.address()).toBe(`http://127.0.0.1:${comfy}`));
  announce(statusOf('foreign', comfy));
  expect(upstream.address()).toBe(`http://127.0.0.1:${comfy}`);
  const other = await serve('<html>hello</html>');
  announce(statusOf('foreign', other));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(upstream.address()).toBeNull();
});

it('knows whom a ComfyUI invites once that has said so, and forgets it with its end', async () => {
  const { upstream, tell: announce } = openUpstream();
  const argv = ['main.py', '--enable-cors-header', 'https://studio.example'];
  const comfy = await serve(JSON.stringify({ system: { comfyui_version: '0.3.61', argv }, devices: [] }));
  announce(statusOf('running', comfy));
  expect(upstream.corsOrigin()).toBeNull();
  await vi.waitFor(() => expect(upstream.corsOrigin()).toBe('https://studio.example'));
  announce(statusOf('stopping', comfy));
  expect(upstream.corsOrigin()).toBeNull();
});

it.each([
  [['main.py', '--cpu'], null],
  [['--enable-cors-header'], '*'],
  [['--enable-cors-header', '--cpu'], '*'],
  [['--enable-cors-header=http://a:1', '--enable-cors-header', 'http://b'], 'http://b'],
  [['--enable-cors-header', 'http://b', '--enable-cors-header=http://a:1'], 'http://a:1'],
  [['--enable-cors-headers'], null],
])('%j invites %s', (argv, origin) => {
  expect(corsOriginOf(argv)).toBe(origin);
});
