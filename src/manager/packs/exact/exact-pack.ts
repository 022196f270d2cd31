import type { PackCopy } from '../inventory/inventory';
import { normaliseVersion } from '../inventory/versions';

/** One copy of a registry pack as it is to be. An empty version is any; without a folder it lives under its id. */
export interface ExactRegistryPack {
  kind: 'registry';
  id: string;
  version: string;
  folder: string | null;
  isEnabled: boolean;
}

/** One clone as it is to be. Without a commit any will do; `branch` is where HEAD is to be, if that loses nothing. */
export interface ExactClone {
  kind: 'git';
  url: string;
  commit: string | null;
  branch: string | null;
  folder: string | null;
  isEnabled: boolean;
}

/** One copy of a pack as it is to be: which one, at which version, where, and whether enabled. */
export type ExactPack = ExactRegistryPack | ExactClone;

/** Whether a copy is at the version; a pack without one is what it is. A short commit counts. */
export function isAtVersion(copy: PackCopy, pack: ExactPack): boolean {
  if (pack.kind === 'registry') return pack.version === '' || copy.version === normaliseVersion(pack.version);
  return pack.commit === null || (copy.version !== '' && copy.version.startsWith(pack.commit.toLowerCase()));
}
