import { join } from 'node:path';
import { type Sentence } from '../../contract/text/message';
import { pathExists, readJsonIfPresent, writeJson } from '../../base/files/files';
import { clearAway, isUsableDocument } from '../../base/files/order-files';
import {
  dataFormat,
  dataFormatName,
  isWrittenByNewer,
  readDataFormat,
  remedyOfNewer,
  sentenceOfNewer,
  stampedAnew,
  type DataFormatStamp,
} from '../../contract/app/data-format';
import { AppError } from '../../contract/errors';

/** Throws `data-newer` for a folder that a newer app has written. Nothing may be written there then, so it comes before everything else. */
export async function refuseNewerData(folder: string): Promise<void> {
  // What cannot be read at all protects nothing, and is put in order later.
  const stamp = readDataFormat(await readJsonIfPresent(join(folder, dataFormatName)).catch(() => null));
  if (!isWrittenByNewer(stamp)) return;
  throw new AppError('data-newer', sentenceOfNewer(folder, stamp), { remedy: remedyOfNewer, details: { folder } });
}

/**
 * Notes in a folder that this app's data has the form of this app, before any of it is written. A note that cannot be read goes aside and is told:
 * it protects, and is nothing that a person would miss.
 */
export async function keepDataStamp(folder: string, app: string, notify: (sentence: Sentence) => void): Promise<void> {
  const file = join(folder, dataFormatName);
  if ((await pathExists(file)) && !(await isUsableDocument(file))) {
    notify(await clearAway(file, stampedAnew));
  }
  const known = readDataFormat(await readJsonIfPresent(file));
  if (known?.format === dataFormat) return;
  const stamp: DataFormatStamp = { format: dataFormat, app };
  await writeJson(file, { version: 1, ...stamp });
}
