// A server of releases on loopback that can do to a download what networks and attackers do.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

/**
 * @typedef {{port: number, url: string, sent: () => {name: string, bytes: number, isPart: boolean}[], forget: () => void,
 *   serve: (folder: string) => void, fault: (fault: Fault | null) => void, close: () => Promise<void>, open: () => Promise<void>}} Feed
 * @typedef {{kind: 'tampered', name: RegExp} | {kind: 'cut', name: RegExp} | {kind: 'no-parts'}} Fault
 */

/** Opens a feed on a free port. @returns {Promise<Feed>} */
export async function openFeed() {
  const state = { folder: '', fault: null, sent: [] };
  const server = createServer((request, response) => answer(request, response, state));
  const listen = (port) => new Promise((done) => server.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address();
  return {
    ...{ port, url: `http://127.0.0.1:${port}` },
    sent: () => state.sent,
    forget: () => void (state.sent = []),
    serve: (folder) => void (state.folder = folder),
    fault: (fault) => void (state.fault = fault),
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
    open: () => listen(port),
  };
}

function answer(request, response, state) {
  const name = decodeURIComponent(new URL(request.url, 'http://feed').pathname.slice(1));
  const file = join(state.folder, name);
  if (name.includes('..') || !existsSync(file)) return response.writeHead(404).end();
  const { size } = statSync(file);
  const { fault } = state;
  const range = fault?.kind === 'no-parts' ? null : readRange(request.headers.range, size);
  const [first, last] = begin(response, range, size);
  state.sent.push({ name, bytes: last - first + 1, isPart: range !== null });
  send(response, { file, first, last, fault: fault?.name?.test(name) ? fault : null });
}

function begin(response, range, size) {
  const [first, last] = range ?? [0, size - 1];
  const headers = { 'content-length': last - first + 1, 'content-type': 'application/octet-stream' };
  if (range) headers['content-range'] = `bytes ${first}-${last}/${size}`;
  response.writeHead(range ? 206 : 200, headers);
  return [first, last];
}

function readRange(header, size) {
  const found = /^bytes=(\d+)-(\d*)$/.exec(header ?? '');
  return found ? [Number(found[1]), found[2] === '' ? size - 1 : Number(found[2])] : null;
}

function send(response, { file, first, last, fault }) {
  if (fault?.kind === 'cut') {
    const half = first + Math.floor((last - first) / 2);
    const part = createReadStream(file, { start: first, end: half });
    return void part.on('end', () => response.destroy()).pipe(response, { end: false });
  }
  if (fault?.kind === 'tampered') {
    const bytes = Buffer.from(readFileSync(file).subarray(first, last + 1));
    const at = Math.floor(bytes.length / 2);
    bytes[at] ^= 1;
    return void response.end(bytes);
  }
  createReadStream(file, { start: first, end: last }).pipe(response);
}
