// What `npm run package` was asked for: a system, its targets, and words that are electron-builder's.
import { ScriptError } from '../script-error.mjs';

const SYSTEMS = {
  linux: ['--linux', '-l'],
  mac: ['--mac', '--macos', '-m', '-o'],
  win: ['--win', '--windows', '-w'],
};
const HOSTS = { linux: 'linux', darwin: 'mac', win32: 'win' };

/** What the stand-in tools can make (scripts/package/stand-ins.mjs). */
const STAND_IN_TARGETS = ['AppImage', 'deb', 'tar.gz'];

/**
 * @typedef {{system: 'linux' | 'mac' | 'win', targets: string[], isFast: boolean, others: string[]}} PackageRequest
 * `others` are passed on as they are.
 */

/**
 * Reads the words behind `npm run package --`. Without a system it is the one of this machine.
 * @param {readonly string[]} words
 * @param {NodeJS.Platform} [platform]
 * @returns {PackageRequest}
 * @throws {ScriptError} for more than one system: each has a configuration of its own
 */
export function readRequest(words, platform = process.platform) {
  const systems = new Set();
  const targets = [];
  const others = [];
  let isTarget = false;
  for (const word of words.filter((word) => word !== '--fast')) {
    const system = Object.keys(SYSTEMS).find((name) => SYSTEMS[name].includes(word));
    if (system !== undefined) systems.add(system);
    else if (isTarget && !word.startsWith('-')) targets.push(word);
    else others.push(word);
    isTarget = system !== undefined || (isTarget && !word.startsWith('-'));
  }
  if (systems.size > 1) throw new ScriptError('One system at a time.', 'Run the command once for each system.', 2);
  const [system = HOSTS[platform]] = systems;
  return { system, targets, isFast: words.includes('--fast'), others };
}

/**
 * The arguments of electron-builder. With an Electron that is not the official one every name says so, and what was not named is what can be made.
 * @param {PackageRequest} request
 * @param {{dist: string, version: string, isOfficial: boolean}} electron
 * @returns {string[]}
 * @throws {ScriptError} for a target that the stand-in tools cannot make
 */
export function composeArguments({ system, targets, isFast, others }, electron) {
  const config = system === 'linux' ? 'scripts/package/linux.yml' : 'electron-builder.yml';
  const speed = isFast ? ['-c.compression=store'] : [];
  const common = ['--config', config, '--publish', 'never'];
  if (electron.isOfficial) return [...common, `--${system}`, ...targets, ...speed, ...others];
  checkStandIn(system, targets);
  const isFolder = others.includes('--dir');
  const made = targets.length > 0 || isFolder ? targets : STAND_IN_TARGETS;
  return [
    ...[...common, `--${system}`, ...made, ...speed],
    ...[`-c.electronDist=${electron.dist}`, `-c.electronVersion=${electron.version}`],
    // xz, which a release takes, needs two minutes of a processor for a tenth of the size.
    '-c.deb.compression=gz',
    '-c.artifactName=${name}-${version}-stand-in-${arch}.${ext}',
    ...others,
  ];
}

function checkStandIn(system, targets) {
  const unknown = targets.filter((target) => ![...STAND_IN_TARGETS, 'dir'].includes(target));
  if (system === 'linux' && unknown.length === 0) return;
  const asked = system === 'linux' ? unknown.join(', ') : `a package for ${system === 'mac' ? 'macOS' : 'Windows'}`;
  throw new ScriptError(
    `Without the official Electron ${asked} cannot be made here.`,
    `Allow this machine to reach github.com, or ask for one of ${STAND_IN_TARGETS.join(', ')}.`,
    2,
  );
}
