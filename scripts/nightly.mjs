// npm run nightly [-- --seed N] [--only NAME]: everything, for hours: each suite whole and with both installers, on an unsteady machine as well, long random
// runs, and the benchmarks. Goes on where one fails. The table at the end has a row for each.
import { parseArgs } from 'node:util';
import { startChild, stopChild } from './children.mjs';
import { projectDir, runMain, say } from './project.mjs';
import { ScriptError } from './script-error.mjs';
import { runSession } from './session.mjs';

/** The specs of the window that need no path of this machine. */
const remoteWindow = [
  ...['activity', 'bisect', 'clicks', 'comfyui', 'comfyui-versions', 'details-panel'],
  ...['downloads', 'environment-doctor', 'environments', 'home', 'keyboard', 'large-text'],
  ...['launch-check', 'library', 'models', 'models-arrange', 'models-hands', 'models-online'],
  ...['pack-actions', 'pack-details', 'package-plan', 'restart-bar', 'settings', 'snapshots'],
  ...['steady', 'steps', 'undo', 'update-review', 'views', 'workflow'],
  ...['workflow-address', 'workflow-uses'],
].map((name) => `${name}-window.spec.ts`);

/** @param {string} seed what chance begins with where a suite draws; the day tells it when left out */
const suitesFor = (seed) => [
  { name: 'check', args: ['check', '--', '--static'] },
  { name: 'tests', args: ['test:all'], env: { CUTS_SEED: seed } },
  { name: 'unsteady', args: ['test', '--', 'unit'], env: { UNSTEADY: seed } },
  { name: 'attacks', args: ['attack'] },
  { name: 'kills', args: ['torture', '--', '--runs', '25', '--seed', seed] },
  { name: 'environments', args: ['torture', '--', '--environments', '6', '--seed', seed] },
  { name: 'power', args: ['torture', '--', '--power-cut', '25', '--seed', seed] },
  { name: 'undo', args: ['undo', '--', '--seed', seed] },
  { name: 'plans', args: ['test', '--', 'unit', 'plan-truth'], env: { PLAN_CASES: '200,40', PLAN_SEED: seed } },
  { name: 'packages', args: ['smoke'] },
  { name: 'updates', args: ['smoke', '--', '--updates'] },
  // The same core without Electron: what it keeps to, bad requests, attacks and kills once more.
  {
    name: 'serve',
    args: ['test', '--', 'e2e', 'conformance.spec.ts', 'fuzz.spec.ts', 'web-ui.spec.ts'],
    env: { ON_SERVE: '1' },
  },
  // The window on a core of another machine. What cannot be there says why (e2e/on-remote.ts).
  {
    name: 'remote-window',
    args: ['test', '--', 'e2e', 'window.spec.ts', 'contradictions.spec.ts', ...remoteWindow],
    env: { ON_REMOTE: '1' },
  },
  { name: 'serve-attacks', args: ['attack'], env: { ON_SERVE: '1' } },
  { name: 'serve-kills', args: ['torture', '--', '--runs', '25', '--seed', seed], env: { ON_SERVE: '1' } },
  // The web UI of another machine, and pages that attack it, by the door of the window here.
  { name: 'remote-web-ui', args: ['test', '--', 'e2e', 'web-ui.spec.ts'], env: { ON_REMOTE: '1' } },
  { name: 'remote-attacks', args: ['attack', '--', 'browser.attack.ts'], env: { ON_REMOTE: '1' } },
  { name: 'bench', args: ['bench'] },
];

function readArguments(argv) {
  const { seed = String(Math.floor(Date.now() / 86_400_000)), only } = parseArgs({
    args: argv,
    options: { seed: { type: 'string' }, only: { type: 'string' } },
  }).values;
  if (!/^\d{1,6}$/u.test(seed)) throw new ScriptError(`--seed takes a number from 0 to 999999, not "${seed}".`, '', 2);
  const all = suitesFor(seed);
  const suites = only === undefined ? all : all.filter(({ name }) => name === only);
  if (suites.length > 0) return { seed, suites };
  throw new ScriptError(`--only takes one of ${all.map(({ name }) => name).join(', ')}, not "${only}".`, '', 2);
}

/** Runs a suite, shows what it says, and answers with its row of the table. */
async function runSuite({ name, args, env = {} }, stopRequest) {
  process.stdout.write(`\n== ${name}: npm run ${args.join(' ')}\n`);
  const startedMs = performance.now();
  const child = startChild('npm', ['run', '--silent', ...args], {
    cwd: projectDir,
    env: { ...process.env, NIGHTLY: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.process.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    text = `${text}${chunk}`.slice(-2000);
  });
  const end = await Promise.race([child.exit, stopRequest]);
  await stopChild(child, 5000, { wholeGroup: true });
  const counted = text.match(/^\d+ passed, \d+ failed.*$/gmu)?.at(-1) ?? '';
  const isFine = end !== 'stopped' && end.code === 0;
  return { name, isFine, counted, minutes: (performance.now() - startedMs) / 60_000 };
}

function formatRow({ name, isFine, counted, minutes }) {
  return `${name.padEnd(16)}${(isFine ? 'ok' : 'FAILED').padEnd(8)}${minutes.toFixed(1).padStart(6)} min  ${counted}`;
}

async function main() {
  const { seed, suites } = readArguments(process.argv.slice(2));
  say(`nightly: ${suites.length} suites, seed ${seed}`);
  return runSession(async ({ stopRequest }) => {
    const rows = [];
    let isStopped = false;
    void stopRequest.then(() => (isStopped = true));
    for (const suite of suites) if (!isStopped) rows.push(await runSuite(suite, stopRequest));
    process.stdout.write(`\nNightly, seed ${seed}:\n${rows.map((row) => `  ${formatRow(row)}\n`).join('')}`);
    return rows.length === suites.length && rows.every(({ isFine }) => isFine) ? 0 : 1;
  });
}

await runMain(main);
