import { dirname, join } from 'node:path';
import { type Sentence } from '../../contract/text/message';
import { createDaysOfUse } from '../../base/files/days-of-use';
import type { Logger } from '../../base/log';
import { shortenPaths } from '../../base/text/short-paths';
import type { Installation } from '../../contract/installation';
import { openOwnFolder } from '../installation/known-folder';
import { putFilesInOrder } from '../installation/own-files';
import { createPaths } from '../installation/paths';
import { openVariables } from '../installation/variables';
import { openBatchRecords } from '../queue/batches';
import { openChangeRecords } from '../records/change-records';
import { openRecoveries } from '../records/recoveries';
import { collectNotices } from './start-notices';

interface GroundOptions {
  installation: Installation;
  /** What was found before, a sentence each. */
  notices?: readonly Sentence[];
  /** Where the app's own state lies. */
  profileDir?: string | undefined;
  /** The profile has opened the folder before, maybe in a version that kept nothing of that. */
  isFamiliar?: boolean | undefined;
  log: Logger;
}

/** Opens the files of ours that the areas stand on, in order before any of them reads. */
export async function openGround(options: GroundOptions) {
  const { installation, log, notices: earlier, profileDir, isFamiliar = false } = options;
  const { rootDir, baseDir, customNodesDir, userDir } = installation;
  // Packs and the user folder may lie elsewhere: they are told from their own names on.
  const known = [rootDir, baseDir, dirname(customNodesDir), dirname(userDir)];
  const shorten = (sentence: string) =>
    shortenPaths(sentence, [...known, ...(profileDir === undefined ? [] : [profileDir])]);
  const notices = collectNotices({ log, earlier, shorten });
  const paths = await createPaths(installation, notices.file);
  const own =
    profileDir === undefined
      ? undefined
      : await openOwnFolder(paths, { profileDir, isFamiliar, notify: notices.file, log });
  await putFilesInOrder(paths, notices.file);
  const variables = await openVariables(join(paths.desktopDir, 'variables.json'));
  const days = createDaysOfUse(join(paths.desktopDir, 'days-of-use.json'));
  const batches = openBatchRecords(paths.batchHistoryDir, {
    ...{ readAge: days.readAge, carriedFile: join(paths.desktopDir, 'carried-batches.json') },
  });
  const records = await openChangeRecords(paths.changesDir, notices.file);
  const recoveries = await openRecoveries(join(paths.desktopDir, 'recovery.json'), log);
  return { told: notices, shorten, own, paths, variables, days, batches, records, recoveries };
}
