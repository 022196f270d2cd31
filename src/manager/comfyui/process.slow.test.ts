import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LocalPack } from '../../contract/packs';
import type { ComfyProcess } from './process';
import { isAlive, openComfyPlace, waitFor, waitForState, type ComfyPlace } from './test-comfy-place';

let place: ComfyPlace;
let comfy: ComfyProcess | undefined;

beforeAll(async () => {
  place = await openComfyPlace();
});
afterEach(async () => {
  await comfy?.close();
  comfy = undefined;
  await place.clearPacks();
});
afterAll(() => place.remove());

function open(...options: Parameters<ComfyPlace['open']>): ComfyProcess {
  comfy = place.open(...options);
  return comfy;
}

const statsOf = (port: number) => fetch(`http://127.0.0.1:${port}/system_stats`).then((answer) => answer.json());
const isSilent = (port: number) =>
  statsOf(port).then(
    () => false,
    () => true,
  );

const pidFileOf = () => join(place.installation.userDir, 'children.txt');
async function readPids(count: number): Promise<number[]> {
  const text = await waitFor(async () => {
    const read = await readFile(pidFileOf(), 'utf8').catch(() => '');
    return read.split('\n').length > count ? read : null;
  });
  return text.trim().split('\n').map(Number);
}

/** A pack that starts a child in ComfyUI's group, deaf to SIGINT, and one that leads a group of its own. */
const familyPack = () => `
import signal, subprocess, sys
sleep = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(600)"
children = [subprocess.Popen([sys.executable, "-c", sleep], start_new_session=apart) for apart in (False, True)]
with open(${JSON.stringify(pidFileOf())}, "a") as file:
    file.write("".join(f"{child.pid}\\n" for child in children))
NODE_CLASS_MAPPINGS = {}
`;

const pack = (name: string, extra: Partial<LocalPack> = {}): LocalPack => ({
  ...{
    key: name,
    name,
    source: 'git',
    enabled: true,
    version: '',
    registryId: null,
    auxId: null,
    repository: null,
    branch: null,
  },
  ...extra,
});

