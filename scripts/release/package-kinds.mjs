// Every kind of package, one row for each: how it is installed on its own system, where its program is then, how it is removed, and what is expected of it. Data
// alone, so that a test on any system sees the rows of all.
import { posix, win32 } from 'node:path';

/**
 * @typedef {{say: string, command: string, args: string[]}} Step a program with its arguments; `smoke` is our own `npm run smoke`
 * @typedef {{scratch: string, isSigned: boolean, isNotarised: boolean, restrictsNamespaces: boolean}} Machine `scratch`: an empty folder
 * @typedef {{install: Step[], program: string | null, remove: Step[], gone: string[]}} Trial `remove` is done whatever happened; `gone` must not be there then; without a
 *   `program` the steps themselves start it
 * @typedef {{
 *   content: string | null,
 *   resources: string,
 *   isHeld: boolean,
 *   mostMebibytes: number,
 * }} Layout `content`: from the folder of the program to everything that the package brings; null: it unpacks itself at a place of its own, and its output reaches nobody.
 *   `resources`: from there to app.asar and the licences. `isHeld`: the end of its stdin ends it. `mostMebibytes`: what it may take when it is unpacked
 * @typedef {{platform: NodeJS.Platform, name: RegExp, layout: Layout, trial: null | ((file: string, machine: Machine) => Trial), untried?: string}} PackageKind
 */

const PROGRAM = 'comfyui-manager-desktop';
const PRODUCT = 'ComfyUI Manager Desktop';
const step = (say, command, ...args) => ({ say, command, args });

// The limits leave room for the next Electron: 233 MiB is what version 33 takes on Linux. The frameworks of macOS and the libraries of Windows are larger.
// What is ours is limited more closely, and equally everywhere (e2e/smoke/package-content.ts).
const onLinux = { content: '.', resources: 'resources', isHeld: true, mostMebibytes: 320 };
const onMac = { content: '..', resources: 'Resources', isHeld: true, mostMebibytes: 380 };
// Electron gives a program of Windows an stdin that has ended (its lib/node/init.ts), so nobody holds it by that.
const onWindows = { content: '.', resources: 'resources', isHeld: false, mostMebibytes: 380 };

const NAMESPACES = 'kernel.apparmor_restrict_unprivileged_userns';
/** Ubuntu 24.04 lets only programs with a profile make user namespaces, and without one an AppImage leaves the sandbox of its page out. */
const allowNamespaces = step('may make user namespaces', 'sudo', 'sysctl', '-w', `${NAMESPACES}=0`);
const forbidNamespaces = step('is as it was about them', 'sudo', 'sysctl', '-w', `${NAMESPACES}=1`);

function tryDeb(file) {
  const installed = `/opt/${PROGRAM}`;
  return {
    install: [step('is installed with what it depends on', 'sudo', 'apt-get', 'install', '--yes', file)],
    program: `${installed}/${PROGRAM}`,
    remove: [step('is removed', 'sudo', 'apt-get', 'purge', '--yes', PROGRAM)],
    gone: [installed, `/usr/bin/${PROGRAM}`],
  };
}

function tryAppImage(file, { restrictsNamespaces }) {
  return {
    install: [step('may be run', 'chmod', '+x', file), ...(restrictsNamespaces ? [allowNamespaces] : [])],
    program: file,
    remove: restrictsNamespaces ? [forbidNamespaces] : [],
    gone: [],
  };
}

// Where user namespaces are closed this is what docs/install.md tells the person to do.
function tryTarball(file, { scratch, restrictsNamespaces }) {
  const folder = posix.join(scratch, 'tarball');
  const helper = posix.join(folder, 'chrome-sandbox');
  const giveHelper = [
    step('gives root its helper', 'sudo', 'chown', 'root:root', helper),
    step('lets it act as root', 'sudo', 'chmod', '4755', helper),
  ];
  return {
    install: [
      step('has a place', 'mkdir', folder),
      step('is unpacked', 'tar', '-xzf', file, '-C', folder, '--strip-components=1'),
      ...(restrictsNamespaces ? giveHelper : []),
    ],
    program: posix.join(folder, PROGRAM),
    remove: [step('is removed', 'rm', '-rf', folder)],
    gone: [folder],
  };
}

/** A line that is looked after; the next one comes every half year. */
const FEDORA = 'fedora:43';
// In there as root: dnf finds every library that the package names, none is missing, and a person starts it with an empty profile.
const IN_FEDORA = `dnf install -y --setopt=install_weak_deps=False /app.rpm xorg-x11-server-Xvfb curl
program=/opt/${PROGRAM}/${PROGRAM}
if ldd $program | grep 'not found'; then exit 1; fi
useradd person
runuser -u person -- Xvfb :9 -nolisten tcp &
runuser -u person -- env DISPLAY=:9 HOME=/home/person $program --disable-gpu --port=8190 &
curl -fsS --retry 60 --retry-delay 1 --retry-connrefused http://127.0.0.1:8190/healthz
dnf remove -y ${PROGRAM}
if [ -e /opt/${PROGRAM} ]; then echo 'The folder of the package is still there.'; exit 1; fi`;

