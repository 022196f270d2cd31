// What one run of a script started, ended in reverse order when the run is over or a signal asks for it.
import { readFileSync } from 'node:fs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
// Everything a run started is gone within ten seconds; the last of them still gets a moment when the first was slow.
const END_WITHIN_MS = 9000;
const LAST_MOMENT_MS = 500;
const PARENT_CHECK_MS = 500;

/**
 * Runs a body that starts things; `own(stop)` registers how each is ended, given the milliseconds it may take.
 * `stopRequest` resolves on the first signal. A second signal changes nothing: the end is bounded anyway.
 * @template T
 * @param {(session: {own: (stop: (graceMs: number) => unknown) => void, stopRequest: Promise<'stopped'>}) => Promise<T>} body
 * @returns {Promise<T>} what the body returned, after everything owned has ended
 */
export async function runSession(body) {
  const stops = [];
  let requestStop;
  const stopRequest = new Promise((resolve) => (requestStop = () => resolve('stopped')));
  for (const signal of SIGNALS) process.on(signal, requestStop);
  const parentTimer = watchParents(requestStop);
  try {
    return await body({ own: (stop) => stops.push(stop), stopRequest });
  } finally {
    const endAt = Date.now() + END_WITHIN_MS;
    for (const stop of stops.reverse()) await stop(Math.max(LAST_MOMENT_MS, endAt - Date.now()));
    clearInterval(parentTimer);
    for (const signal of SIGNALS) process.off(signal, requestStop);
  }
}

/** Exit code of a run: 0 when it was asked to stop, else the program's own. */
export async function waitForEnd(exit, stopRequest) {
  const end = await Promise.race([exit, stopRequest]);
  if (end === 'stopped') return 0;
  return end.code ?? 1;
}

// npm passes SIGTERM to the shell it runs us in, and the shell dies of it without a word to us. So when the shell or npm
// is gone, that was the request to stop.
function watchParents(requestStop) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return undefined;
  const shell = process.ppid;
  const npm = readParent(shell);
  const isOrphan = () => process.ppid !== shell || (npm !== undefined && readParent(shell) !== npm);
  return setInterval(() => isOrphan() && requestStop(), PARENT_CHECK_MS);
}

function readParent(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
