// node scripts/release/try-installers.mjs FOLDER: installs, starts, asks and removes each installer of the folder that is for this machine. For the runner of
// a workflow: it installs into the system.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { projectDir, runMain, say } from '../project.mjs';
import { ScriptError } from '../script-error.mjs';
import { planTrials } from './installer-trials.mjs';

/** Does a step; answers what went wrong, or null. */
function take({ say: what, command, args }) {
  say(`  ${what}: ${[command, ...args].join(' ')}`);
  const isSmoke = command === 'smoke';
  const script = join(projectDir, 'scripts', 'smoke.mjs');
  const [program, words] = isSmoke ? [process.execPath, [script, ...args]] : [command, args];
  const { status, error } = spawnSync(program, words, { cwd: projectDir, stdio: 'inherit', timeout: 10 * 60_000 });
  return status === 0 ? null : `${what}: ${error?.message ?? `ended with ${String(status)}`}`;
}

function tryOne({ installer, steps, after, gone }) {
  say(installer);
  let problem = null;
  for (const step of steps) problem ??= take(step);
  const left = after.map(take).filter((said) => said !== null);
  const there = gone.filter((path) => existsSync(path)).map((path) => `${path} is still there after it was removed`);
  return [problem, ...left, ...there].filter((said) => said !== null).map((said) => `${installer}: ${said}`);
}

/** Ubuntu since 24.04: only programs with a profile of AppArmor may make user namespaces. */
function restrictsNamespaces() {
  const file = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
  return existsSync(file) && readFileSync(file, 'utf8').trim() === '1';
}

function readMachine(scratch) {
  const { platform, arch, env } = process;
  // What make-packages.mjs has said to the later steps of its job.
  const [isSigned, isNotarised] = [env.PACKAGES_SIGNED === 'true', env.PACKAGES_NOTARISED === 'true'];
  return { platform, arch, scratch, isSigned, isNotarised, restrictsNamespaces: restrictsNamespaces() };
}

await runMain(() => {
  const [folder, ...rest] = process.argv.slice(2);
  if (folder === undefined || rest.length > 0)
    throw new ScriptError('One folder is wanted.', 'Usage: node scripts/release/try-installers.mjs dist', 2);
  const files = readdirSync(folder).map((name) => resolve(folder, name));
  const scratch = mkdtempSync(join(tmpdir(), 'installers-'));
  // Where root tries it, the app is started as nobody in particular, who must get there.
  chmodSync(scratch, 0o755);
  try {
    const { trials, untried } = planTrials(files, readMachine(scratch));
    untried.forEach(say);
    if (trials.length === 0) throw new ScriptError(`${folder} has no installer for this machine.`, 'Build one first.');
    const problems = trials.flatMap(tryOne);
    if (problems.length > 0) throw new ScriptError(problems.join('\n'), 'The steps and what they said stand above.');
    say(`${trials.length} installers were installed, started, asked and removed`);
  } finally {
    // Windows keeps the files of a program for a moment after its end.
    rmSync(scratch, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
});
