import { createHash } from 'node:crypto';
import { readRange } from '../places/model-content';

const pieces = 16;
const pieceBytes = 64 * 1024;

/**
 * A hash of sixteen pieces that are spread over a file, its beginning and its end among them: a megabyte is read, however large the file is, and all of one that is no
 * larger. Undefined where it cannot be read. `size`: that of the file, in bytes.
 */
export async function sampleFile(path: string, size: number): Promise<string | undefined> {
  const hash = createHash('sha256');
  const step = Math.max(pieceBytes, (size - pieceBytes) / (pieces - 1));
  try {
    for (let at = 0; at < pieces && at * step < size; at += 1)
      hash.update(await readRange(path, Math.floor(at * step), pieceBytes));
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}
