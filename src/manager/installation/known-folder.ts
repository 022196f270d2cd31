import { keepSealed } from '../../base/files/seals';
import type { Notify } from '../../base/files/quarantine';
import type { Logger } from '../../base/log';
import { newSecret, openFolderRecord, type KnownFolder } from './folder-record';
import type { Paths } from './paths';
import { adoptDocuments, countCopiesAsOld, setUnverifiedAside } from './unverified';

export interface KnownFolderOptions {
  /** Where the app's own state lies. */
  profileDir: string;
  /** The profile has opened the folder in a version that sealed nothing: what is there is ours. */
  isFamiliar: boolean;
  notify: Notify;
  log: Logger;
}

/** What a core knows of its folder by the profile. */
export interface OwnFolder extends KnownFolder {
  /** The folder came from elsewhere: this profile opens it for the first time. */
  isForeign: boolean;
  /** What the queue knows its lines by. */
  proof: {
    starts: readonly string[];
    isAdopted: boolean;
    wasWritten: (isAnew: boolean) => Promise<void>;
  };
  notify: Notify;
  end: () => void;
}

/** Each opening that could not write the queue anew leaves one more. */
const maxStarts = 10;

/** Lets the files of the app in a folder count only where this profile has written them. To be called before any of them is read. */
export async function openOwnFolder(paths: Paths, options: KnownFolderOptions): Promise<OwnFolder> {
  const known = await openFolderRecord(paths.desktopDir, options);
  const { record, isNew, save } = known;
  const end = keepSealed(paths.desktopDir, Buffer.from(record.key, 'hex'));
  const isAdopted = isNew && options.isFamiliar;
  if (isAdopted) await adoptDocuments(paths);
  else await setUnverifiedAside(paths, options.notify);
  const isForeign = isNew && !isAdopted;
  if (isForeign) await countCopiesAsOld(paths);
  const start = newSecret();
  record.queueStarts = [...record.queueStarts, start].slice(-maxStarts);
  await save();
  const starts = record.queueStarts;
  const wasWritten = async (isAnew: boolean): Promise<void> => {
    record.queueStarts = isAnew ? [start] : starts;
    await save();
  };
  return { ...known, isForeign, proof: { starts, isAdopted, wasWritten }, notify: options.notify, end };
}
