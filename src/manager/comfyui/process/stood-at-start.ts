import type { ComfyBuild } from '../../../contract/comfyui';
import type { InstalledPacks } from '../../../contract/packs';
import type { PackOnDisk } from './pack-states';

/** What there was when a run began: what it imports, whatever is changed meanwhile. */
export interface StoodAtStart {
  /** The packs it imports, in the form of `customnode/installed`. */
  imported: InstalledPacks;
  /** Every enabled one, by name. */
  packs: ReadonlyMap<string, PackOnDisk>;
  build: ComfyBuild;
}
