// A virtual display of our own, where a Linux machine has none.
import { startChild, stopChild } from './children.mjs';
import { say } from './project.mjs';
import { ScriptError } from './script-error.mjs';
import { hasDisplay } from './system-packages.mjs';

const SCREEN = '1600x1000x24';
const START_TIMEOUT_MS = 15_000;
const STOP_GRACE_MS = 2000;

// The shell holds Xvfb on a leash: when our end of its stdin closes, even because we were killed, Xvfb ends too.
const LEASH =
  'Xvfb "$@" <&- & server=$!; trap "kill $server" TERM; cat >/dev/null; kill $server 2>/dev/null; wait $server';

/**
 * Starts Xvfb on a free display number when there is no display, or always when forced (tests show nothing to a person).
 * @returns {Promise<{env: Record<string, string>, isVirtual: boolean, stop: (graceMs: number) => Promise<void>}>} variables for children
 */
export async function openDisplay({ force = false } = {}) {
  if (process.platform !== 'linux' || (hasDisplay(process.env) && !force)) {
    return { env: {}, isVirtual: false, stop: async () => {} };
  }
  const args = ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-noreset'];
  const server = startChild('sh', ['-c', LEASH, 'xvfb', ...args], { stdio: ['pipe', 'ignore', 'pipe', 'pipe'] });
  let complaint = '';
  server.process.stderr.on('data', (chunk) => (complaint += chunk));
  const number = await readNumber(server);
  if (number === undefined) {
    await stopChild(server, 0);
    throw new ScriptError(
      `Xvfb, the virtual display, did not start. ${complaint.trim()}`,
      'Start it by hand to see why: Xvfb :99',
    );
  }
  say(`display: none here, using a virtual one (:${number})`);
  const env = { DISPLAY: `:${number}`, WAYLAND_DISPLAY: '', XDG_SESSION_TYPE: 'x11' };
  return { env, isVirtual: true, stop: (graceMs) => stopChild(server, Math.min(graceMs, STOP_GRACE_MS)) };
}

function readNumber(server) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, START_TIMEOUT_MS);
    const finish = (value) => {
      clearTimeout(timer);
      resolve(value);
    };
    let text = '';
    server.process.stdio[3].on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) finish(text.trim());
    });
    server.exit.then(
      () => finish(undefined),
      () => finish(undefined),
    );
  });
}
