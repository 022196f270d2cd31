import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { Part } from './part';
import { Pieces } from './pieces';
import { watchStall } from './request';
import { Transfer } from './transfer';

const chunkBytes = 5000;
const sizeBytes = 200 * chunkBytes;

it('the memory that chunks share is not freed with the first of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'transfer-'));
  const content = randomBytes(sizeBytes);
  // Slices of one memory, as many as several writes take.
  const shared = Buffer.from(content);
  const slices = Array.from({ length: 200 }, (_, at) => shared.subarray(at * chunkBytes, (at + 1) * chunkBytes));
  const part = await Part.open(folder, null, null);
  const pieces = new Pieces(sizeBytes, Infinity);
  const transfer = new Transfer(part, pieces, { segmentBytes: sizeBytes, onWritten: () => undefined });
  const watch = watchStall(10_000, new AbortController().signal);
  const piece = pieces.take();
  if (piece !== null) await transfer.take({ body: Readable.from(slices), to: sizeBytes }, piece, { watch });
  watch.stop();
  await part.close();
  expect((await readFile(part.path)).equals(content)).toBe(true);
  await rm(folder, { recursive: true });
});
