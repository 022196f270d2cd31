import gt from 'semver/functions/gt';
import parseVersion from 'semver/functions/parse';
import type { LocalPack } from '../../../src/contract/packs/local-packs';

function isNewer(candidate: string | null, installed: string): boolean {
  const [newest, current] = [parseVersion(candidate, true), parseVersion(installed, true)];
  return newest !== null && current !== null && gt(newest, current);
}

function findRelease({ version, newer }: LocalPack, latestVersion: string | null): string | null {
  // The registry may have been asked after the catalogue was made, or before.
  if (newer !== undefined && !isNewer(latestVersion, newer)) return newer;
  return isNewer(latestVersion, version) ? latestVersion : null;
}

/** Something newer, whether it is wanted or not. */
function findNewer(local: LocalPack, latestVersion: string | null): string | null {
  if (local.source === 'git') return local.newer ?? null;
  return local.source === 'registry' ? findRelease(local, latestVersion) : null;
}

/**
 * What an update of a pack on disk leads to, by the catalogue and by the last check; null where nothing newer is known, or where a person wants
 * none. The one answer to whether a pack has an update: everything that shows or counts updates goes by it. Pure.
 */
export function findUpdate(local: LocalPack, latestVersion: string | null): string | null {
  // A held pack is not offered an update, because its person keeps it at its version.
  if (!local.enabled || local.hold) return null;
  const newer = findNewer(local, latestVersion);
  return newer === local.skipped ? null : newer;
}

/** The version that would be offered if a person had not put it away; null where none was put away, or another one is there by now. Pure. */
export function findSkipped(local: LocalPack, latestVersion: string | null): string | null {
  if (!local.enabled || local.hold || local.skipped === undefined) return null;
  return findNewer(local, latestVersion) === local.skipped ? local.skipped : null;
}
