import { z } from 'zod';
import {
  Snapshot,
  SnapshotChange,
  SnapshotDocument,
  SnapshotName,
  SnapshotOverview,
  SnapshotPlan,
  SnapshotThing,
} from '../snapshots';
import { ClientId } from '../tasks/tasks';
import { reads, changes, Nothing, LooseBoolean } from './shape';

const RestoreInput = z.object({ target: SnapshotName, exact: LooseBoolean, client_id: ClientId.optional() });

/** Snapshots of an installation. */
export const snapshotsOperations = {
  'snapshots.list': reads(Nothing, z.object({ items: z.array(z.string()) })),
  /** Every snapshot, newest first, with what it holds and how far it is from now. */
  'snapshots.overview': reads(Nothing, SnapshotOverview),
  /** Everything that a snapshot records, by name. */
  'snapshots.contents': reads(
    z.object({ target: SnapshotName }),
    z.object({ target: z.string(), things: z.array(SnapshotThing) }),
  ),
  'snapshots.current': reads(Nothing, Snapshot),
  'snapshots.save': changes(
    z.object({ name: SnapshotName.optional() }),
    z.object({ name: z.string() }),
    'save-snapshot',
  ),
  /** The document of a snapshot, for a file elsewhere. */
  'snapshots.read': reads(
    z.object({ target: SnapshotName }),
    z.object({ document: z.record(z.string(), z.unknown()) }),
  ),
  /** Takes in a document (JSON or YAML) under a name. Throws `snapshot-exists` with a free name, `snapshot-failed` for what is no snapshot. */
  'snapshots.import': changes(SnapshotDocument, z.object({ name: z.string() }), 'save-snapshot'),
  'snapshots.remove': changes(z.object({ target: SnapshotName }), Nothing, 'remove-snapshot'),
  'snapshots.plan': reads(RestoreInput, SnapshotPlan),
  /** What changed from one snapshot to another, whatever is on disk now. */
  'snapshots.compare': reads(
    z.object({ from: SnapshotName, to: SnapshotName }),
    z.object({ changes: z.array(SnapshotChange) }),
  ),
  /** Starts at once; the task is of kind `restore-snapshot`. */
  'snapshots.restore': changes(RestoreInput, z.object({ ui_id: z.string() }), 'restore-snapshot'),
} as const;
