// UNSTEADY=SEED npm test: the run's own processes stand still for moments, each at another time, as on a machine that others use. A test that
// looks before what it means has happened fails here in one run of a few, where a quiet machine shows it in one of hundreds.
import { readProcesses, signal, withDescendants } from './process-tree.mjs';
import { ScriptError } from './script-error.mjs';

const TICK_MS = 50;
/** All processes are read anew every so many ticks; one that lives between two looks alone is left in peace. */
const TICKS_OF_A_LOOK = 4;
const SHORT_MS = 300;
const LONG_MS = 2000;
/** With each tick, one working process of this many is stopped: a third of them stands still at any time. */
const PAUSED_ONE_OF = 8;
/** One pause of this many is a long one. */
const LONG_ONE_OF = 25;

/**
 * The numbers of a seed, the same on every machine (mulberry32, public domain).
 * @param {number} seed
 * @returns {() => number} the next number, from 0 to below 1
 */
export function numbersOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Reads the wanted seed of the environment.
 * @param {Record<string, string | undefined>} env
 * @returns {number | undefined} undefined: the run is left in peace
 */
export function wantedSeed(env) {
  const given = env.UNSTEADY;
  if (given === undefined || given === '') return undefined;
  const usage = 'Usage: UNSTEADY=SEED npm test, with a whole number from 0 to 999999.';
  if (!/^\d{1,6}$/.test(given)) throw new ScriptError(`UNSTEADY takes a number, not "${given}".`, usage, 2);
  if (process.platform !== 'linux') throw new ScriptError('UNSTEADY reads /proc, which only Linux has.', usage, 2);
  return Number(given);
}

/**
 * Lets the processes that `root` has started stand still at random, and lets them go on at the end. `root` itself goes on always.
 * @param {number} root id of the process of the runner
 * @param {number} seed draws whom, when and how long; how far a process is by then is the machine's own chance
 * @returns {() => void} ends it
 */
export function makeUnsteady(root, seed) {
  const next = numbersOf(seed);
  const seen = new Map([[root, 0]]);
  const paused = new Map();
  let tick = 0;
  let working = [];
  const timer = setInterval(() => {
    if (tick++ % TICKS_OF_A_LOOK === 0) working = lookBelow(seen).filter((pid) => pid !== root);
    for (const pid of working) {
      const duration = next() * (next() < 1 / LONG_ONE_OF ? LONG_MS : SHORT_MS);
      if (next() >= 1 / PAUSED_ONE_OF || paused.has(pid) || !signal(pid, 'SIGSTOP')) continue;
      paused.set(
        pid,
        setTimeout(() => goOn(paused, pid), duration),
      );
    }
  }, TICK_MS);
  return () => {
    clearInterval(timer);
    for (const pid of [...paused.keys()]) goOn(paused, pid);
  };
}

function goOn(paused, pid) {
  clearTimeout(paused.get(pid));
  paused.delete(pid);
  signal(pid, 'SIGCONT');
}

/**
 * Those of the run that have worked since the last look: a process that waits anyway is not worth a pause.
 * @param {Map<number, number>} seen what the run has started, with the processor time of each at the last look. A process whose parent has ended
 *   belongs to the run as before, so what was seen once is kept.
 */
function lookBelow(seen) {
  const all = readProcesses();
  for (const pid of seen.keys()) if (!all.has(pid)) seen.delete(pid);
  for (const pid of withDescendants(seen.keys(), all)) if (!seen.has(pid)) seen.set(pid, 0);
  const working = [...seen].filter(([pid, time]) => all.get(pid).time > time).map(([pid]) => pid);
  for (const pid of seen.keys()) seen.set(pid, all.get(pid).time);
  return working;
}
