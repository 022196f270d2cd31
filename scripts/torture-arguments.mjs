// What follows `npm run torture --`: how many runs, what chance begins with, which installer.
import { parseArgs } from 'node:util';
import { ScriptError } from './script-error.mjs';

const USAGE = `Usage: npm run torture [-- [--runs N] [--seed S] [--tool uv|pip] [--only RUN]]
       npm run torture -- --power-cut N [--seed S] [--tool uv|pip]
       npm run torture -- --environments N [--seed S] [--only RUN]
  --runs N       runs with each installer; 30 when left out
  --seed S       what chance begins with; 1 when left out. The same seed makes the same plans
  --tool T       one installer alone
  --only RUN     one run of the seed again
  --power-cut N  cuts the power, at least N times with each installer, in place of killing; needs root, for a disk of its own
  --environments N  N runs that make, copy, use and remove Python environments, with uv`;

const text = { type: 'string' };
const options = { runs: text, seed: text, tool: text, only: text, 'power-cut': text, environments: text };

function parse(argv) {
  try {
    return parseArgs({ args: argv, options, strict: true }).values;
  } catch (error) {
    throw new ScriptError(error.message, USAGE, 2);
  }
}

function readCount(name, value) {
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new ScriptError(`--${name} takes a whole number from 1 to 999999, not "${value}".`, USAGE, 2);
}

function readTools(tool) {
  if (tool === undefined) return ['uv', 'pip'];
  if (['uv', 'pip'].includes(tool)) return [tool];
  throw new ScriptError(`--tool takes "uv" or "pip", not "${tool}".`, USAGE, 2);
}

/** @returns {{runs: number, seed: number, tools: string[], only?: string, cuts?: number, environments?: number}} */
export function readTortureArguments(argv) {
  const { runs = '30', seed = '1', tool, only, 'power-cut': cuts, environments } = parse(argv);
  readCount('only', only);
  const counts = {
    ...{ runs: readCount('runs', runs), seed: readCount('seed', seed), cuts: readCount('power-cut', cuts) },
    environments: readCount('environments', environments),
  };
  return { ...counts, tools: environments === undefined ? readTools(tool) : ['uv'], only };
}
