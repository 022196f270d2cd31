// What tests and benchmarks run in: a built app, the Electron runtime, a display and a session bus of their own.
import { spawnSync } from 'node:child_process';
import { ensureBuild } from './build.mjs';
import { openDisplay } from './display.mjs';
import { electronEnvironment, officialVersion } from './electron-runtime.mjs';
import { describeVersions, readVersions } from './electron-versions.mjs';
import { say } from './project.mjs';
import { withoutShims } from './python-path.mjs';
import { ensureSetup, ensureTools } from './setup.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/**
 * Prepares the environment; the displays are handed to `own` at once. Says which runtime everything will run on.
 * @param {(stop: (graceMs: number) => unknown) => void} own
 * @param {number} count of displays: one for each worker
 * @returns {Promise<{
 *   env: Record<string, string | undefined>,
 *   withBus: (command: string[]) => string[],
 *   versions: import('./electron-versions.mjs').Versions,
 * }>}
 */
export async function prepareTests(own, count = 1) {
  const { electron } = await ensureSetup({ forTests: true });
  const versions = readVersions(electron.executable);
  say(describeVersions(versions, officialVersion()));
  ensureBuild();
  // Tests show their windows to nobody, also on a machine with a screen. Each worker has a display of its own: on one, the window of another worker that
  // opens takes the focus, and with it what the pointer drags.
  const displays = [];
  for (let worker = 0; worker < count; worker += 1) {
    const display = await openDisplay({ force: true });
    own(display.stop);
    displays.push(display.env);
  }
  const names = displays
    .map(({ DISPLAY }) => DISPLAY ?? '')
    .join(' ')
    .trim();
  const env = {
    ...process.env,
    ...withoutShims(),
    ...displays[0],
    CMD_DISPLAYS: names,
    ...electronEnvironment(electron),
  };
  delete env.ELECTRON_RUN_AS_NODE;
  return { env, withBus: chooseBus(), versions };
}

/**
 * Prepares what trying packages takes, and no more: they bring their own Electron, and a runner that tries them has neither the fonts nor the bus of the tests.
 * @param {(stop: (graceMs: number) => unknown) => void} own
 */
export async function prepareTrials(own) {
  ensureTools();
  ensureSystemPackages({ forTests: false, forWorld: true, forDisplay: true });
  const display = await openDisplay({ force: true });
  own(display.stop);
  return { env: { ...process.env, ...display.env }, withBus: (command) => command };
}

// A bus of its own: the tray spec plays the desktop on it.
function chooseBus() {
  if (process.platform !== 'linux') return (command) => command;
  if (spawnSync('dbus-run-session', ['--version'], { stdio: 'ignore' }).status === 0) {
    return (command) => ['dbus-run-session', '--', ...command];
  }
  say('dbus-run-session was not found (package dbus-daemon, or dbus): specs that need a session bus will say so');
  return (command) => command;
}
