// What is done with each installer on its own system, as steps: it is installed, what it installed is started and asked, and it is removed. Data alone, so
// that the steps of every system are seen by a test on any.
import { posix, win32 } from 'node:path';

/** @typedef {{say: string, command: string, args: string[]}} Step a program with its arguments; `smoke` is our own `npm run smoke` */
/** @typedef {{installer: string, steps: Step[], after: Step[], gone: string[]}} Trial `after` is done whatever happened; `gone` must not be there then */

const PROGRAM = 'comfyui-manager-desktop';
const PRODUCT = 'ComfyUI Manager Desktop';
const step = (say, command, ...args) => ({ say, command, args });
const smoke = (app) => step('starts and answers', 'smoke', '--app', app);

function tryDeb(file) {
  const installed = `/opt/${PROGRAM}`;
  return {
    steps: [
      step('is installed with what it depends on', 'sudo', 'apt-get', 'install', '--yes', file),
      smoke(`${installed}/${PROGRAM}`),
    ],
    after: [step('is removed', 'sudo', 'apt-get', 'purge', '--yes', PROGRAM)],
    gone: [installed, `/usr/bin/${PROGRAM}`],
  };
}

function tryTarball(file, { scratch }) {
  const folder = posix.join(scratch, 'tarball');
  return {
    steps: [
      step('has a place', 'mkdir', folder),
      step('is unpacked', 'tar', '-xzf', file, '-C', folder, '--strip-components=1'),
      smoke(posix.join(folder, PROGRAM)),
    ],
    after: [step('is removed', 'rm', '-rf', folder)],
    gone: [folder],
  };
}

function tryAppImage(file) {
  return { steps: [step('may be run', 'chmod', '+x', file), smoke(file)], after: [], gone: [] };
}

function tryDmg(file, { scratch, isSigned }) {
  const volume = posix.join(scratch, 'volume');
  const app = posix.join(scratch, 'Applications', `${PRODUCT}.app`);
  const signature = [
    step('has its signature, deep down', 'codesign', '--verify', '--deep', '--strict', app),
    step('is let in by Gatekeeper', 'spctl', '-a', '-vv', app),
    step('carries the ticket of the notary', 'xcrun', 'stapler', 'validate', app),
  ];
  return {
    steps: [
      step('has a place', 'mkdir', volume),
      step('is opened', 'hdiutil', 'attach', '-nobrowse', '-readonly', '-mountpoint', volume, file),
      step('is copied', 'ditto', posix.join(volume, `${PRODUCT}.app`), app),
      ...(isSigned ? signature : []),
      smoke(posix.join(app, 'Contents', 'MacOS', PRODUCT)),
    ],
    after: [step('is closed', 'hdiutil', 'detach', volume), step('is removed', 'rm', '-rf', app)],
    gone: [app],
  };
}

function trySetup(file, { scratch }) {
  const folder = win32.join(scratch, 'installed');
  return {
    steps: [
      // NSIS reads everything behind /D= as the folder, spaces too, so it stands last and without quotes.
      step('is installed for this user, unasked', file, '/S', `/D=${folder}`),
      smoke(win32.join(folder, `${PRODUCT}.exe`)),
    ],
    // `_?=` lets the uninstaller work where it is, so that its end is the end.
    after: [step('is removed', win32.join(folder, `Uninstall ${PRODUCT}.exe`), '/S', `_?=${folder}`)],
    gone: [win32.join(folder, `${PRODUCT}.exe`)],
  };
}

const tryPortable = (file) => ({ steps: [smoke(file)], after: [], gone: [] });

/** Which way an installer of this name goes; null: it is none that is started (an update's file, a list, a package for another processor). */
function chooseTrial(name, { platform, arch }) {
  const isOther = ['x64', 'arm64'].some(
    (other) => other !== arch && new RegExp(`[-_]${namesOf(other)}[-.]`).test(name),
  );
  if (isOther) return null;
  if (platform === 'darwin') return name.endsWith('.dmg') ? tryDmg : null;
  if (platform === 'win32') return name.endsWith('.exe') ? (/portable/i.test(name) ? tryPortable : trySetup) : null;
  const byEnd = { '.deb': tryDeb, '.AppImage': tryAppImage, '.tar.gz': tryTarball };
  return Object.entries(byEnd).find(([end]) => name.endsWith(end))?.[1] ?? null;
}

/** electron-builder writes the processor as the package's own world does. */
const namesOf = (arch) => (arch === 'x64' ? '(x64|amd64|x86_64)' : '(arm64|aarch64)');

/**
 * @param {string[]} files absolute paths of what was built
 * @param {{platform: NodeJS.Platform, arch: string, scratch: string, isSigned: boolean}} machine
 * @returns {Trial[]}
 */
export function planTrials(files, machine) {
  const { basename } = machine.platform === 'win32' ? win32 : posix;
  return files.flatMap((file) => {
    const plan = chooseTrial(basename(file), machine);
    return plan === null ? [] : [{ installer: basename(file), ...plan(file, machine) }];
  });
}
