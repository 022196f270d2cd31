import { createServer as createHttpServer } from 'node:http';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { onlyWhere } from '../../../base/testing/only-where';
import { isSilent, openComfyPlace, waitFor, waitForState, type ComfyPlace } from '../testing/comfy-place';
import { saying } from '../../../base/testing/saying';

let place: ComfyPlace;
const others: ChildProcess[] = [];
beforeAll(async () => {
  place = await openComfyPlace();
});
afterEach(async () => {
  await Promise.all(others.splice(0).map(end));
  await place.reset();
});
afterAll(() => place.remove());

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** A program of somebody else, once it answers on the port. */
async function startOther(...args: string[]): Promise<ChildProcess & { pid: number }> {
  const child = spawn(place.python, args, { cwd: place.installation.comfyDir ?? '', stdio: 'ignore' });
  others.push(child);
  await waitFor(() =>
    fetch(`http://127.0.0.1:${place.port}/`).then(
      () => true,
      () => false,
    ),
  );
  return Object.assign(child, { pid: child.pid ?? 0 });
}

/** Has a program take the port without listening there: it is in the way, and no list of those who listen names it. */
async function blockPort(): Promise<void> {
  // Bound past what an earlier test left waiting there, and then in the way of everybody.
  const script = [
    'import socket, sys',
    's = socket.socket()',
    's.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)',
    `s.bind(("127.0.0.1", ${place.port}))`,
    's.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)',
    'print("bound", flush=True)',
    'sys.stdin.read()',
  ].join('\n');
  const child = spawn(place.python, ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] });
  others.push(child);
  await once(child.stdout, 'data');
}

const startForeignComfy = () => startOther('main.py', '--port', String(place.port));
/** Whether the system tells whose port it is. */
const isHolderKnown = ['linux', 'darwin', 'win32'].includes(process.platform);

describe('the port 0', () => {
  it('is a private one, chosen once and kept over restarts', async () => {
    const comfy = place.open({ set: { 'comfyui.port': '0' } });
    const port = await waitFor(() => comfy.status().port);
    await comfy.start();
    await waitForState(comfy, 'running');
    expect(comfy.status().port).toBe(port);
    expect(await isSilent(port)).toBe(false);
    for (let round = 0; round < 3; round += 1) {
      const { pid } = comfy.status();
      await comfy.reboot();
      await waitFor(() => comfy.status().pid !== null && comfy.status().pid !== pid);
      await waitForState(comfy, 'running');
      expect(comfy.status().port).toBe(port);
    }
    await comfy.stop();
    expect(comfy.status().port).toBe(port);
  });

  it('becomes another one when somebody took it meanwhile', async () => {
    const comfy = place.open({ set: { 'comfyui.port': '0' } });
    const port = await waitFor(() => comfy.status().port);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect((await comfy.stop()).state).toBe('stopped');
    await comfy.start();
    await waitForState(comfy, 'running');
    expect(comfy.status().port).not.toBe(port);
    expect(comfy.status().holder).toBeNull();
    await new Promise((done) => server.close(done));
  });

  it('gives way to a --port of the arguments', async () => {
    const set = { 'comfyui.port': '0', 'comfyui.arguments': `--port ${place.port}` };
    const comfy = place.open({ set });
    expect(comfy.status().port).toBe(place.port);
    await comfy.start();
    await waitForState(comfy, 'running');
    expect(comfy.status().port).toBe(place.port);
  });
});

describe('a port that somebody else holds', () => {
  it(
    'is told with the program and its process',
    onlyWhere(isHolderKnown, 'this system does not tell whose port it is'),
    async () => {
      const other = await startOther('-m', 'http.server', String(place.port), '--bind', '127.0.0.1');
      const comfy = place.open();
      await expect(comfy.start()).rejects.toMatchObject({
        code: 'comfyui-not-ours',
        message: expect.stringMatching(new RegExp(`^Port ${place.port} is used by \\S+ \\(process ${other.pid}\\)`)),
        remedy: expect.stringContaining('0 takes a free one'),
        details: { pid: other.pid, holder: 'other' },
      });
      const { state, holder, notice } = comfy.status();
      expect({ state, holder }).toMatchObject({ state: 'foreign', holder: { port: place.port, pid: other.pid } });
      expect(holder?.name).toMatch(/python/i);
      expect(notice).toEqual(saying(`process ${other.pid}`));
      await end(other);
      await comfy.start();
      await waitForState(comfy, 'running');
      expect(comfy.status().holder).toBeNull();
    },
  );

  it('by a ComfyUI that comes while ours is stopped is noticed without an order', async () => {
    const comfy = place.open();
    await comfy.stop();
    const foreign = await startForeignComfy();
    await waitForState(comfy, 'foreign');
    await end(foreign);
    await waitForState(comfy, 'stopped');
  });

  it('by a ComfyUI is told once, however often it is found there', async () => {
    const comfy = place.open();
    await comfy.stop();
    let requests = 0;
    const stats = JSON.stringify({ system: { comfyui_version: '0.3.61', argv: ['main.py'] }, devices: [] });
    const server = createHttpServer((_request, response) => {
      requests += 1;
      response.end(stats);
    });
    await once(server.listen(place.port, '127.0.0.1'), 'listening');
    await waitForState(comfy, 'foreign');
    const states: string[] = [];
    comfy.onChange(({ state }) => states.push(state));
    const before = requests;
    // One look is over when the next one asks.
    await waitFor(() => requests > before + 1);
    expect(states).toEqual([]);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await waitForState(comfy, 'stopped');
  });

  it('by a ComfyUI is met by the next order, says what can be done with it, and is noticed when it goes', async () => {
    const comfy = place.open();
    await comfy.stop();
    expect(comfy.status()).toMatchObject({ state: 'stopped', holder: null });
    const foreign = await startForeignComfy();
    await expect(comfy.start()).rejects.toMatchObject({ code: 'comfyui-not-ours', details: { holder: 'comfyui' } });
    const { notice, holder } = comfy.status();
    if (isHolderKnown) expect(holder).toMatchObject({ port: place.port, pid: foreign.pid });
    for (const part of ['did not start', 'can be managed', 'where it was started', 'log file'])
      expect(notice).toEqual(saying(part));
    const states: string[] = [];
    comfy.onChange(({ state }) => states.push(state));
    await end(foreign);
    await waitForState(comfy, 'stopped');
    // Nobody is told again and again what is known.
    expect(states).toEqual(['stopped']);
    expect(comfy.status()).toMatchObject({ holder: null, notice: null });
  });
});

