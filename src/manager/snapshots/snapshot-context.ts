import type { JobContext } from '../../base/async/job';
import type { Logger } from '../../base/log';
import type { SnapshotChange } from '../../contract/snapshots';
import type { OneCopyOperations } from '../packs/exact/operations-on-one-copy';
import type { PackCopy } from '../packs/inventory/inventory';
import type { Authorise } from '../installation/policy';
import type { Python } from '../python/python';
import type { Recorded } from './recorded';
import type { SnapshotFiles } from './snapshot-files';

/** What a restore gets beside its parameters. */
export interface SnapshotRun {
  job: JobContext;
  authorise: Authorise;
}

/** What snapshots need of the packs. */
export interface SnapshotPacks {
  /** Every copy of every pack, enabled and disabled, single files included. */
  copies(): Promise<readonly PackCopy[]>;
  exact: OneCopyOperations;
}

/** What snapshots need of Python. */
export type SnapshotPython = Pick<Python, 'environment' | 'frozenPackages' | 'neededPackages' | 'pinPackages'>;

/** What snapshots need of ComfyUI's code. */
export interface SnapshotCode {
  /** The commit is null when ComfyUI is no clone. */
  current(): { commit: string | null };
  /** Switches as a whole or not at all; null when it stands there already. `notes` say what was kept aside. */
  switchTo(ref: string, run: SnapshotRun): Promise<{ from: string; to: string; notes: string[] } | null>;
}

/** What a restore works with. */
export interface SnapshotContext {
  packs: SnapshotPacks;
  python: SnapshotPython;
  code: SnapshotCode;
  files: SnapshotFiles;
  log: Logger;
  /** Every difference between a snapshot and what is there now. */
  compare(recorded: Recorded, isExact: boolean): Promise<SnapshotChange[]>;
}
