import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHost, type Host } from '../../../../../e2e/world/host';

/** How one answer behaves. What is left out is as it should be. */
export interface Manner {
  /** Says other headers than the true ones. */
  headers?: Record<string, string>;
  /** The connection is torn after so many bytes of the body. */
  cutAfter?: number;
  /** Nothing more comes after so many bytes. */
  stallAfter?: number;
  bytesPerSecond?: number;
  /** The whole file, whatever was requested. */
  ignoresRanges?: boolean;
  /** Sends this in place of the file. */
  instead?: (request: IncomingMessage, response: ServerResponse) => void;
}

/** A request that the host saw. */
export interface Seen {
  path: string;
  range: { from: number; to: number } | null;
  headers: IncomingMessage['headers'];
  /** How much of the body went out. */
  sent: number;
}

/** A server for one file, which behaves as a test says. */
export interface RangeHost extends Host {
  file: { bytes: Buffer; etag: string };
  sha256: string;
  seen: Seen[];
  /** How the answer to a request behaves; asked for each. */
  manner: (seen: Seen, count: number) => Manner;
}

async function send(response: ServerResponse, body: Buffer, { manner, seen }: { manner: Manner; seen: Seen }) {
  const { cutAfter = Infinity, stallAfter = Infinity, bytesPerSecond } = manner;
  const step = bytesPerSecond === undefined ? 64 * 1024 : Math.max(1, Math.round(bytesPerSecond / 50));
  const end = Math.min(body.length, cutAfter, stallAfter);
  for (let at = 0; at < end && !response.destroyed; at += step) {
    const chunk = body.subarray(at, Math.min(end, at + step));
    // Called back for a connection that has ended as well.
    await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
    seen.sent += chunk.length;
    if (bytesPerSecond !== undefined) await sleep(20);
  }
  if (body.length > cutAfter) response.destroy();
  else if (body.length <= stallAfter) response.end();
}

/** Starts it with a file of noise. For tests only. */
export async function startRangeHost(sizeBytes: number): Promise<RangeHost> {
  const bytes = randomBytes(sizeBytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const host: RangeHost = {
    ...(await startHost(async ({ request, response, path }) => {
      const { bytes: content, etag } = host.file;
      const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
      const range =
        match === null ? null : { from: Number(match[1]), to: Math.min(Number(match[2]) + 1, content.length) };
      const seen: Seen = { path, range, headers: request.headers, sent: 0 };
      const manner = host.manner(seen, host.seen.push(seen));
      if (manner.instead !== undefined) return manner.instead(request, response);
      const ifRange = request.headers['if-range'];
      const isPart = range !== null && manner.ignoresRanges !== true && (ifRange === undefined || ifRange === etag);
      const part = isPart ? content.subarray(range.from, range.to) : content;
      const extra = isPart ? { 'content-range': `bytes ${range.from}-${range.to - 1}/${content.length}` } : {};
      response.writeHead(isPart ? 206 : 200, { etag, 'content-length': part.length, ...extra, ...manner.headers });
      await send(response, part, { manner, seen });
    })),
    file: { bytes, etag: '"one"' },
    sha256,
    seen: [],
    manner: () => ({}),
  };
  return host;
}
