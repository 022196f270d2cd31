import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createEmitter } from '../../base/async/emitter';
import type { ComfyState, ComfyStatus } from '../../contract/comfyui/comfyui-status';
import { AppError } from '../../contract/errors';
import type { Upstream } from '../../server/gateway/upstream';
import { launchWebUi, type WebLaunchOptions } from './web-launch';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const page: RequestListener = (_request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8').end('<html></html>');
};

interface Scene {
  /** What stands at the address of the gateway. */
  gateway?: RequestListener;
  /** What happens when ComfyUI is started. */
  onStart?: (move: (state: ComfyState, isServed?: boolean) => void) => void;
  refusal?: AppError;
  known?: Partial<ComfyStatus>;
  limitMs?: number;
}

async function launch({ gateway = page, onStart = () => undefined, refusal, known, limitMs = 5000 }: Scene) {
  const server = createServer(gateway);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const changes = createEmitter<null>();
  const now: { state: ComfyState; isServed: boolean } = { state: 'stopped', isServed: false };
  const move = (state: ComfyState, isServed = false) => {
    Object.assign(now, { state, isServed });
    changes.emit(null);
  };
  const upstream: Upstream = {
    address: () => (now.isServed ? 'http://127.0.0.1:9' : null),
    status: () => ({ state: now.state, startedAt: null }),
    onChange: (listener) => changes.on(listener),
    remote: () => null,
    corsOrigin: () => null,
  };
  const status = async (): Promise<ComfyStatus> => ({
    ...{ mode: null, lean: null, restart: { waiting: [], count: 0, report: null } },
    ...{ pid: null, port: 9, exit: null, phase: null, importing: null, holder: null, crash: null, imports: [] },
    versions: { running: null, installed: { version: null, commit: null }, waitsForRestart: false },
    ...{ state: now.state, startedAt: null, notice: null, lastLines: [], ...known },
  });
  const core: ReturnType<WebLaunchOptions['operations']> = {
    'comfyui.status': status,
    'comfyui.start': () => {
      if (refusal) throw refusal;
      move('starting');
      setTimeout(onStart, 20, move);
      return status();
    },
  };
  return { address, outcome: await launchWebUi({ operations: () => core, upstream, address, limitMs }) };
}

it('names the address once the page answers there', async () => {
  let requests = 0;
  const { address, outcome } = await launch({
    gateway: (request, response) => {
      requests += 1;
      // ComfyUI said that it serves, and has not set up its page.
      if (requests === 1) response.writeHead(502).end();
      else page(request, response);
    },
    onStart: (move) => move('running', true),
  });
  expect(outcome).toEqual({ web: address, note: null });
  expect(requests).toBe(2);
});

it('says at once that ComfyUI crashed, in its last words', async () => {
  const { outcome } = await launch({
    onStart: (move) => move('crashed'),
    known: { notice: 'ComfyUI ended by itself (exit code 1).', lastLines: ['Traceback', 'OSError: no disk', ' '] },
  });
  expect(outcome.web).toBeNull();
  expect(outcome.note).toMatch(
    /^ComfyUI ended by itself \(exit code 1\)\. Its last line: OSError: no disk\n.*press Start/,
  );
});

it('gives up waiting after the limit, naming the pack that takes so long', async () => {
  const { address, outcome } = await launch({ limitMs: 100, known: { importing: 'slow-pack' } });
  expect(outcome.web).toBeNull();
  expect(outcome.note).toContain('importing slow-pack');
  expect(outcome.note).toContain(address);
  expect(outcome.note).toContain('comfyui.readySeconds');
});

it('says what a ComfyUI without a page answers', async () => {
  const { outcome } = await launch({
    gateway: (_request, response) => response.setHeader('content-type', 'application/json').end('{}'),
    onStart: (move) => move('running', true),
  });
  expect(outcome.web).toBeNull();
  expect(outcome.note).toMatch(/no web UI: .* answers with application\/json.*--front-end-root/);
});

it('hands on why ComfyUI could not be started', async () => {
  const refusal = new AppError('comfyui-start-failed', 'There is no main.py.', { remedy: 'Open another folder.' });
  const { outcome } = await launch({ refusal });
  expect(outcome).toEqual({ web: null, note: 'ComfyUI was not started. There is no main.py. Open another folder.' });
});

it('says at once who took the port while ComfyUI started', async () => {
  const { address, outcome } = await launch({
    onStart: (move) => move('foreign', true),
    known: { notice: 'A ComfyUI that this app did not start answers on port 9.' },
  });
  expect(outcome.web).toBe(address);
  expect(outcome.note).toBe(
    'The web UI of that ComfyUI is shown instead of one of our own. A ComfyUI that this app did not start answers on port 9.',
  );
});
