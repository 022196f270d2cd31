import { WebSocket } from 'ws';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { measureAnswers } from './answer-times';
import { expect, test } from './app';
import { ask } from './api';
import { freePort, readStatus, stopComfy, waitForState } from './comfy-calls';
import { launchApp, type LaunchedApp } from './launch';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({ worldOptions: { name: 'comfyui-hostile-packs', pythonTool: 'uv' } });

interface LogLine {
  number: number;
  at: string;
  stream: string;
  text: string;
  pack: string | null;
}

let launched: LaunchedApp;

test.beforeAll(async ({ world }) => {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.2.0');
  const port = await freePort();
  launched = await launchApp({ world, settings: { 'comfyui.port': String(port) } });
});
test.afterAll(() => launched.close());
test.afterEach(async ({ world }) => {
  await stopComfy(launched.api);
  const { customNodesDir } = world.comfyui;
  const hostile = (await readdir(customNodesDir)).filter((name) => name.startsWith('ComfyUI-'));
  await Promise.all(hostile.map((name) => rm(join(customNodesDir, name), { recursive: true, force: true })));
});

async function startLoading(): Promise<void> {
  const answer = await ask(`${launched.api}/v2/comfyui_manager/start`, {});
  expect(answer.status, answer.text).toBe(200);
}

const readLog = (input: Record<string, unknown> = {}): Promise<{ lines: LogLine[]; next: number }> =>
  callByWindow(launched.page, 'comfyui.log', input);

test('a pack that raises at import: named with its reason, the others work', async ({ world }) => {
  await world.comfyui.placeFiles({ 'ComfyUI-Raises/__init__.py': 'raise RuntimeError("no luck today")\n' });
  await startLoading();
  const status = await waitForState(launched.api, 'running');
  const failed = status.imports.filter(({ hasFailed }) => hasFailed).map(({ path }) => path);
  expect(failed).toEqual([join(world.comfyui.customNodesDir, 'ComfyUI-Raises')]);
  const failures = await callByWindow(launched.page, 'comfyui.failures');
  expect(failures).toMatchObject({
    items: [
      { name: 'ComfyUI-Raises', msg: expect.stringContaining('no luck today'), cause: expect.stringMatching(/\S/) },
    ],
  });
  const { lines } = await readLog();
  expect(lines.filter(({ pack }) => pack === 'ComfyUI-Raises').map(({ text }) => text)).toEqual(
    expect.arrayContaining([expect.stringContaining('Cannot import'), 'RuntimeError: no luck today']),
  );
});

test('a pack that calls sys.exit at import: the crash names it, and nothing is started again', async ({ world }) => {
  await world.comfyui.placeFiles({
    'ComfyUI-Exits/__init__.py': 'from . import licence\n',
    'ComfyUI-Exits/licence.py': 'import sys\nprint("no licence")\nsys.exit(3)\n',
  });
  await startLoading();
  const status = await waitForState(launched.api, 'crashed');
  expect(status).toMatchObject({
    pid: null,
    exit: { code: 3, signal: null },
    notice: expect.stringMatching(/\S/),
    crash: { suspects: ['ComfyUI-Exits'], lastLines: expect.arrayContaining(['no licence']) },
  });
  const { lines } = await readLog();
  expect(lines.at(-1)).toMatchObject({ stream: 'app', text: expect.stringContaining('exit code 3') });
});

test('a pack whose import hangs: named after some seconds, with the app answering all the while', async ({ world }) => {
  await world.comfyui.placeFiles({ 'ComfyUI-Hangs/__init__.py': 'import time\ntime.sleep(60)\n' });
  const finish = await measureAnswers(launched, '/v2/customnode/installed');
  await startLoading();
  await expect.poll(async () => (await readStatus(launched.api)).importing, { intervals: [200] }).toBe('ComfyUI-Hangs');
  const status = await readStatus(launched.api);
  expect(status).toMatchObject({ state: 'starting', phase: 'importing' });
  expect(status.notice).toMatch(/^ComfyUI has been importing ComfyUI-Hangs for 1\d s\.$/);
  const { lines } = await readLog();
  expect(lines.at(-1)).toMatchObject({ stream: 'app', pack: 'ComfyUI-Hangs' });
  // It can be stopped, and then nothing is left to tell.
  await stopComfy(launched.api);
  expect(await readStatus(launched.api)).toMatchObject({
    state: 'stopped',
    importing: null,
    notice: null,
    crash: null,
  });
  expect((await finish()).turnsMs.at(-1)).toBeLessThan(300);
});

