import type { InstalledPacks } from '../../../contract/packs/local-packs';
import type { Standing } from './compare-standings';

/** What there was when a run began: what it imports, whatever is changed meanwhile. */
export interface StoodAtStart extends Standing {
  /** The packs it imports, in the form of `customnode/installed`. */
  imported: InstalledPacks;
}
