import { createServer, type ServerResponse } from 'node:http';
import { connect, createServer as createLine, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

// A process of its own: SIZE, how many bytes a second each connection, and all of them together, may have (0: no limit), and the milliseconds of a round trip.
// Prints its port.
const [size = 0, perConnection = 0, together = 0, roundTripMs = 0] = process.argv.slice(2).map(Number);
const block = Buffer.alloc(1024 * 1024, 'model bytes ');

/** When all that was sent until now would have been sent at the allowed speed. */
let togetherMs = 0;

async function send(response: ServerResponse, bytes: number): Promise<void> {
  let ownMs = performance.now();
  const step = perConnection + together > 0 ? 64 * 1024 : block.length;
  for (let left = bytes; left > 0 && !response.destroyed;) {
    const chunk = block.subarray(0, Math.min(step, left));
    left -= chunk.length;
    if (!response.write(chunk)) {
      await new Promise<void>((done) => {
        response.once('drain', done).once('close', done);
      });
      response.removeAllListeners('drain');
    }
    const now = performance.now();
    ownMs = perConnection > 0 ? Math.max(ownMs, now - 50) + (chunk.length / perConnection) * 1000 : now;
    togetherMs = together > 0 ? Math.max(togetherMs, now - 50) + (chunk.length / together) * 1000 : now;
    const waitMs = Math.max(ownMs, togetherMs) - now;
    if (waitMs > 5) await sleep(waitMs);
  }
  response.end();
}

/** What may be under way on one connection, as the window of TCP allows. */
const windowBytes = 4 * 1024 * 1024;

/** Hands on what comes, half a round trip later. */
function delay(from: Socket, to: Socket): void {
  let underWay = 0;
  from.on('data', (chunk: Buffer) => {
    underWay += chunk.length;
    if (underWay >= windowBytes) from.pause();
    setTimeout(() => {
      to.write(chunk, () => {
        underWay -= chunk.length;
        from.resume();
      });
    }, roundTripMs / 2);
  });
  from.on('error', () => undefined).on('close', () => setTimeout(() => to.destroy(), roundTripMs / 2));
}

/** A long line to the server: a further port, through which all takes its time. */
function openLine(port: number): Promise<number> {
  const line = createLine((near) => {
    const far = connect(port, '127.0.0.1');
    delay(near, far);
    delay(far, near);
  });
  return new Promise((done) => {
    line.listen(0, '127.0.0.1', () => done((line.address() as AddressInfo).port));
  });
}

const server = createServer((request, response) => {
  response.setMaxListeners(0);
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const from = Number(match?.[1] ?? 0);
  const to = match?.[2] ? Math.min(Number(match[2]) + 1, size) : size;
  const headers = { etag: '"bench"', 'accept-ranges': 'bytes', 'content-length': to - from };
  response.writeHead(match ? 206 : 200, {
    ...headers,
    ...(match && { 'content-range': `bytes ${from}-${to - 1}/${size}` }),
  });
  if (request.method === 'HEAD') response.end();
  else void send(response, to - from);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const told = roundTripMs > 0 ? openLine(port) : Promise.resolve(port);
  void told.then((shown) => process.stdout.write(`${shown}\n`));
});
