import type { Logger } from '../../base/log';
import type { Installation } from '../../contract/installation';
import type { AppSettings } from '../../contract/settings';
import type { ComfyOptions } from '../comfyui/arguments/comfy-options';
import type { ProcessMemo } from '../comfyui/process/previous-process';
import type { Paths } from '../installation/paths';
import type { Packs } from '../packs/packs';
import type { Python } from '../python/python';

/** What rehearsals work with. */
export interface RehearsalOptions {
  installation: Installation;
  paths: Pick<Paths, 'stagingDir' | 'desktopDir'>;
  settings: AppSettings;
  packs: Pick<Packs, 'copies' | 'prepareUpdate'>;
  python: Pick<Python, 'environment' | 'trial'>;
  /** What `main.py` can be started with. */
  options: Pick<ComfyOptions, 'read'>;
  /** What a person gives ComfyUI. */
  variables: () => Readonly<Record<string, string>>;
  /** The names of the saved workflows that use node classes, by class. */
  workflowsOf: (nodeClasses: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;
  log: Logger;
}

/** One update on trial. */
export interface TriedUpdate {
  key: string;
  /** Its name below `custom_nodes`. */
  name: string;
  from: string;
  to: string;
  /** The folder that it would replace. */
  dir: string;
  hasScript: boolean;
}

/** The folders of one rehearsal. All of it goes when it ends. */
export interface StagedFolders {
  root: string;
  /** What ComfyUI takes for the folder of everything that is a person's. */
  base: string;
  customNodesDir: string;
  /** New versions that are not in their places. */
  nextDir: string;
  /** Installed versions that had to make room for new ones. */
  previousDir: string;
  /** What only ComfyUI writes. */
  proofDir: string;
  /** Starts `main.py` with packages from elsewhere. */
  starter: string;
}

/** What a rehearsal is in the middle of. */
export interface Trial {
  context: RehearsalOptions;
  folders: StagedFolders;
  interpreter: string;
  /** Words of `main.py --help`. */
  flags: readonly string[];
  memo: ProcessMemo;
}
