// What is done with each installer on its own system, as steps: it is installed, what it installed is started and asked, and it is removed.
import { posix, win32 } from 'node:path';
import { kindOf } from './package-kinds.mjs';

/** electron-builder writes the processor as the package's own world does. */
const NAMES = { x64: '(x64|amd64|x86_64)', arm64: '(arm64|aarch64)' };

const isFor = (name, arch) => new RegExp(`[-_]${NAMES[arch]}[-.]`).test(name);

function planOne(file, name, machine) {
  const { trial } = kindOf(name, machine.platform);
  const { install, program, remove, gone } = trial(file, machine);
  const smoke = { say: 'starts and answers', command: 'smoke', args: ['--app', program] };
  return { installer: name, steps: program === null ? install : [...install, smoke], after: remove, gone };
}

/** Why a package is not tried on this machine; null: it is. */
function whyUntried(name, { platform, arch }) {
  if (Object.keys(NAMES).some((other) => other !== arch && isFor(name, other))) return 'it is for another processor';
  return kindOf(name, platform).untried ?? null;
}

/**
 * @param {string[]} files absolute paths of what was built
 * @param {{platform: NodeJS.Platform, arch: string} & import('./package-kinds.mjs').Machine} machine
 * @returns {{
 *   trials: {installer: string, steps: import('./package-kinds.mjs').Step[], after: import('./package-kinds.mjs').Step[], gone: string[]}[],
 *   untried: string[],
 * }} `untried`: a sentence for each package that is not tried here
 */
export function planTrials(files, machine) {
  const { basename } = machine.platform === 'win32' ? win32 : posix;
  const packages = files
    .map((file) => ({ file, name: basename(file) }))
    .filter(({ name }) => kindOf(name, machine.platform) !== null)
    .map((one) => ({ ...one, why: whyUntried(one.name, machine) }));
  return {
    trials: packages.filter(({ why }) => why === null).map(({ file, name }) => planOne(file, name, machine)),
    untried: packages.filter(({ why }) => why !== null).map(({ name, why }) => `${name} is not tried here: ${why}`),
  };
}