// No runner of GitHub has a Linux that installs an rpm, but each of Linux has docker. Chromium's sandbox takes user namespaces, in a container too.
function tryRpm(file, { restrictsNamespaces }) {
  const container = ['run', '--rm', '--cap-add', 'SYS_ADMIN', '--security-opt', 'apparmor=unconfined'];
  const inside = ['--volume', `${file}:/app.rpm:ro`, FEDORA, 'sh', '-exc', IN_FEDORA];
  return {
    install: [
      ...(restrictsNamespaces ? [allowNamespaces] : []),
      step('is installed in a Fedora, started, asked and removed', 'docker', ...container, ...inside),
    ],
    program: null,
    remove: restrictsNamespaces ? [forbidNamespaces] : [],
    gone: [],
  };
}

function tryDmg(file, { scratch, isSigned, isNotarised }) {
  const volume = posix.join(scratch, 'volume');
  const app = posix.join(scratch, 'Applications', `${PRODUCT}.app`);
  const signature = step('has its signature, deep down', 'codesign', '--verify', '--deep', '--strict', app);
  // Without the notary's ticket Gatekeeper refuses a signed app too.
  const notary = [
    step('is let in by Gatekeeper', 'spctl', '-a', '-vv', app),
    step('carries the ticket of the notary', 'xcrun', 'stapler', 'validate', app),
  ];
  return {
    install: [
      step('has a place', 'mkdir', volume),
      step('is opened', 'hdiutil', 'attach', '-nobrowse', '-readonly', '-mountpoint', volume, file),
      step('is copied', 'ditto', posix.join(volume, `${PRODUCT}.app`), app),
      ...(isSigned ? [signature] : []),
      ...(isNotarised ? notary : []),
    ],
    program: posix.join(app, 'Contents', 'MacOS', PRODUCT),
    remove: [step('is closed', 'hdiutil', 'detach', volume), step('is removed', 'rm', '-rf', app)],
    gone: [app],
  };
}

function trySetup(file, { scratch }) {
  const folder = win32.join(scratch, 'installed');
  const program = win32.join(folder, `${PRODUCT}.exe`);
  return {
    // NSIS reads everything behind /D= as the folder, spaces too, so it stands last and without quotes.
    install: [step('is installed for this user, unasked', file, '/S', `/D=${folder}`)],
    program,
    // `_?=` lets the uninstaller work where it is, so that its end is the end.
    remove: [step('is removed', win32.join(folder, `Uninstall ${PRODUCT}.exe`), '/S', `_?=${folder}`)],
    gone: [program],
  };
}

const tryPortable = (file) => ({ install: [], program: file, remove: [], gone: [] });

/** @type {Record<string, PackageKind>} */
export const packageKinds = {
  deb: { platform: 'linux', name: /\.deb$/, layout: onLinux, trial: tryDeb },
  AppImage: { platform: 'linux', name: /\.AppImage$/, layout: onLinux, trial: tryAppImage },
  'tar.gz': { platform: 'linux', name: /\.tar\.gz$/, layout: onLinux, trial: tryTarball },
  rpm: { platform: 'linux', name: /\.rpm$/, layout: onLinux, trial: tryRpm },
  dmg: { platform: 'darwin', name: /\.dmg$/, layout: onMac, trial: tryDmg },
  zip: {
    ...{ platform: 'darwin', name: /\.zip$/, layout: onMac },
    ...{ trial: null, untried: 'updates take it, with the same app as in the dmg' },
  },
  // Its launcher hands no output on (electron-builder 26), and unpacks the app into a folder of its own.
  portable: {
    ...{ platform: 'win32', name: /-portable-.*\.exe$/, trial: tryPortable },
    layout: { ...onWindows, content: null },
  },
  setup: { platform: 'win32', name: /-setup-.*\.exe$/, layout: onWindows, trial: trySetup },
};

/** The row of a file; null: it is no package of this system. @returns {PackageKind | null} */
export function kindOf(name, platform) {
  return Object.values(packageKinds).find((kind) => kind.platform === platform && kind.name.test(name)) ?? null;
}

/** Where the parts lie of what a person starts: a package, or a program that was installed. @returns {Layout} */
export function layoutOf(name, platform) {
  return kindOf(name, platform)?.layout ?? { darwin: onMac, win32: onWindows }[platform] ?? onLinux;
}
