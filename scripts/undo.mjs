// npm run undo -- [--changes N] [--seed S]: makes random changes of every kind, 300 unless told otherwise, and takes each of them back with every host
// of the world closed; compares every file then. A seed repeats a run.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startChild, stopChild } from './children.mjs';
import { projectDir, runMain, say } from './project.mjs';
import { runSession } from './session.mjs';

function readArguments(args) {
  const options = { changes: { type: 'string', default: '300' }, seed: { type: 'string' } };
  const { values } = parseArgs({ args, options });
  const number = (text) => (/^\d{1,9}$/.test(text) ? text : undefined);
  const changes = number(values.changes);
  const seed = number(values.seed ?? String(Date.now() % 1_000_000));
  if (changes === undefined || seed === undefined) throw new Error('--changes and --seed are whole numbers');
  return { changes, seed };
}

async function main() {
  const { changes, seed } = readArguments(process.argv.slice(2));
  say(`undo: ${changes} random changes, seed ${seed}`);
  return runSession(async (session) => {
    const vitest = join(projectDir, 'node_modules', 'vitest', 'vitest.mjs');
    const env = { ...process.env, UNDO_CHANGES: changes, UNDO_SEED: seed };
    const stdio = ['ignore', 'inherit', 'inherit'];
    const args = [vitest, 'run', 'src/manager/undo/random-changes'];
    const child = startChild(process.execPath, args, { cwd: projectDir, env, stdio });
    const end = await Promise.race([child.exit, session.stopRequest]);
    await stopChild(child, 5000, { wholeGroup: true });
    return end === 'stopped' ? 1 : (end.code ?? 1);
  });
}

await runMain(main);
