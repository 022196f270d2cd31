import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { msg } from '../../../contract/text/message';
import { stopIfCancelled, type JobContext } from '../../../base/async/job';

const chunkBytes = 1024 * 1024;

/** A part of a file; shorter where that ends before. */
export async function readRange(file: string, from: number, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = createReadStream(file, { start: from, end: from + bytes - 1 });
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** SHA-256 of a file in hex, read in pieces; reports `Checking` with bytes. Throws `cancelled`. */
export async function hashFile(file: string, job: JobContext): Promise<string> {
  const bytesTotal = (await stat(file)).size;
  const hash = createHash('sha256');
  let bytesDone = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    stopIfCancelled(job);
    hash.update(chunk);
    bytesDone += chunk.length;
    if (bytesDone % (16 * chunkBytes) < chunkBytes) job.report({ phase: msg`Checking`, bytesDone, bytesTotal });
  }
  return hash.digest('hex');
}
