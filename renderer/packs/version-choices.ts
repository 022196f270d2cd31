import type { PackVersion } from '../../src/contract/packs/catalogue-packs';
import type { PackRecord } from '../state/packs/pack-record';

/** One line of the version picker. */
export interface VersionChoice extends PackVersion {
  isInstalled: boolean;
  isNewest: boolean;
}

/** Whether a pack can be installed at a chosen version: it is in the registry, or has a repository. */
export function hasVersions(record: PackRecord): boolean {
  return record.registryId !== null || (record.repository ?? record.files[0] ?? '') !== '';
}

function isInstalledVersion(version: PackVersion, record: PackRecord): boolean {
  const { local } = record;
  if (local === null) return false;
  if (version.kind === 'nightly') return local.source === 'git';
  return local.source === 'registry' && local.version === version.version;
}

/** The versions of a pack as choices, in the order given, with what is installed and what is newest marked. */
export function mergeVersions(versions: readonly PackVersion[], record: PackRecord): VersionChoice[] {
  const newest = versions.find(
    ({ kind, status, deprecated }) => kind === 'registry' && status === 'active' && !deprecated,
  );
  return versions.map((version) => ({
    ...version,
    isInstalled: isInstalledVersion(version, record),
    isNewest: version === newest,
  }));
}
