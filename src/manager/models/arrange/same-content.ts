import { stopIfCancelled, type JobContext } from '../../../base/async/job';
import { msg } from '../../../contract/text/message';
import { readRange } from '../places/model-content';

const pieceBytes = 8 * 1024 * 1024;

/** How far the comparison of several files is, in bytes. */
export interface ComparedBytes {
  done: number;
  total: number;
}

/** Whether two files have the same bytes, read side by side. Adds to `compared` and reports it. Throws `cancelled`. */
export async function isSameContent(
  files: readonly [string, string],
  compared: ComparedBytes,
  job: JobContext,
): Promise<boolean> {
  for (let position = 0; ; position += pieceBytes) {
    stopIfCancelled(job);
    const read = (file: string) => readRange(file, position, pieceBytes);
    const [one, two] = await Promise.all([read(files[0]), read(files[1])]);
    if (!one.equals(two)) return false;
    if (one.length === 0) return true;
    compared.done += one.length;
    job.report({ phase: msg`Comparing`, bytesDone: compared.done, bytesTotal: compared.total });
  }
}
