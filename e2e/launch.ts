import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { expect } from 'playwright/test';
import type { OperationOutput } from '../src/contract/operations';
import { callByWindow } from './window-door';
import type { World } from './world/world';

/** The built app, started as a person would start it, on a folder of the world. */
export interface LaunchedApp {
  app: ElectronApplication;
  page: Page;
  /** Base address of the API, e.g. `http://127.0.0.1:48188`. */
  api: string;
  close(): Promise<void>;
}

export interface LaunchOptions {
  world: World;
  /** Keeps window bounds and settings between two starts; a fresh folder when left out. */
  userDataDir?: string;
  /** null: start without a folder, at onboarding. */
  comfyuiFolder?: string | null;
  settings?: Record<string, string>;
  /** Further switches, e.g. `--launch`. */
  flags?: readonly string[];
  /** The place the window is brought to; most specs look at the packs first. null: where the app begins by itself. */
  startPlace?: string | null;
  /** Laid over the environment of the app. */
  environment?: Record<string, string>;
  /** Called as soon as there is a window, when nothing answers it yet; it may take its time. */
  whileStarting?: (page: Page) => Promise<void>;
}

/** The folder of another built app, to run today's specs on yesterday's code. */
export const appDir = process.env['CMD_APP_FOLDER'] ?? resolve(import.meta.dirname, '..');
const isRoot = process.getuid?.() === 0;

/**
 * No app may meet the ComfyUI of another worker, of another run of the tests, or of the person. Two processes of one machine have different
 * ids, and here no system takes ports by itself, nor do the hosts of a world (world/host.ts). With `--launch` it is private anyway.
 */
const comfyPort = 20_000 + (process.pid % 2_000);

/**
 * Where the doors of this worker's apps are: in a range of its own, and each app at a further port. A test that still has the address of an app
 * that has ended meets nobody there, and not the app of another worker. All lie above 10,080, where no browser and no `fetch` goes.
 */
const doors = { next: 11_000 + 1_000 * Number(process.env['TEST_PARALLEL_INDEX'] ?? 0) + (process.pid % 500) };

/** Lets a profile that knows no folder remember a door for this one, as after an earlier run. An app without a folder looks for one itself. */
export async function rememberDoor(userDataDir: string, { world, comfyuiFolder = world.comfyui.path }: LaunchOptions) {
  if (comfyuiFolder === null) return;
  const file = join(userDataDir, 'state.json');
  const text = await readFile(file, 'utf8').catch(() => '{"version":1}');
  // A document that knows folders says where their doors are; one that is damaged is what a test is about.
  if (text.includes('"folders"') || !text.endsWith('}')) return;
  const state = JSON.parse(text) as object;
  await writeFile(file, JSON.stringify({ ...state, folders: [{ folder: comfyuiFolder, apiPort: doors.next }] }));
  doors.next += 1;
}

/** The words of our own command line. */
export function commandLine(
  { world, comfyuiFolder = world.comfyui.path, settings = {}, flags = [] }: LaunchOptions,
  userDataDir: string,
): string[] {
  const port = flags.includes('--launch') ? {} : { 'comfyui.port': String(comfyPort) };
  const pairs = Object.entries({ ...port, ...world.settings, ...settings }).flatMap(([name, value]) => [
    '--set',
    `${name}=${value}`,
  ]);
  const folder = comfyuiFolder === null ? [] : ['--comfyui', comfyuiFolder];
  return [`--user-data-dir=${userDataDir}`, ...folder, ...flags, ...pairs];
}

/** The same for Electron, with what Chromium wants to be told of this machine. */
function electronArguments(options: LaunchOptions, userDataDir: string): string[] {
  return ['.', ...(isRoot ? ['--no-sandbox'] : []), '--disable-gpu', ...commandLine(options, userDataDir)];
}

