import type { GitOptions } from '../../../base/git/command';
import type { Logger } from '../../../base/log';
import type { ComfyStatus } from '../../../contract/comfyui/comfyui-status';
import type { PackRequirement } from '../../../contract/packs/pack-details';
import type { AppSettings, NetworkMode } from '../../../contract/settings';
import type { LiveCatalogue } from '../../catalogue/catalogue';
import type { ChosenGroups } from '../../python/requirements/optional-groups';
import type { PackCopy } from '../inventory/inventory';
import type { NodeList } from '../../../contract/library/node-list';
import type { Sentence } from '../../../contract/text/message';

/** One line a pack asks for, and where it stands. */
export interface RequirementLine {
  text: string;
  source: string;
}

/** Where the details of a pack come from. */
export interface DetailSources {
  copies: () => Promise<readonly PackCopy[]>;
  catalogue: Pick<LiveCatalogue, 'find' | 'versions' | 'resolveVersion' | 'releaseFacts'>;
  /** Judges lines by what is installed in ComfyUI's Python. */
  judgeRequirements: (
    lines: readonly RequirementLine[],
  ) => Promise<{ requirements: PackRequirement[]; problem: Sentence | null }>;
  /** The lines of a pack's requirements files. */
  readRequirementLines: (packDir: string) => Promise<RequirementLine[]>;
  /** The files of a copy that a person has edited; null where nobody knows. */
  listEditedFiles: (copy: PackCopy) => Promise<string[] | null>;
  /** The optional groups that were chosen for packs. */
  readChosenGroups: () => Promise<ChosenGroups>;
  imports: () => ComfyStatus['imports'];
  settings: AppSettings;
  networkMode: () => NetworkMode;
  git: GitOptions;
  registryUrl: () => string;
  /** The node classes of versions of a pack, out of tar archives of their Python files; nothing of them is run. Throws `environment-missing`, `command-failed`. */
  readNodeLists: (archives: readonly string[], signal: AbortSignal) => Promise<readonly NodeList[]>;
  log: Logger;
  /** Our own folder for what is kept. */
  folder: string;
}
