import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright';
import { expect } from 'playwright/test';
import type { AppUpdatesView } from '../../src/contract/app/updates';
import type { OperationArgument, OperationName, OperationOutput } from '../../src/contract/operations';
import { isAlive } from '../comfy-calls';
import { readTree, type Tree } from '../tree';
import { tryByWindow } from '../window-door';
import { startPackaged, type PackagedApp, type StartOptions } from './packaged-app';
import { findListener } from './processes';

/** How an app that updates itself is started, and where it is found again when it has become another process. */
export interface Scene extends StartOptions {
  /** Of its API. */
  port: number;
  /** Folder of the ComfyUI that it manages. */
  comfyui: string;
}

/** A packaged app that may become its next version, as seen by its window. */
export interface UpdatingApp {
  /** Calls an operation as the window does. Throws what it was refused with. */
  call: <N extends OperationName>(name: N, input: OperationArgument<N>) => Promise<OperationOutput<N>>;
  /** Waits until the standing of the updates is so. */
  view: (wanted: Record<string, unknown>) => Promise<AppUpdatesView>;
  /** Restarts into the new version: the window goes before it could answer. */
  install: () => Promise<void>;
  /** Waits for the app that a restart has brought, with every argument of the old one, and looks at it through a window of ours. */
  restarted: (version: string) => Promise<AppUpdatesView>;
  /** Quits as the button of the window does, where there is no tray. */
  closeWindow: () => Promise<void>;
  /** Ends it by a signal, as a system that goes down does. */
  terminate: () => Promise<void>;
  /** Waits until the process that we started has ended by itself. */
  hasEnded: () => Promise<void>;
  /** Starts it once more in the same way. */
  startAgain: () => Promise<void>;
  /** What answers at its port, e.g. V1.0.0; null: nobody is there. */
  version: () => Promise<string | null>;
  /** Ends whatever runs of it. */
  end: () => Promise<void>;
}

interface Running {
  app: PackagedApp;
  browser: Browser;
  page: Page;
}

/** Starts an app that updates itself. */
export async function startUpdating(scene: Scene): Promise<UpdatingApp> {
  let now = await begin(scene);
  const call: UpdatingApp['call'] = async (name, input) => {
    const reply = await tryByWindow(now.page, name, input);
    if (!reply.ok) throw Object.assign(new Error(`${name}: ${JSON.stringify(reply.error)}`), reply.error);
    return reply.value;
  };
  const startAgain = async () => {
    await now.browser.close();
    now = await begin(scene);
  };
  const version = () => versionAt(scene.port);
  return {
    ...{ call, startAgain, version },
    view: async (wanted) => {
      await expect.poll(() => call('updates.read', {}), { intervals: [100] }).toMatchObject(wanted);
      return call('updates.read', {});
    },
    install: () => leave(call('updates.install', {})),
    restarted: async (wanted) => {
      await expect.poll(version, { intervals: [100] }).toBe(`V${wanted}`);
      const given = (await findListener(scene.port))?.line ?? '';
      expect(scene.args.filter((word) => !given.includes(word))).toEqual([]);
      await endAt(scene.port);
      await startAgain();
      return call('updates.read', {});
    },
    closeWindow: async () => {
      const { stdout } = await promisify(execFile)('python3', [join(import.meta.dirname, 'close-windows.py')]);
      expect(Number(stdout)).toBeGreaterThan(0);
    },
    terminate: () => endAt(scene.port),
    hasEnded: async () => {
      const { child } = now.app;
      if (child.exitCode === null && child.signalCode === null)
        await once(child, 'exit', { signal: AbortSignal.timeout(30_000) });
    },
    end: async () => {
      await now.browser.close();
      await endAt(scene.port);
      now.app.child.kill('SIGKILL');
    },
  };
}

async function begin(scene: Scene): Promise<Running> {
  const app = await startPackaged({ ...scene, isFree: true });
  return { app, ...(await app.openWindow()) };
}

/** What makes the app end may find its window gone. */
async function leave(step: Promise<unknown>): Promise<void> {
  await step.catch((error: unknown) => {
    expect(String(error)).toMatch(/closed|crashed|destroyed/);
  });
}

async function versionAt(port: number): Promise<string | null> {
  const answer = await fetch(`http://127.0.0.1:${port}/v2/manager/version`).catch(() => null);
  return answer?.ok === true ? answer.text() : null;
}

/** Ends whatever app listens on a port: one that an update has started is no child of ours. */
async function endAt(port: number): Promise<void> {
  const found = await findListener(port);
  if (found === null) return;
  process.kill(found.pid, 'SIGTERM');
  await expect.poll(() => isAlive(found.pid), { intervals: [50] }).toBe(false);
}

/** SHA-256 of a file. */
export async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** Not the person's: what lies elsewhere in a ComfyUI folder, and what running it leaves. */
const notTheirs = /^(?!(models|custom_nodes|input|output|user)(\/|$))|^user\/(?!default(\/|$))|(^|\/)logs(\/|$)/;

/** What is the person's in a ComfyUI folder. */
export function personsData(comfyui: string): Promise<Tree> {
  return readTree(comfyui, notTheirs);
}

/** What must be as it was after an update: arguments, settings, what the person has. `before` is of `personsData`; the language was set to German. */
export async function proveUnchanged(app: UpdatingApp, { comfyui }: Scene, before: Tree): Promise<void> {
  const { settings } = await app.call('settings.read', {});
  expect(settings.find(({ name }) => name === 'downloads.stallSeconds')).toMatchObject({
    ...{ value: '33', source: 'command-line' },
  });
  expect((await app.call('installation.current', {})).installation?.rootDir).toBe(comfyui);
  expect((await app.call('preferences.get', {})).language).toBe('de');
  expect(await personsData(comfyui)).toEqual(before);
}

/** Lets the app find a newer version and fetch it. */
export async function fetchNewer(app: UpdatingApp): Promise<AppUpdatesView> {
  await app.call('updates.check', {});
  await app.view({ step: 'available' });
  await app.call('updates.download', {});
  return app.view({ step: 'ready', problem: null });
}
