// What follows `npm test --`: a part, names in it, which set of tests, and how often each of them runs.
import { ScriptError } from './script-error.mjs';

const USAGE =
  'Usage: npm test [-- [unit [name...] | e2e [title]] [--repeat N]], or npm run test:all [-- [--rest] [--repeat N]]';
const PART_NAMES = ['unit', 'e2e'];
const MOST_REPEATS = 100;
const SETS = new Set(['--all', '--rest']);

/**
 * Reads the arguments. Without a part all parts run, with the tests of every day; `--all` (which `npm run test:all` gives) runs all tests, and `--rest` those
 * that `npm test` leaves out. A part has all of its tests. `--repeat N` runs each test N times. Options may stand anywhere.
 * @param {string[]} argv
 * @returns {{parts: string[], names: string[], set: 'everyday' | 'rest' | 'all', repeat: number}}
 */
export function parseTestArguments(argv) {
  const { words: given, repeat } = takeRepeat(argv);
  const [part, ...names] = given.filter((word) => !SETS.has(word));
  if (part === undefined) return { parts: PART_NAMES, names: [], set: setOf(given), repeat };
  if (!PART_NAMES.includes(part)) throw new ScriptError(`npm test does not know "${part}".`, USAGE, 2);
  if (setOf(given) === 'rest') throw new ScriptError('--rest is of all tests, not of a part of them.', USAGE, 2);
  return { parts: [part], names, set: 'all', repeat };
}

function setOf(words) {
  if (words.includes('--rest')) return 'rest';
  return words.includes('--all') ? 'all' : 'everyday';
}

function takeRepeat(argv) {
  const at = argv.findIndex((word) => /^--repeat(=|$)/.test(word));
  if (at < 0) return { words: argv, repeat: 1 };
  const [, inline] = argv[at].split('=', 2);
  const given = inline ?? argv[at + 1];
  const words = [...argv.slice(0, at), ...argv.slice(at + (inline === undefined ? 2 : 1))];
  return { words, repeat: readRepeat(given) };
}

function readRepeat(given) {
  const repeat = /^\d{1,3}$/.test(given ?? '') ? Number(given) : 0;
  if (repeat >= 1 && repeat <= MOST_REPEATS) return repeat;
  throw new ScriptError(`--repeat takes a number from 1 to ${MOST_REPEATS}, not "${given ?? ''}".`, USAGE, 2);
}
