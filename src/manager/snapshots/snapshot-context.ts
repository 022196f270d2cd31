import type { JobContext } from '../../base/async/job';
import { type Sentence } from '../../contract/text/message';
import type { Logger } from '../../base/log';
import type { SnapshotChange } from '../../contract/snapshots';
import type { OneCopyOperations } from '../packs/exact/operations-on-one-copy';
import type { PackCopy } from '../packs/inventory/inventory';
import type { Authorise } from '../installation/policy';
import type { Packs } from '../packs/packs';
import type { Python } from '../python/python';
import type { ChangeTask } from '../records/change-record';
import type { Recorded } from './recorded';
import type { SnapshotFiles } from './snapshot-files';

/** What a restore gets beside its parameters. */
export interface SnapshotRun {
  job: JobContext;
  authorise: Authorise;
  /** The task it is run for; it stands in the record of each change. */
  task?: ChangeTask | undefined;
}

/** What snapshots need of the packs. */
export interface SnapshotPacks {
  /** Every copy of every pack, enabled and disabled, single files included. */
  copies(): Promise<readonly PackCopy[]>;
  exact: OneCopyOperations;
  /** Writes down a change that was made elsewhere, so that it can be taken back. */
  note: Packs['note'];
}

/** What snapshots need of Python. */
export type SnapshotPython = Pick<
  Python,
  'environment' | 'frozenPackages' | 'pinPackages' | 'reports' | 'withinOneChange'
>;

/** What snapshots need of ComfyUI's code. */
export interface SnapshotCode {
  /** The commit is null when ComfyUI is no clone. */
  current(): { commit: string | null };
  /** Switches as a whole or not at all; null when it stands there already. `notes` say what was kept aside. */
  switchTo(ref: string, run: SnapshotRun): Promise<{ from: string; to: string; notes: Sentence[] } | null>;
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
