// Debian and its relatives: the system libraries of Electron, a virtual display, and what the tests need besides.
// sudo node scripts/system-packages.mjs: what making and trying packages takes, where the rest of a job runs as an ordinary user.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { isMainModule, runMain, say } from './project.mjs';
import { ScriptError } from './script-error.mjs';

// Names of one thing on different releases: since Debian 13 and Ubuntu 24.04 some end in t64.
const RUNTIME = [['libgtk-3-0t64', 'libgtk-3-0'], ['libnss3'], ['libasound2t64', 'libasound2'], ['libgbm1']];
const DISPLAY = [['xvfb'], ['xauth']];
const TESTS = [['dbus-daemon'], ['libnotify4'], ['fonts-noto-cjk'], ['fonts-noto-color-emoji'], ['curl']];
const VENV = [['python3-venv']];
// electron-builder's fpm calls the first for an rpm; the second reads the page for software centres.
const RELEASE = [['rpm'], ['appstream']];
// Each makes one part of a package, and brings the command beside it.
const PACKAGERS = {
  'p7zip-full': '7za',
  'squashfs-tools': 'mksquashfs',
  'desktop-file-utils': 'desktop-file-validate',
};
// The browser that e2e/web-ui drives. Ubuntu's package of it is a snap, which no container can install.
const BROWSER = [['chromium']];
const SSHD = [['openssh-server']];
const BROWSER_COMMANDS = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * Installs what is missing, as root on a system with apt; elsewhere it says what to install.
 * @param {{forTests: boolean, forWorld: boolean, forDisplay?: boolean, forRelease?: boolean}} purpose `forDisplay`: a virtual one also where there is a screen
 * @throws {ScriptError} with the exact command when this user may not install
 */
export function ensureSystemPackages({ forTests, forWorld, forDisplay = forTests, forRelease = false }) {
  if (process.platform !== 'linux') return;
  const needsDisplay = forDisplay || !hasDisplay(process.env);
  if (!isFound('apt-get')) return checkWithoutApt({ needsDisplay });
  const needsVenv = forWorld && !canMakeVenv();
  const installed = installedPackages();
  const missing = findMissing(listWanted({ needsDisplay, forTests, needsVenv, forRelease }), installed);
  // Who has to be asked for a password is asked once: the tests come a little later.
  const later = { needsDisplay: true, forTests: true, needsVenv: !canMakeVenv(), forRelease };
  if (missing.length > 0) install(missing, { later: findMissing(listWanted(later), installed) });
  if (forTests) offerForTests();
}

function offerForTests() {
  if (!BROWSER_COMMANDS.some(isFound)) offer(BROWSER, 'no Chromium, so the specs of the web UI');
  // Where systemd runs, it listens once it is installed: that is nothing for a machine on which somebody works.
  const listensAtOnce = existsSync('/run/systemd/system');
  if ((process.env.CI || !listensAtOnce) && !existsSync('/usr/sbin/sshd'))
    offer(SSHD, 'no sshd, so the tests of the way by ssh');
}

/** Each thing by all of its names. */
export function listWanted({ needsDisplay, forTests, needsVenv, forRelease }) {
  return [RUNTIME, needsDisplay && DISPLAY, forTests && TESTS, needsVenv && VENV, forRelease && RELEASE]
    .filter(Boolean)
    .flat();
}

/**
 * Installs what makes archives and AppImages, where electron-builder's own tools cannot be had.
 * @throws {ScriptError} naming what to install, where this user or this system may not
 */
export function ensurePackagers() {
  const missing = Object.keys(PACKAGERS).filter((name) => !isFound(PACKAGERS[name]));
  if (missing.length === 0) return;
  if (isFound('apt-get') && isFound('dpkg-deb')) {
    return install(
      missing.map((name) => [name]),
      { purpose: 'the packages are made with' },
    );
  }
  throw new ScriptError(
    `Packages are made with ${missing.map((name) => PACKAGERS[name]).join(', ')}, which are not installed.`,
    'Build the packages on Debian or Ubuntu, or where the official Electron can be downloaded.',
  );
}

/** What the trial of a package needs besides: a Debian below a folder, where root may make one. Without it those specs say so. */
export function ensureTrialTools() {
  if (process.platform !== 'linux' || process.getuid() !== 0 || !isDebian() || isFound('debootstrap')) return;
  install([['debootstrap']], { purpose: 'a bare Debian is made with' });
}

