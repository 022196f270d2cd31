// Where the project is, and how a script talks.
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScriptError } from './script-error.mjs';

/** Absolute path of the checkout. */
export const projectDir = dirname(import.meta.dirname);

/** One line for the person at the terminal. On stderr, because stdout belongs to results. */
export function say(line) {
  process.stderr.write(`[setup] ${line}\n`);
}

/** True when the module with this import.meta.url is the script node was started with. */
export function isMainModule(moduleUrl) {
  const entry = process.argv[1];
  return entry !== undefined && realpathSync(entry) === realpathSync(fileURLToPath(moduleUrl));
}

/** Runs a script's main function; an expected failure becomes one sentence and its exit code, not a stack. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? process.exitCode ?? 0;
  } catch (error) {
    const isExpected = error instanceof ScriptError;
    process.stderr.write(isExpected ? `${error.message}\n${error.remedy}\n` : `${error.stack}\n`);
    process.exitCode = isExpected ? error.exitCode : 1;
  }
}
