import { z } from 'zod';
import { orAborted } from '../../base/async/abort';
import { inLimitedTime } from '../../base/async/time-limit';
import { ModelManifest } from '../../contract/library/model-manifest';
import type { Logger } from '../../base/log';
import { msg } from '../../contract/text/message';
import { writeManifest } from '../models/manifest/manifest-document';
import type { Models } from '../models/models';
import type { SnapshotFileDocument } from './import-document';
import type { SnapshotRun } from './snapshot-context';

/** What snapshots need of the models. */
export type SnapshotModels = Pick<Models, 'describe' | 'compare'>;

/** Where a snapshot says which models there were: beside what is ours, which ComfyUI-Manager does not read. */
const Recorded = z.object({ desktop: z.object({ models: ModelManifest }) });

/** A change waits for its snapshot: 2,000 files take 0.2 s, and a disk that takes longer than this is not waited for. */
const longestMs = 2000;

/** The models that are there now, by what is known of them: none is hashed or opened for it. Left out where they cannot be read in time: packs alone are worth a snapshot. */
export async function recordModels(models: SnapshotModels, log: Logger): Promise<{ models?: ModelManifest }> {
  try {
    const rows = await inLimitedTime(longestMs, undefined, ({ limit }) =>
      orAborted(models.describe({ isQuick: true }), limit),
    );
    return { models: writeManifest([...rows.values()]).document };
  } catch (error) {
    log.warn('A snapshot is taken without models.', { error });
    return {};
  }
}

/** Warns of models that a snapshot recorded and that are not here now. Nothing is downloaded: the person chooses in the details of the snapshot. */
export async function warnOfMissing(
  document: SnapshotFileDocument,
  models: SnapshotModels,
  { job }: Pick<SnapshotRun, 'job'>,
): Promise<void> {
  const recorded = Recorded.safeParse(document).data?.desktop.models;
  if (recorded === undefined) return;
  const { rows } = await models.compare(recorded);
  const { length } = rows.filter(({ state }) => state === 'missing');
  if (length === 0) return;
  job.warn(
    length === 1
      ? msg`One model that the snapshot recorded is missing here: its details in Snapshots say which, and can download it.`
      : msg`${length} models that the snapshot recorded are missing here: its details in Snapshots say which, and can download them.`,
  );
}
