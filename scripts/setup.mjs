// Makes a fresh clone ready to run. Each step prints one line, and only when it does something. Needs no node_modules.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureElectron, officialVersion } from './electron-runtime.mjs';
import { describeVersions, readVersions } from './electron-versions.mjs';
import { isMainModule, projectDir, runMain, say } from './project.mjs';
import { ScriptError } from './script-error.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/**
 * The lines of Node that the build tools run on, with the first version of each; of the last one all that follow. What is between them (21, 23) is no line
 * with long support, and the tools do not name it. package.json says the same as `engines`.
 */
export const NODE_LINES = [
  [20, 19],
  [22, 13],
  [24, 0],
];

/**
 * Everything that must be there before the app can be built and started.
 * @param {{forTests?: boolean, forWorld?: boolean, isOfficialRequired?: boolean}} purpose tests also need fonts and a bus, tests and demo a Python that makes venvs
 * @returns {Promise<{electron: {dist: string, executable: string, version: string, isOfficial: boolean}}>} the runtime to start
 * @throws {ScriptError} naming what is missing and what to do
 */
export async function ensureSetup({ forTests = false, forWorld = forTests, isOfficialRequired = false } = {}) {
  checkTools();
  // Before the packages of npm, which take a minute: who may not install these is told at once.
  ensureSystemPackages({ forTests, forWorld });
  ensurePackages();
  return { electron: await ensureElectron({ isOfficialRequired }) };
}

/** What the build and the checks need, without a window: Node, git, Python, the npm packages and the commit hook. */
export function ensureTools() {
  checkTools();
  ensurePackages();
}

function checkTools() {
  checkNode(process.versions.node);
  checkTool('git', 'packs are cloned and updated with it', 'https://git-scm.com/downloads');
  checkTool('python3', 'ComfyUI and its packs run on it', 'https://www.python.org/downloads');
}

function ensurePackages() {
  ensureDependencies();
  ensureHooks();
}

/** Throws when this Node is none that the project runs on. */
export function checkNode(version) {
  const [major, minor] = version.split('.').map(Number);
  const [newest] = NODE_LINES.at(-1);
  if (major > newest || NODE_LINES.some(([line, first]) => major === line && minor >= first)) return;
  const lines = NODE_LINES.map((line) => line.join('.'));
  throw new ScriptError(
    `Node ${version} does not run the build tools: they need Node ${lines.slice(0, -1).join(', ')} or ${lines.at(-1)}, or newer of one of these lines.`,
    'Install a current Node from https://nodejs.org (or `nvm install 24`), then try again.',
  );
}

function checkTool(command, reason, address) {
  // Python from python.org is called `python` on Windows.
  const candidates = process.platform === 'win32' && command === 'python3' ? ['python3', 'python', 'py'] : [command];
  if (candidates.some((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0)) return;
  throw new ScriptError(
    `\`${command}\` was not found on PATH: ${reason}.`,
    `Install it (Debian: \`apt-get install ${command}\`, others: ${address}), then try again.`,
  );
}

function ensureDependencies() {
  const lockFile = join(projectDir, 'package-lock.json');
  if (existsSync(lockFile)) {
    const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
    if (isInstalled(lock, readInstalled())) return;
    say('npm packages: installing what package-lock.json names (a minute)');
    return runNpm(['ci']);
  }
  if (readInstalled() !== undefined) return;
  say('npm packages: installing (a minute)');
  runNpm(['install']);
}

// npm notes at the end of an installation what it put into node_modules.
function readInstalled() {
  const file = join(projectDir, 'node_modules', '.package-lock.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** True when node_modules holds what the lock file names; packages for other systems may be absent. */
export function isInstalled(lock, installed) {
  if (installed === undefined) return false;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const present = installed.packages[path];
    return present === undefined ? wanted.optional === true : present.version === wanted.version;
  });
}

function runNpm(args) {
  const quiet = [...args, '--no-audit', '--no-fund', '--loglevel=error'];
  const script = process.env.npm_execpath;
  const [command, prefix] = script === undefined ? ['npm', []] : [process.execPath, [script]];
  const { status } = spawnSync(command, [...prefix, ...quiet], {
    cwd: projectDir,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: script === undefined && process.platform === 'win32',
  });
  if (status === 0) return;
  throw new ScriptError(
    `\`npm ${args[0]}\` failed, so the packages the app is built from are missing.`,
    'Read what npm says above. It needs the npm registry alone: check the network and `npm config get registry`.',
  );
}

function ensureHooks() {
  if (process.env.CI || !existsSync(join(projectDir, '.git'))) return;
  const git = (...args) => spawnSync('git', args, { cwd: projectDir, encoding: 'utf8' });
  if (git('config', '--get', 'core.hooksPath').status === 0) return;
  if (git('config', 'core.hooksPath', '.githooks').status === 0) say('git: pre-commit checks switched on (.githooks)');
}

if (isMainModule(import.meta.url)) {
  await runMain(async () => {
    const isOfficialRequired = process.argv.includes('--official');
    const { electron } = await ensureSetup({ forTests: process.argv.includes('--tests'), isOfficialRequired });
    say(describeVersions(readVersions(electron.executable), officialVersion()));
    // CI proves what people get. A fallback there would be green for another runtime, and nobody would see it.
    if (isOfficialRequired && !electron.isOfficial) {
      throw new ScriptError(
        `Electron ${officialVersion()} is declared and could not be had, and --official takes no other.`,
        'Allow this machine to reach github.com, or set ELECTRON_MIRROR to a mirror of the Electron releases.',
      );
    }
  });
}
