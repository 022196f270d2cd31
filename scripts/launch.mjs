// Starts the built app on a display and ends it again, with everything that was started for it.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startChild, stopChild } from './children.mjs';
import { projectDir, say } from './project.mjs';

const STOP_GRACE_MS = 7500;

/** Lines Chromium writes where there is no bus, no GPU or no screen: true for all of them, and of no use to anybody. */
const NOISE =
  /^\[\d+:\d+\/[\d.]+:(ERROR|WARNING|INFO|VERBOSE\d):[\w/.-]*(bus|object_proxy|viz_main_impl|gpu\w*|gl_\w+|egl_\w+|gl|angle\w*|vaapi\w*|vulkan\w*|command_buffer\w*|ozone\w*|x11\w*|xcb\w*|connection|network_service_instance_impl)\.(cc|h)\b/;

/** True for a line on the app's stderr that says nothing about the app. */
export function isNoise(line) {
  return NOISE.test(line);
}

/**
 * Starts the app. Its stdout (the `ready` line) is ours, its stderr too but for Chromium's noise.
 * Its stdin stays open as long as we live: the app quits when it closes, however we ended. It is told which Node we run on,
 * for the demo world: its own `process.execPath` is Electron.
 * @param {{electron: {executable: string, dist: string}, display: {env: object, isVirtual: boolean}, args: string[], userDataDir?: string}} options
 */
export function launchApp({ electron, display, args, userDataDir }) {
  const switches = [
    ...(needsNoSandbox(electron.dist) ? ['--no-sandbox'] : []),
    ...(display.isVirtual ? ['--disable-gpu'] : []),
    ...(userDataDir === undefined ? [] : [`--user-data-dir=${userDataDir}`]),
  ];
  const env = { ...process.env, ...display.env, CMD_PARENT_PIPE: '1', CMD_NODE: process.execPath };
  delete env.ELECTRON_RUN_AS_NODE;
  const app = startChild(electron.executable, [...switches, '.', ...args], {
    cwd: projectDir,
    env,
    stdio: ['pipe', 'inherit', 'pipe'],
  });
  app.process.stdin.on('error', () => {});
  createInterface({ input: app.process.stderr }).on('line', (line) => {
    if (!isNoise(line)) process.stderr.write(`${line}\n`);
  });
  return { exit: app.exit, stop: (graceMs) => stopChild(app, Math.min(graceMs, STOP_GRACE_MS)) };
}

/** True where Chromium's sandbox cannot start: as root, or with neither its setuid helper nor user namespaces. */
export function needsNoSandbox(dist) {
  if (process.platform !== 'linux') return false;
  if (process.getuid() === 0) return true;
  const helper = statSync(join(dist, 'chrome-sandbox'), { throwIfNoEntry: false });
  if (helper?.uid === 0 && (helper.mode & 0o4000) !== 0) return false;
  if (spawnSync('unshare', ['-Ur', 'true'], { stdio: 'ignore' }).status === 0) return false;
  say(`sandbox: not available to this user (no setuid chrome-sandbox in ${dist}, no user namespaces)`);
  return true;
}
