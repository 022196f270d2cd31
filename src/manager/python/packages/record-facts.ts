import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cacheReadings } from '../../../base/files/cache-by-stamp';
import { readTextIfPresent } from '../../../base/files/files';
import { readRecord } from './record';

/** What is asked of the RECORD of every installed distribution at each change: an environment with torch names fifty thousand files in them. */
export interface RecordFacts {
  /** SHA-256 of its text, in hex. */
  hash: string;
  /** Whether it came from an address. */
  namesAddress: boolean;
  /** The first part of each path: a folder, or a file that lies in none. */
  tops: ReadonlySet<string>;
}

/** The first part of a path of a RECORD. */
export const topOf = (path: string): string => path.split('/', 1)[0] ?? path;

async function readAnew(file: string): Promise<RecordFacts | null> {
  const text = await readTextIfPresent(file);
  if (text === null) return null;
  const tops = new Set<string>();
  for (const { path } of readRecord(text)) tops.add(topOf(path));
  return {
    hash: createHash('sha256').update(text).digest('hex'),
    namesAddress: text.includes('direct_url.json'),
    // As parts of the text they would keep all of it in memory.
    tops: structuredClone(tops),
  };
}

const cached = cacheReadings<RecordFacts | null>();

/** What the RECORD beside a distribution's metadata tells; null where there is none. It is read again where it is another file or has changed. */
export function readRecordFacts(infoPath: string): Promise<RecordFacts | null> {
  const file = join(infoPath, 'RECORD');
  return cached(file, () => readAnew(file));
}
