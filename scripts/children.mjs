// Child processes of the scripts: each in a group of its own, and ended with everything it started.
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { killLeft, readTree } from './process-tree.mjs';

const isWindows = process.platform === 'win32';

/**
 * Starts a program in a process group of its own, so that Ctrl-C in the terminal reaches it through us alone.
 * @returns {{process: import('node:child_process').ChildProcess, exit: Promise<{code: number | null, signal: string | null}>}}
 */
export function startChild(command, args, options) {
  const child = spawn(command, args, { ...options, detached: !isWindows });
  const exit = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  exit.catch(() => {});
  return { process: child, exit };
}

/**
 * Asks the program to end (its stdin closes, and SIGTERM), waits, then kills its whole group.
 * `wholeGroup` sends SIGTERM to all of the group: for a program that starts others and does not pass signals on. What these have started in groups of their
 * own is killed as well (Linux): an app outlives a test runner that has no time to end it.
 */
export async function stopChild(child, graceMs, { wholeGroup = false } = {}) {
  const tree = wholeGroup && isRunning(child.process) ? readTree(child.process.pid) : new Map();
  child.process.stdin?.end();
  if (!isWindows && isRunning(child.process))
    signalProcess(wholeGroup ? -child.process.pid : child.process.pid, 'SIGTERM');
  await Promise.race([child.exit.catch(() => {}), sleep(graceMs, undefined, { ref: false })]);
  killGroup(child.process);
  killLeft(tree);
  await child.exit.catch(() => {});
}

function isRunning({ pid, exitCode, signalCode }) {
  return pid !== undefined && exitCode === null && signalCode === null;
}

// Also after a clean exit: a helper process of Chromium may have outlived its parent.
function killGroup(child) {
  if (child.pid === undefined) return;
  if (!isWindows) return signalProcess(-child.pid, 'SIGKILL');
  if (isRunning(child)) spawnSync('taskkill', ['/PID', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
}

function signalProcess(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