// The specs that need it skip with their reason where there is none, so a failure is told and stops nothing.
function offer(packages, lack) {
  if (process.getuid() !== 0 || !isDebian()) return;
  try {
    install(packages);
  } catch (error) {
    say(`system packages: ${lack} will be skipped. ${error.message.split('\n')[0]}`);
  }
}

function isDebian() {
  const file = '/etc/os-release';
  return existsSync(file) && /^ID="?debian"?$/m.test(readFileSync(file, 'utf8'));
}

/** True when a window can be shown with this environment as it is. */
export function hasDisplay(env) {
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** The things of which no name is installed. */
export function findMissing(wanted, installed) {
  return wanted.filter((names) => !names.some((name) => installed.has(name)));
}

/** For each thing the first name the package lists know, else its plainest name. */
export function chooseNames(missing, isKnown) {
  return missing.map((names) => names.find(isKnown) ?? names.at(-1));
}

function isFound(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
}

// Debian splits ensurepip off: `python3 -m venv` is there and fails.
function canMakeVenv() {
  return spawnSync('python3', ['-c', 'import ensurepip, venv'], { stdio: 'ignore' }).status === 0;
}

function installedPackages() {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n'], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('installed '));
  return new Set(lines.map((line) => line.slice('installed '.length)));
}

function hasCandidate(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  return /^ {2}Candidate: (?!\(none\))/m.test(stdout);
}

/** @param {string[][]} missing @param {{purpose?: string, later?: string[][]}} about `later`: what else an ordinary user is told to install with it */
function install(missing, { purpose = 'the window needs', later = [] } = {}) {
  const isRoot = process.getuid() === 0;
  const isListed = () => missing.every((names) => names.some(hasCandidate));
  if (isRoot && !isListed()) {
    say('system packages: reading the package lists (apt-get update)');
    runApt(['update', '-qq']);
  }
  const names = chooseNames(missing, hasCandidate);
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...names];
  if (!isRoot) return askToInstall(names, { purpose, others: chooseNames(later, hasCandidate) });
  say(`system packages: installing ${names.join(', ')}`);
  runApt(args);
}

// One line for the app and the tests, run when the person at the terminal agrees.
function askToInstall(names, { purpose, others }) {
  const forTests = others.filter((name) => !names.includes(name));
  const words = ['apt-get', 'install', '-y', '--no-install-recommends', ...names, ...forTests];
  const rest = forTests.length > 0 ? `, and for the tests ${forTests.join(', ')}` : '';
  const lack = `System packages are missing that ${purpose}: ${names.join(', ')}${rest}.`;
  const line = `sudo ${words.join(' ')}`;
  const isAgreed =
    process.stdin.isTTY && !process.env.CI && isFound('sudo') && agrees(`${lack}\n${line}\nRun this now? [y/N] `);
  if (isAgreed && spawnSync('sudo', words, { stdio: 'inherit' }).status === 0) return;
  throw new ScriptError(lack, `Run this once, then try again: ${line}`);
}

function agrees(question) {
  process.stderr.write(question);
  // Not our stdin, which may not wait for who reads it.
  const terminal = openSync('/dev/tty', 'r');
  try {
    const answer = Buffer.alloc(64);
    return /^y(es)?$/i.test(answer.toString('utf8', 0, readSync(terminal, answer)).trim());
  } finally {
    closeSync(terminal);
  }
}

function runApt(args) {
  const { status, stdout, stderr } = spawnSync('apt-get', args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    maxBuffer: 64 << 20,
  });
  if (status === 0) return;
  const lastLines = `${stdout}${stderr}`.trim().split('\n').slice(-8).join('\n');
  throw new ScriptError(
    `\`apt-get ${args.join(' ')}\` failed:\n${lastLines}`,
    'Check the network and /etc/apt/sources.list, or install the packages by hand, then try again.',
  );
}

function checkWithoutApt({ needsDisplay }) {
  if (!needsDisplay || isFound('Xvfb')) return;
  throw new ScriptError(
    'There is no display here and Xvfb, which would be one, is not installed.',
    'Install it with the package manager of this system (Fedora: xorg-x11-server-Xvfb, Arch: xorg-server-xvfb), then try again.',
  );
}

if (isMainModule(import.meta.url)) {
  await runMain(() => ensureSystemPackages({ forTests: false, forWorld: true, forDisplay: true, forRelease: true }));
}
