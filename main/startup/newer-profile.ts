import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  dataFormatName,
  isWrittenByNewer,
  readDataFormat,
  remedyOfNewer,
  sentenceOfNewer,
} from '../../src/contract/app/data-format';

/** Why the profile cannot be opened by this version of the app; null: it can. Nothing is written. */
export function findNewerProfile(folder: string): string | null {
  try {
    const stamp = readDataFormat(JSON.parse(readFileSync(join(folder, dataFormatName), 'utf8')));
    return isWrittenByNewer(stamp) ? `${sentenceOfNewer(folder, stamp)} ${remedyOfNewer}` : null;
  } catch {
    // What cannot be read is put in order later.
    return null;
  }
}
