import { createHash, randomBytes } from 'node:crypto';
import { createServer, request, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { LargeReadAgent } from './large-read-agent';
import { releaseBuffer } from './release-buffer';

const bytes = randomBytes(32 * 1024 * 1024);
const hashOf = (pieces: readonly Buffer[]) => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
};

async function withServer(answer: RequestListener, work: (port: number) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function read(port: number, agent: LargeReadAgent): Promise<Buffer[]> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ host: '127.0.0.1', port, agent }, resolve).once('error', reject).end();
  });
  const pieces: Buffer[] = [];
  for await (const piece of answer as AsyncIterable<Buffer>) pieces.push(piece);
  return pieces;
}

it.each(['with a length', 'in chunks'])('pieces stay what they are while later ones are read: %s', async (framing) => {
  const answer: RequestListener = (_request, response) => {
    response.writeHead(200, framing === 'with a length' ? { 'content-length': String(bytes.length) } : {});
    for (let at = 0; at < bytes.length; at += 300_001) response.write(bytes.subarray(at, at + 300_001));
    response.end();
  };
  await withServer(answer, async (port) => {
    const agent = new LargeReadAgent({ keepAlive: true });
    // Twice, on the same connection.
    for (let round = 0; round < 2; round += 1) {
      const pieces = await read(port, agent);
      expect(hashOf(pieces)).toBe(hashOf([bytes]));
      expect(Math.max(...pieces.map(({ length }) => length))).toBeGreaterThan(64 * 1024);
    }
    agent.destroy();
  });
});

it('a discarded piece takes nothing else along', () => {
  const whole = Buffer.alloc(64 * 1024, 1);
  const shared = whole.subarray(0, 32 * 1024);
  releaseBuffer(shared);
  releaseBuffer(Buffer.from('small'));
  expect(shared[0]).toBe(1);
  expect(whole.length).toBe(64 * 1024);
});
