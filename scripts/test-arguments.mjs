// What follows `npm test --`: a part, names in it, and how often each test runs.
import { ScriptError } from './script-error.mjs';

const USAGE = 'Usage: npm test [-- [unit [name...] | e2e [title]] [--repeat N]]';
const PART_NAMES = ['unit', 'e2e'];
const MOST_REPEATS = 100;

/**
 * Reads the arguments. Without a part all parts run; `--repeat N` runs each test N times and may stand anywhere.
 * @param {string[]} argv
 * @returns {{parts: string[], names: string[], repeat: number}}
 */
export function parseTestArguments(argv) {
  const { words, repeat } = takeRepeat(argv);
  const [part, ...names] = words;
  if (part === undefined) return { parts: PART_NAMES, names: [], repeat };
  if (!PART_NAMES.includes(part)) throw new ScriptError(`npm test does not know "${part}".`, USAGE, 2);
  return { parts: [part], names, repeat };
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