describe('the process of ComfyUI', () => {
  it('starts, serves, tells what it imported, and stops', async () => {
    await place.writePacks({
      'goöd päck/__init__.py':
        'print("hello 木")\nclass N:\n    RETURN_TYPES = ()\n    INPUT_TYPES = classmethod(lambda cls: {})\nNODE_CLASS_MAPPINGS = {"Ünï Node": N}\n',
      'Brökén/__init__.py': 'from . import inner\n',
      'Brökén/inner.py': 'import not_there_at_all\n',
      'web-only/__init__.py': '',
    });
    const installed = { 'a-pack': { ver: '1.0.0', cnr_id: 'a-pack', aux_id: null, enabled: true } };
    const process = open({
      installedPacks: () => Promise.resolve(installed),
      set: { 'comfyui.arguments': '--cpu --preview-method "auto"' },
    });
    const states: string[] = [];
    process.onChange(({ state }) => states.push(state));
    expect(process.importedPacks()).toBeNull();
    expect(process.cliArguments()).toEqual({});
    expect(process.status()).toMatchObject({ state: 'stopped', pid: null, exit: null, imports: [] });

    const accepted = await process.start();
    expect(accepted).toMatchObject({ state: 'starting', port: place.port, pid: expect.any(Number) });
    await waitForState(process, 'running');
    const status = process.status();
    expect(status.imports.map(({ path, hasFailed }) => [path.split('/').at(-1), hasFailed]).sort()).toEqual([
      ['Brökén', true],
      ['goöd päck', false],
      ['web-only', true],
    ]);
    expect(status.lastLines).toContain('hello 木');
    expect(((await statsOf(place.port)) as { system: { argv: string[] } }).system.argv).toEqual([
      'main.py',
      '--port',
      String(place.port),
      '--cpu',
      '--preview-method',
      'auto',
    ]);
    await waitFor(() => process.nodeClasses().size > 0);
    expect(process.nodeClasses().get('Ünï Node')).toBe('custom_nodes.goöd päck');
    expect(process.importedPacks()).toEqual(installed);
    expect(process.failedImports().sort()).toEqual(['Brökén', 'web-only']);
    expect(process.cliArguments()).toMatchObject({
      port: place.port,
      cpu: true,
      listen: '127.0.0.1',
      preview_method: 'auto',
    });
    const failure = await process.importFailure({ url: 'git@github.com:Owner/Broken.git' }, [
      pack('Brökén', { repository: 'https://github.com/owner/broken' }),
    ]);
    expect(failure?.msg.split('\n')[0]).toBe("ModuleNotFoundError: No module named 'not_there_at_all'");
    expect(failure?.traceback).toContain(join('Brökén', 'inner.py'));
    expect(failure?.traceback).not.toContain('hello');

    expect(await process.start()).toMatchObject({ state: 'running', pid: accepted.pid });
    expect(await process.stop()).toMatchObject({
      state: 'stopped',
      pid: null,
      exit: { code: 0, signal: null },
      notice: null,
    });
    expect(isAlive(accepted.pid ?? 0)).toBe(false);
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
      'starting',
      'running',
      'stopping',
      'stopped',
    ]);
    expect(await process.stop()).toMatchObject({ state: 'stopped' });
  });

  it('says why when a pack ends it at import, and does not start it again', async () => {
    await place.writePacks({ 'killer/__init__.py': 'import sys\nprint("no licence found")\nsys.exit(3)\n' });
    const process = open();
    await process.start();
    await waitForState(process, 'crashed');
    expect(process.status()).toMatchObject({
      pid: null,
      exit: { code: 3, signal: null },
      notice: expect.stringContaining('before it was ready'),
    });
    expect(process.status().lastLines).toContain('no licence found');
    await new Promise((done) => setTimeout(done, 700));
    expect(process.status().state).toBe('crashed');
    await place.clearPacks();
    await process.reboot();
    await waitForState(process, 'running');
    expect(process.status()).toMatchObject({ exit: null, notice: null });
  });

  it('ends with everything that was started beside it, deaf ones and those that went their own way', async () => {
    await place.writePacks({ 'family/__init__.py': familyPack() });
    await rm(pidFileOf(), { force: true });
    const process = open();
    await process.start();
    const pids = await readPids(2);
    await waitForState(process, 'running');
    expect(pids.map(isAlive)).toEqual([true, true]);
    await process.stop();
    await waitFor(() => !pids.some(isAlive));
  });

  it('is killed when it does not listen', async () => {
    await place.writePacks({
      'deaf/__init__.py':
        'import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint("deaf")\ntime.sleep(600)\n',
    });
    const process = open({ set: { 'comfyui.stopSeconds': '0.4' } });
    await process.start();
    await waitFor(() => process.status().lastLines.includes('deaf'));
    expect(await process.stop()).toMatchObject({ state: 'stopped', exit: { code: null, signal: 'SIGKILL' } });
  });

  it('restarts five times and leaves nothing behind', async () => {
    await place.writePacks({ 'family/__init__.py': familyPack() });
    await rm(pidFileOf(), { force: true });
    const process = open();
    const countOpen = () => readdirSync('/proc/self/fd').length;
    const seen: number[] = [];
    await process.start();
    await waitForState(process, 'running');
    const openAtFirst = globalThis.process.platform === 'linux' ? countOpen() : 0;
    for (let round = 0; round < 5; round += 1) {
      const { pid } = process.status();
      seen.push(pid ?? 0);
      await process.reboot();
      await waitFor(() => process.status().pid !== null && process.status().pid !== pid);
      await waitForState(process, 'running');
    }
    const openAtLast = globalThis.process.platform === 'linux' ? countOpen() : 0;
    await process.stop();
    const children = await readPids(12);
    await waitFor(() => ![...seen, ...children].some(isAlive));
    expect(children).toHaveLength(12);
    expect(openAtLast - openAtFirst).toBeLessThanOrEqual(2);
  });

  it('names another program that holds the port, and starts once it is gone', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end('<h1>mine</h1>'));
    await new Promise<void>((done) => server.listen(place.port, '127.0.0.1', done));
    const process = open();
    await waitForState(process, 'foreign');
    expect(process.status().notice).toContain('Another program');
    for (const order of [process.start, process.stop, process.reboot]) {
      await expect(order()).rejects.toMatchObject({
        code: 'comfyui-not-ours',
        status: 409,
        details: { holder: 'other' },
      });
    }
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    expect(await process.stop()).toMatchObject({ state: 'stopped' });
    await process.start();
    await waitForState(process, 'running');
  });

  it('takes a program that accepts and never speaks for another one', async () => {
    const sockets = new Set<{ destroy(): void }>();
    const server = createTcpServer((socket) => sockets.add(socket));
    await new Promise<void>((done) => server.listen(place.port, '127.0.0.1', done));
    await expect(open().start()).rejects.toMatchObject({ code: 'comfyui-not-ours' });
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });

  it('leaves a ComfyUI alone that somebody else started', async () => {
    const { comfyDir, userDir } = place.installation;
    const foreign = spawn(place.python, ['main.py', '--port', String(place.port), '--lowvram'], {
      cwd: comfyDir ?? '',
      stdio: 'ignore',
    });
    await waitFor(async () => !(await isSilent(place.port)));
    const log = `Traceback (most recent call last):\n  File "/x/custom_nodes/gone/__init__.py", line 1, in <module>\nValueError: why\n\nCannot import /x/custom_nodes/gone module for custom nodes: why\n\nImport times for custom nodes:\n   0.0 seconds (IMPORT FAILED): /x/custom_nodes/gone\n\nTo see the GUI go to: http://127.0.0.1:1\n`;
    await writeFile(join(userDir, 'comfyui_1.log'), log.replace(/^/gm, '[2026-11-24 22:35:54.956] '));
    const process = open();
    await waitForState(process, 'foreign');
    expect(process.status()).toMatchObject({ pid: null, notice: expect.stringContaining('did not start') });
    expect(process.cliArguments()).toMatchObject({ lowvram: true, port: place.port });
    for (const order of [process.start, process.stop, process.reboot]) {
      await expect(order()).rejects.toMatchObject({
        code: 'comfyui-not-ours',
        remedy: expect.stringContaining('where it was started'),
      });
    }
    expect(await isSilent(place.port)).toBe(false);
    // Why its packs failed is read from its own log.
    expect((await process.importFailure({ cnrId: 'GONE' }, []))?.msg).toContain('ValueError: why');
    expect(process.failedImports()).toEqual([]);
    await rm(join(userDir, 'comfyui_1.log'));
    foreign.kill('SIGKILL');
    await waitFor(() => isSilent(place.port));
    await process.reboot();
    await waitForState(process, 'running');
  });

  it('holds a reboot until the running task has ended; a second one joins, a stop takes it back', async () => {
    let release: () => void = () => undefined;
    let waits = 0;
    const process = open({
      whenIdle: () => {
        waits += 1;
        return new Promise<void>((resolve) => (release = resolve));
      },
    });
    const { pid } = await process.start();
    await waitForState(process, 'running');
    await process.reboot();
    await process.reboot();
    await new Promise((done) => setTimeout(done, 300));
    expect(process.status()).toMatchObject({ state: 'running', pid });
    release();
    await waitFor(() => process.status().pid !== null && process.status().pid !== pid);
    await waitForState(process, 'running');
    expect(waits).toBe(1);
    await process.reboot();
    await process.stop();
    release();
    await new Promise((done) => setTimeout(done, 300));
    expect(process.status()).toMatchObject({ state: 'stopped' });
  });

  it('starts it again when it asks for that, but not for ever', async () => {
    const once = join(place.installation.userDir, 'once');
    const ask = `import os, sys
if not os.path.exists(${JSON.stringify(once)}) or os.path.exists(${JSON.stringify(`${once}-always`)}):
    open(${JSON.stringify(once)}, "a").write("x")
    open(os.environ["__COMFY_CLI_SESSION__"] + ".reboot", "w").close()
    sys.exit(0)
NODE_CLASS_MAPPINGS = {}
`;
    await place.writePacks({ 'updater/__init__.py': ask });
    const process = open();
    const { pid } = await process.start();
    await waitForState(process, 'running');
    expect(process.status().pid).not.toBe(pid);
    expect(await readFile(once, 'utf8')).toBe('x');
    await process.stop();

    await writeFile(`${once}-always`, '');
    await process.start();
    await waitForState(process, 'crashed');
    expect((await readFile(once, 'utf8')).length).toBeLessThan(8);
    expect(readdirSync(place.paths.desktopDir)).not.toContain('comfyui-session.reboot');
  });

  it('can be closed while it starts, and takes no orders afterwards', async () => {
    await place.writePacks({ 'slow/__init__.py': 'import time\nprint("slow")\ntime.sleep(60)\n' });
    const process = open();
    const { pid } = await process.start();
    await waitFor(() => process.status().lastLines.includes('slow'));
    await process.close();
    expect(isAlive(pid ?? 0)).toBe(false);
    await expect(process.start()).rejects.toMatchObject({ code: 'cancelled' });
    await expect(process.reboot()).rejects.toMatchObject({ code: 'cancelled' });

    const other = open();
    const starting = other.start().catch((error: unknown) => error);
    await other.close();
    await starting;
    expect(other.status()).toMatchObject({ pid: null });
    expect(await isSilent(place.port)).toBe(true);
  });

  it('takes orders one after another: a start while it stops comes after', async () => {
    const process = open();
    const { pid } = await process.start();
    await waitForState(process, 'running');
    const [stopped, started] = await Promise.all([process.stop(), process.start()]);
    expect(stopped.exit === null || stopped.state === 'stopped').toBe(true);
    expect(started.state).toBe('starting');
    expect(started.pid).not.toBe(pid);
    await waitForState(process, 'running');
  });

  it('ends what a killed app left running, at the next start of the app', async () => {
    const first = open();
    const { pid } = await first.start();
    await waitForState(first, 'running');
    // The first one is not closed, as when the app was killed beside it.
    const second = place.open();
    await waitFor(() => !isAlive(pid ?? 0));
    await second.start();
    await waitForState(second, 'running');
    await second.close();
  });

  it('says what is missing', async () => {
    const desktop = open({ installation: { ...place.installation, comfyDir: null } });
    await expect(desktop.start()).rejects.toMatchObject({ code: 'comfyui-start-failed', remedy: expect.any(String) });
    await expect(desktop.reboot()).rejects.toMatchObject({ code: 'comfyui-start-failed' });
    const empty = open({ installation: { ...place.installation, comfyDir: place.paths.desktopDir } });
    await expect(empty.start()).rejects.toMatchObject({
      code: 'comfyui-start-failed',
      message: expect.stringContaining('main.py'),
    });
    const python = open({ interpreter: () => Promise.resolve(join(place.paths.desktopDir, 'no-python')) });
    await expect(python.start()).rejects.toMatchObject({
      code: 'comfyui-start-failed',
      message: expect.stringContaining('no such program'),
    });
    expect(python.status().state).toBe('stopped');
    const quote = open({ set: { 'comfyui.arguments': '--a "b' } });
    await expect(quote.start()).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
