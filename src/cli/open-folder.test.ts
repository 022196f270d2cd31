import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onlyWhere } from '../base/testing/only-where';
import { formatMessage } from '../contract/text/message';
import { noteWindow } from '../host/store/window-note';
import { openServedStandIn, type ServedStandIn } from '../host/testing/served-stand-in';
import { openFolder } from './open-folder';

let root: string;
let served: ServedStandIn;
let said: { out: string; err: string };
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'open folder '));
  served = await openServedStandIn(root, root);
  said = { out: '', err: '' };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  served.close();
  await rm(root, { recursive: true });
});

/** A program that notes with which words it was started. */
async function makeProgram(name: string, exitCode = 0): Promise<() => Promise<string>> {
  const noted = join(root, `${name}.noted`);
  await writeFile(join(root, name), `#!/bin/sh\nprintf '%s\\n' "$@" > '${noted}'\nexit ${exitCode}\n`, { mode: 0o755 });
  return () => readFile(noted, 'utf8').catch(() => '');
}

async function openServed(): Promise<number> {
  const options = { comfyui: root, set: [], json: false, quiet: false, help: false, version: false, schema: false };
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    say: formatMessage,
    ...{ isInteractive: false, isColoured: false, isProgressShown: false, width: null },
  };
  const line = { entry: null, words: [], options, input: {}, searched: [] };
  return openFolder(line, { terminal, profileDir: root });
}

const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const isLinux = onlyWhere(process.platform === 'linux', 'other systems open addresses by programs of their own');

describe('cmdesk open', isLinux, () => {
  const onScreen = () => {
    vi.stubEnv('DISPLAY', ':1');
    vi.stubEnv('PATH', [root, process.env['PATH']].join(delimiter));
  };

  it('has the browser open the web UI where no window has the folder', async () => {
    onScreen();
    const noted = await makeProgram('xdg-open');
    expect(await openServed()).toBe(0);
    await vi.waitFor(async () => expect(await noted()).toBe(`${served.address}\n`));
    expect(said).toEqual({ out: `${served.address}\n`, err: 'The browser was asked to open this address.\n' });
  });

  it('has the window of the app show the folder, and no browser beside it', async () => {
    onScreen();
    const [browser, app] = [await makeProgram('xdg-open'), await makeProgram('app')];
    await noteWindow(root, { pid: process.pid, program: join(root, 'app'), args: ['--no-sandbox'] }, log);
    expect(await openServed()).toBe(0);
    expect(await app()).toBe(`--no-sandbox\n--user-data-dir=${root}\n--comfyui=${root}\n`);
    expect(said.err).toBe(`The window of the app shows ${root}.\n`);
    expect(await browser()).toBe('');
  });

  it.each([
    ['of another process', { pid: 1 }],
    ['whose program fails', { pid: process.pid }],
  ])('goes to the browser beside the note of a window %s', async (_which, facts) => {
    onScreen();
    const noted = await makeProgram('xdg-open');
    await makeProgram('app', 1);
    await noteWindow(root, { ...facts, program: join(root, 'app'), args: [] }, log);
    expect(await openServed()).toBe(0);
    await vi.waitFor(async () => expect(await noted()).toBe(`${served.address}\n`));
  });

  it.each(['', ':1'])(
    'tells the address and what to do where nothing can show it, with DISPLAY "%s"',
    async (display) => {
      vi.stubEnv('PATH', root);
      vi.stubEnv('WAYLAND_DISPLAY', '');
      vi.stubEnv('DISPLAY', display);
      expect(await openServed()).toBe(0);
      expect(said.out).toBe(`${served.address}\n`);
      const { port } = new URL(served.address);
      expect(said.err).toContain(`"ssh -L ${port}:127.0.0.1:${port} NAME"`);
    },
  );

  it('opens nothing where the app that was there has ended', async () => {
    onScreen();
    const noted = await makeProgram('xdg-open');
    served.close();
    await expect(openServed()).rejects.toMatchObject({ code: 'not-served' });
    expect(await noted()).toBe('');
  });
});
