import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What networks and attackers do to a download. */
export type Fault = { kind: 'tampered' | 'cut'; name: RegExp } | { kind: 'no-parts' };

/** A file, or a part of one, that was sent. */
export interface Sent {
  name: string;
  bytes: number;
  isPart: boolean;
}

/** A server of releases on loopback. */
export interface Feed {
  url: string;
  /** What was sent since the last `forget`. */
  sent: () => readonly Sent[];
  forget: () => void;
  /** Offers the files of a folder. */
  serve: (folder: string) => void;
  setFault: (fault: Fault | null) => void;
  /** From here on nobody answers at its address. */
  close: () => Promise<void>;
  /** Answers again, at the same address. */
  open: () => Promise<void>;
}

interface State {
  folder: string;
  fault: Fault | null;
  sent: Sent[];
}

/** Opens a feed on a free port. */
export async function openFeed(): Promise<Feed> {
  const state: State = { folder: '', fault: null, sent: [] };
  const server = createServer((request, response) => answer(request, response, state));
  const listen = async (port: number) => {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sent: () => state.sent,
    forget: () => void (state.sent = []),
    serve: (folder) => void (state.folder = folder),
    setFault: (fault) => void (state.fault = fault),
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
    open: () => listen(port),
  };
}

interface FeedRequest {
  url?: string;
  headers: { range?: string };
}

function answer({ url = '/', headers }: FeedRequest, response: ServerResponse, state: State): void {
  const name = decodeURIComponent(new URL(url, 'http://feed').pathname.slice(1));
  const file = join(state.folder, name);
  if (name.includes('..') || !existsSync(file)) return void response.writeHead(404).end();
  const { size } = statSync(file);
  const { fault } = state;
  const range = fault?.kind === 'no-parts' ? null : readRange(headers.range, size);
  const [first, last] = begin(response, range, size);
  state.sent.push({ name, bytes: last - first + 1, isPart: range !== null });
  const isMeant = fault !== null && fault.kind !== 'no-parts' && fault.name.test(name);
  send(response, { file, first, last }, isMeant ? fault.kind : null);
}

type Range = readonly [first: number, last: number];

function begin(response: ServerResponse, range: Range | null, size: number): Range {
  const [first, last] = range ?? [0, size - 1];
  const headers = { 'content-length': last - first + 1, 'content-type': 'application/octet-stream' };
  response.writeHead(
    range ? 206 : 200,
    range ? { ...headers, 'content-range': `bytes ${first}-${last}/${size}` } : headers,
  );
  return [first, last];
}

function readRange(header: string | undefined, size: number): Range | null {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(header ?? '') ?? [];
  return first === undefined ? null : [Number(first), last ? Number(last) : size - 1];
}

interface Part {
  file: string;
  first: number;
  last: number;
}

function send(response: ServerResponse, { file, first, last }: Part, fault: 'tampered' | 'cut' | null): void {
  if (fault === 'tampered') {
    const bytes = Buffer.from(readFileSync(file).subarray(first, last + 1));
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    response.end(bytes);
  } else if (fault === 'cut') {
    const part = createReadStream(file, { start: first, end: first + Math.floor((last - first) / 2) });
    part.on('end', () => response.destroy()).pipe(response, { end: false });
  } else createReadStream(file, { start: first, end: last }).pipe(response);
}
