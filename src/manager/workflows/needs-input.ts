import type { LocalPack } from '../../contract/packs/local-packs';
import type { KnownPack, KnownPacks } from './known-packs';
import type { Ranked } from './rank-candidates';
import type { ClassUse, WorkflowContent } from './workflow-content';
import type { Sentence } from '../../contract/text/message';

/** Everything that the decision depends on. */
export interface NeedsInput {
  content: Pick<WorkflowContent, 'classes'>;
  /** Class to `python_module`, as ComfyUI tells; empty when it has not been asked. */
  loadedClasses: ReadonlyMap<string, string>;
  packs: KnownPacks;
  /** Keys of the packs that bring a class. */
  providersOf: (name: string) => readonly string[];
  coreClasses: ReadonlySet<string>;
  /** Why enabled packs failed to import, by their name below `custom_nodes`. */
  problems: ReadonlyMap<string, Sentence>;
  /** Whether ComfyUI found this very pack, in this version, when it started. */
  wasImported: (local: LocalPack) => boolean;
}

/** Classes that the same pack is the likeliest for. */
export interface PackGroup {
  first: Ranked;
  classes: ClassUse[];
  /** Those that provide every class of the group, the likelier first. */
  others: KnownPack[];
  loadedCount: number;
}
