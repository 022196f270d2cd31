import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** The bytes of a stream that come first, as many as come at once; they are read again by whoever reads it. None where it ends before. Throws what the stream throws. */
export async function peek(body: Readable): Promise<Buffer> {
  for (;;) {
    const chunk = body.read() as Buffer | null;
    if (chunk !== null) {
      body.unshift(chunk);
      return chunk;
    }
    if (body.readableEnded) return Buffer.alloc(0);
    const over = new AbortController();
    const { signal } = over;
    await Promise.race([once(body, 'readable', { signal }), once(body, 'end', { signal })]).finally(() => over.abort());
  }
}