/** A pack that holds up the start of ours between the check of the port and the moment it is bound; `release` lets it go on. */
async function pauseStart() {
  const [reached, go] = ['reached', 'go'].map((name) => join(place.installation.userDir, `hold-${name}`));
  await Promise.all([reached, go].map((file) => rm(file ?? '', { force: true })));
  await place.writePacks({
    'holds/__init__.py': `import os, pathlib, time
if "__COMFY_CLI_SESSION__" in os.environ and not pathlib.Path(${JSON.stringify(go)}).exists():
    pathlib.Path(${JSON.stringify(reached)}).touch()
    while not pathlib.Path(${JSON.stringify(go)}).exists():
        time.sleep(0.02)
NODE_CLASS_MAPPINGS = {}
`,
  });
  return {
    reached: () => waitFor(() => existsSync(reached ?? '')),
    release: () => writeFile(go ?? '', ''),
  };
}

describe('a port that somebody takes while ours starts', () => {
  it('is told as that: another ComfyUI that answers there, with the very arguments, is never taken for ours', async () => {
    const comfy = place.open();
    const states: string[] = [];
    const { reached, release } = await pauseStart();
    await comfy.start();
    comfy.onChange(({ state }) => states.push(state));
    await reached();
    const foreign = await startForeignComfy();
    const isAnswered = () => isSilent(place.port).then((is) => !is);
    await waitFor(isAnswered);
    await release();
    await waitForState(comfy, 'foreign');
    expect(states).not.toContain('running');
    expect(states).not.toContain('crashed');
    const { crash, holder, notice } = comfy.status();
    expect(crash).toBeNull();
    expect(notice).toEqual(saying('A ComfyUI that this app did not start'));
    if (isHolderKnown) expect(holder).toMatchObject({ port: place.port, pid: foreign.pid, isComfy: true });
    await end(foreign);
    await comfy.start();
    await waitForState(comfy, 'running');
  });

  it('names the port and what to do when nobody holds it any more', async () => {
    const comfy = place.open();
    const { reached, release } = await pauseStart();
    await comfy.start();
    await reached();
    await blockPort();
    await release();
    await waitForState(comfy, 'crashed');
    const { crash, notice } = comfy.status();
    expect(notice).toEqual(
      saying(
        `ComfyUI could not listen on port ${place.port}: another program had taken it while ComfyUI started, or the system keeps it for itself. Start ComfyUI again, or choose another port in the setting comfyui.port.`,
      ),
    );
    expect(crash).toBeNull();
  });

  it('is another one at once where the port is ours to choose', async () => {
    const comfy = place.open({ set: { 'comfyui.port': '0' } });
    const port = await waitFor(() => comfy.status().port);
    const { reached, release } = await pauseStart();
    await comfy.start();
    await reached();
    // What connects is let go again, so that the server can be closed.
    const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const states: string[] = [];
    comfy.onChange(({ state }) => states.push(state));
    await release();
    await waitForState(comfy, 'running');
    expect(comfy.status().port).not.toBe(port);
    expect(states).not.toContain('crashed');
    await new Promise((done) => server.close(done));
  });
});

describe('a ComfyUI that does not print that it serves', () => {
  it.each(['--dont-print-server', '--verbose ERROR'])('is known by its port (%s)', async (words) => {
    const comfy = place.open({ set: { 'comfyui.arguments': words } });
    await comfy.start();
    await waitForState(comfy, 'running');
    expect(comfy.status().lastLines.join('\n')).not.toContain('To see the GUI');
  });
});