/** The environment of the app: this process's own under the world's, so that nothing of the person's home is read or written. */
export function environmentOf({ world, environment }: LaunchOptions): Record<string, string> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  // Specs read English, whatever the person's desktop speaks.
  const always = { CMD_NODE: process.execPath, ...ownDisplay() };
  return { ...Object.fromEntries(own), LANGUAGE: 'en', ...world.env, ...always, ...environment };
}

/** The display of this worker, among those that the script of the tests has opened; nothing where a system has none. */
function ownDisplay(): { DISPLAY?: string } {
  const names = (process.env['CMD_DISPLAYS'] ?? '').split(' ');
  const name = names[Number(process.env['TEST_PARALLEL_INDEX'] ?? 0) % names.length];
  return name === undefined || name === '' ? {} : { DISPLAY: name };
}

/** How long whatever a spec does to a window may take on a busy machine, in ms: as long as it waits for what it sees (playwright.config.ts). */
export const patienceMs = 120_000;

/** Starts the app and waits until both doors answer, and a window with a folder has drawn it. */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  const ownDir = options.userDataDir ?? (await mkdtemp(join(tmpdir(), 'cmd-user-data-')));
  await rememberDoor(ownDir, options);
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const app = await _electron.launch({
    args: electronArguments(options, ownDir),
    cwd: appDir,
    env: environmentOf(options),
    timeout: patienceMs,
    ...(dist ? { executablePath: join(dist, process.platform === 'win32' ? 'electron.exe' : 'electron') } : {}),
  });
  // Taken now: after the app has quit, Playwright no longer gives it.
  const child = app.process();
  app.context().setDefaultTimeout(patienceMs);
  const page = await app.firstWindow();
  // What moves is drawn by the processor here, time and again, and cannot be clicked until it stands.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await options.whileStarting?.(page);
  const { apiPort, installation } = await readCurrent(page);
  await showPlace(page, options.startPlace === undefined ? 'packs' : options.startPlace);
  if (installation !== null) await waitForFrame(page);
  return {
    app,
    page,
    api: `http://127.0.0.1:${String(apiPort)}`,
    close: async () => {
      await endApp(child);
      if (options.userDataDir === undefined) await rm(ownDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** As a link to the place would; a window that is still loading reads it when it begins. null: nothing is shown. */
export async function showPlace(page: Page, place: string | null): Promise<void> {
  if (place === null) return;
  await page.evaluate((hash) => {
    // The window's, which this project of Node has no type of.
    (globalThis as unknown as { location: { hash: string } }).location.hash = hash;
  }, `#/${place}`);
}

/** Ends an app as a crash of the machine does, and waits until it is gone: the next one on its profile would else find it there. */
export async function killApp({ app }: Pick<LaunchedApp, 'app'>): Promise<void> {
  const child = app.process();
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const quitDeadlineMs = 10_000;

/** Quits as a signal does, so that no question about running tasks holds the spec up. Throws when the app takes longer than it may. */
export async function endApp(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit', { signal: AbortSignal.timeout(quitDeadlineMs) }).then(
    () => true,
    () => false,
  );
  child.kill('SIGTERM');
  if (await gone) return;
  child.kill('SIGKILL');
  throw new Error(`The app was still there ${quitDeadlineMs / 1000} s after SIGTERM.`);
}

/** What is done by a door before the window has drawn its folder is told by no news there, and keys are heard by nobody. */
export async function waitForFrame(page: Page): Promise<void> {
  await page.getByTestId('place-packs').waitFor();
}

type Current = OperationOutput<'installation.current'>;

/** Asks the window's own door for what is open and for the port of the other one; this is how both are known to answer. */
export async function readCurrent(page: Page): Promise<Current> {
  let current: Current | undefined;
  const isReady = async () => {
    current = await callByWindow(page, 'installation.current').catch(() => undefined);
    return typeof current?.apiPort === 'number';
  };
  await expect.poll(isReady, { message: 'the app opens its API', timeout: patienceMs, intervals: [50] }).toBe(true);
  if (current === undefined) throw new Error('The app has closed its API again.');
  return current;
}
