// What follows `npm run torture --`: how many runs, what chance begins with, which installer.
import { parseArgs } from 'node:util';
import { ScriptError } from './script-error.mjs';

const USAGE = `Usage: npm run torture [-- [--runs N] [--seed S] [--tool uv|pip] [--only RUN]]
  --runs N    runs with each installer; 30 when left out
  --seed S    what chance begins with; 1 when left out. The same seed makes the same plans
  --tool T    one installer alone
  --only RUN  one run of the seed again`;

/** @returns {{runs: number, seed: number, tools: string[], only: string | undefined}} */
export function readTortureArguments(argv) {
  let values;
  try {
    const text = { type: 'string' };
    values = parseArgs({
      args: argv,
      options: { runs: text, seed: text, tool: text, only: text },
      strict: true,
    }).values;
  } catch (error) {
    throw new ScriptError(error.message, USAGE, 2);
  }
  const { runs = '30', seed = '1', tool, only } = values;
  for (const [name, value] of Object.entries({ runs, seed, only })) {
    if (value !== undefined && !/^[1-9]\d{0,5}$/.test(value))
      throw new ScriptError(`--${name} takes a whole number from 1 to 999999, not "${value}".`, USAGE, 2);
  }
  if (tool !== undefined && !['uv', 'pip'].includes(tool))
    throw new ScriptError(`--tool takes "uv" or "pip", not "${tool}".`, USAGE, 2);
  return { runs: Number(runs), seed: Number(seed), tools: tool === undefined ? ['uv', 'pip'] : [tool], only };
}