test('a pack that prints 50 MB: named, kept within bounds, with the app answering all the while', async ({ world }) => {
  const prints = [
    'import sys',
    'for _ in range(8): sys.stdout.write("." * 1_000_000)',
    'print()',
    'for n in range(30_000): sys.stderr.write("\\r%5d of 30000" % n)',
    'print(file=sys.stderr)',
    'line = "token=abcdef " + "x" * 86',
    'for _ in range(4200): print("\\n".join([line] * 100))',
    'NODE_CLASS_MAPPINGS = {}',
  ];
  await world.comfyui.placeFiles({ 'ComfyUI-Loud/__init__.py': `${prints.join('\n')}\n` });
  const { next } = await readLog();
  const finish = await measureAnswers(launched, '/v2/customnode/installed');
  await startLoading();
  const status = await waitForState(launched.api, 'running');
  const { answers, turnsMs } = await finish();
  expect(status.notice).toMatch(
    /^ComfyUI-Loud printed (4[5-9]|50) MB while it was imported; the log keeps the newest 25 MB\.$/,
  );
  expect(answers).toBeGreaterThan(20);
  expect(turnsMs.at(-1)).toBeLessThan(300);

  const { lines } = await readLog({ limit: 2000 });
  // The last of them are given to nobody: they had not arrived for certain when the import was over.
  expect(lines.filter(({ pack }) => pack === 'ComfyUI-Loud').length).toBeGreaterThan(100);
  expect(lines.map(({ text }) => text).join('\n')).not.toContain('abcdef');
  // Lines that are gone are passed over; paging from any number reaches the end.
  let after = next;
  for (;;) {
    const page = await readLog({ after, limit: 2000 });
    if (page.lines.length === 0) break;
    expect(page.lines[0]?.number).toBeGreaterThan(after);
    after = page.next;
  }
  expect(after).toBe((await readLog()).next);

  const folder = join(world.comfyui.userDir, '__manager', 'desktop', 'logs');
  const names = ['comfyui.log', ...[1, 2, 3, 4].map((index) => `comfyui.log.${index}`)];
  // Lines are written after they were told, in their order, and no file is put aside any more once what was printed last is there.
  await expect.poll(() => readFile(join(folder, 'comfyui.log'), 'utf8').catch(() => '')).toContain('To see the GUI');
  expect((await readdir(folder)).filter((name) => name.startsWith('comfyui.log')).sort()).toEqual(names);
  for (const name of names) {
    expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(5 * 1024 * 1024);
    expect(await readFile(join(folder, name), 'utf8')).not.toContain('abcdef');
  }
});

test('what ComfyUI prints reaches the window in paced pieces, and not the sockets of scripts', async ({ world }) => {
  await world.comfyui.placeFiles({
    'ComfyUI-Chats/__init__.py': 'for n in range(9000): print("chat", n)\nNODE_CLASS_MAPPINGS = {}\n',
  });
  const socket = new WebSocket(`${launched.api.replace('http', 'ws')}/ws`);
  const received: string[] = [];
  socket.on('message', (data: Buffer) => received.push(data.toString()));
  await launched.page.evaluate(() => {
    const scope = globalThis as unknown as {
      bridge: { on(listener: (event: { name: string; payload: unknown }) => void): () => void };
      pieces: { lines: { text: string }[] }[];
    };
    scope.pieces = [];
    scope.bridge.on(({ name, payload }) => {
      if (name === 'cmd-comfyui-log') scope.pieces.push(payload as { lines: { text: string }[] });
    });
  });
  await startLoading();
  await waitForState(launched.api, 'running');
  const readPieces = () =>
    launched.page.evaluate(() =>
      (globalThis as unknown as { pieces: { lines: { text: string }[] }[] }).pieces.map(({ lines }) => lines.length),
    );
  await expect.poll(async () => (await readPieces()).reduce((sum, length) => sum + length, 0)).toBeGreaterThan(300);
  const pieces = await readPieces();
  expect(Math.max(...pieces)).toBeLessThanOrEqual(2000);
  expect(pieces.length).toBeLessThan(60);
  await expect.poll(() => received.some((frame) => frame.includes('cmd-comfyui-changed'))).toBe(true);
  expect(received.filter((frame) => frame.includes('cmd-comfyui-log'))).toEqual([]);
  socket.close();
});
