import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LocalPack } from '../../../contract/packs/local-packs';
import { isAlive, isSilent, openComfyPlace, waitFor, waitForState, type ComfyPlace } from '../testing/comfy-place';
import { saying } from '../../../base/testing/saying';

let place: ComfyPlace;
beforeAll(async () => {
  place = await openComfyPlace();
});
afterEach(() => place.reset());
afterAll(() => place.remove());

const argvOf = async (port: number) => {
  const answer = await fetch(`http://127.0.0.1:${port}/system_stats`);
  return ((await answer.json()) as { system: { argv: string[] } }).system.argv;
};

const clone = (name: string, repository: string): LocalPack => ({
  ...{ key: name, name, source: 'git', enabled: true, version: '', repository },
  ...{ registryId: null, auxId: null, branch: null },
});

describe('the process of ComfyUI', () => {
  it('starts, serves, tells what it imported, and stops', async () => {
    // It starts for as long as this test wants.
    const wait = 'import os, time\nwhile not os.path.exists(__file__ + ".go"): time.sleep(0.01)\n';
    await place.writePacks({
      'goöd päck/__init__.py': `${wait}print("hello 木")\nclass N:\n    RETURN_TYPES = ()\n    INPUT_TYPES = classmethod(lambda cls: {})\nNODE_CLASS_MAPPINGS = {"Ünï Node": N}\n`,
      'Brökén/__init__.py': 'from . import inner\n',
      'Brökén/inner.py': 'import not_there_at_all\n',
      'web-only/__init__.py': '',
    });
    const installed = { 'a-pack': { ver: '1.0.0', cnr_id: 'a-pack', aux_id: null, enabled: true } };
    const process = place.open({
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
    await place.writePacks({ 'goöd päck/__init__.py.go': '' });
    await waitForState(process, 'running');
    const status = process.status();
    expect(status.imports.map(({ path, hasFailed }) => [path.split('/').at(-1), hasFailed]).sort()).toEqual([
      ['Brökén', true],
      ['goöd päck', false],
      ['web-only', true],
    ]);
    expect(status.lastLines).toContain('hello 木');
    expect(await argvOf(place.port)).toEqual([
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
      clone('Brökén', 'https://github.com/owner/broken'),
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
    const process = place.open();
    await process.start();
    await waitForState(process, 'crashed');
    expect(process.status()).toMatchObject({
      pid: null,
      exit: { code: 3, signal: null },
      notice: saying('before it was ready'),
    });
    expect(process.status().lastLines).toContain('no licence found');
    await new Promise((done) => setTimeout(done, 700));
    expect(process.status().state).toBe('crashed');
    await place.clearPacks();
    await process.reboot();
    await waitForState(process, 'running');
    expect(process.status()).toMatchObject({ exit: null, notice: null });
  });

  it('names another program that holds the port, and starts once it is gone', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end('<h1>mine</h1>'));
    await new Promise<void>((done) => server.listen(place.port, '127.0.0.1', done));
    const process = place.open();
    await waitForState(process, 'foreign');
    expect(process.status()).toMatchObject({
      holder: { port: place.port, pid: globalThis.process.pid },
      notice: saying('this app itself'),
    });
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
    await expect(place.open().start()).rejects.toMatchObject({ code: 'comfyui-not-ours' });
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
    const process = place.open();
    await waitForState(process, 'foreign');
    expect(process.status()).toMatchObject({ pid: null, notice: saying('did not start') });
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

  it('says what is missing', async () => {
    const desktop = place.open({ installation: { ...place.installation, comfyDir: null } });
    await expect(desktop.start()).rejects.toMatchObject({ code: 'comfyui-start-failed', remedy: expect.any(String) });
    await expect(desktop.reboot()).rejects.toMatchObject({ code: 'comfyui-start-failed' });
    const empty = place.open({ installation: { ...place.installation, comfyDir: place.paths.desktopDir } });
    await expect(empty.start()).rejects.toMatchObject({
      code: 'comfyui-start-failed',
      message: expect.stringContaining('main.py'),
    });
    const python = place.open({ interpreter: () => Promise.resolve(join(place.paths.desktopDir, 'no-python')) });
    await expect(python.start()).rejects.toMatchObject({
      code: 'comfyui-start-failed',
      message: expect.stringContaining('no such program'),
    });
    expect(python.status().state).toBe('stopped');
    const quote = place.open({ set: { 'comfyui.arguments': '--a "b' } });
    await expect(quote.start()).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
