import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleModules, type BundledModules } from '../../../../e2e/bundle-modules';

const sizeBytes = 4 * 1024 ** 3;
const segmentBytes = 16 * 1024 * 1024;
const blockBytes = 1024 * 1024;
const [kills, cuts, stalls] = [10, 20, 2];
/** What the line carries, all connections together. */
const bytesPerSecond = 200_000_000;

let folder: string;
let modules: BundledModules;
beforeAll(async () => {
  // On a disk, and not in memory: of that the file would take the most.
  folder = await mkdtemp(join(process.env['LARGE_FOLDER'] ?? tmpdir(), 'large-'));
  modules = await bundleModules({ run: join(import.meta.dirname, 'testing', 'download-once.ts') });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(modules.folder, { recursive: true });
});

/** No block of the file is as another one: one in the wrong place is found. */
const noise = randomBytes(blockBytes);
function blockAt(index: number): Buffer {
  const block = Buffer.from(noise);
  block.writeUInt32BE(index);
  return block;
}

/** The bytes that are asked for. */
function spanOf(range = ''): { from: number; to: number } {
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/u.exec(range) ?? [];
  return { from: Number(from), to: to === '' ? sizeBytes : Math.min(Number(to) + 1, sizeBytes) };
}

/** How a file of noise is sent that lies nowhere. */
function openLine() {
  const state = { sent: 0, answers: 0, cut: 0, stalled: 0 };
  let freeMs = 0;

  /** The share of this chunk on the line. */
  async function takeTurn(bytes: number): Promise<void> {
    const nowMs = performance.now();
    freeMs = Math.max(freeMs, nowMs) + (bytes / bytesPerSecond) * 1000;
    if (freeMs - nowMs > 5) await sleep(freeMs - nowMs);
  }

  /** Sends bytes, and none any more once so many of them were sent. */
  async function send(response: ServerResponse, { from, to }: { from: number; to: number }, breakAt: number) {
    for (let at = from; at < to && !response.destroyed;) {
      const end = Math.min(to, (Math.floor(at / blockBytes) + 1) * blockBytes);
      const chunk = blockAt(Math.floor(at / blockBytes)).subarray(at % blockBytes, (at % blockBytes) + end - at);
      await takeTurn(chunk.length);
      if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      state.sent += chunk.length;
      at = end;
      if (at - from > breakAt) return;
    }
    response.end();
  }

  /** What becomes of the next answer. */
  function nextFate(): 'whole' | 'cut' | 'stalled' {
    state.answers += 1;
    if (state.answers % 7 === 0 && state.cut < cuts) {
      state.cut += 1;
      return 'cut';
    }
    if (state.answers % 50 > 0 || state.stalled === stalls) return 'whole';
    state.stalled += 1;
    return 'stalled';
  }

  const server = createServer((request, response) => {
    const { from, to } = spanOf(request.headers.range);
    response.setMaxListeners(0);
    response.writeHead(206, {
      ...{ etag: '"one"', 'accept-ranges': 'bytes', 'content-length': to - from },
      'content-range': `bytes ${from}-${to - 1}/${sizeBytes}`,
    });
    const fate = nextFate();
    const breakAt = fate === 'whole' ? Infinity : segmentBytes / 2;
    void send(response, { from, to }, breakAt).then(() => fate === 'cut' && response.destroy());
  });
  return { server, state };
}

async function hashOf(chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

function* allBlocks(): Iterable<Buffer> {
  for (let index = 0; index < sizeBytes / blockBytes; index += 1) yield blockAt(index);
}

/** The most memory that a process had, in MB, as the system tells; it is gone with the process. */
async function peakOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1] ?? 0) / 1000;
}

it('a file of 4 GB arrives whole over a line that is cut twenty times and stalls twice, through ten kills', async () => {
  const { server, state } = openLine();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
  const start = () => spawn(process.execPath, [fileURLToPath(modules.urlOf('run')), url, folder, String(segmentBytes)]);
  let peak = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const child = start();
    const goal = state.sent + sizeBytes / (kills + 2);
    while (state.sent < goal) await sleep(20);
    peak = Math.max(peak, await peakOf(child.pid));
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const last = start();
  const watch = setInterval(() => void peakOf(last.pid).then((now) => (peak = Math.max(peak, now))), 100);
  const [code] = (await once(last, 'exit')) as [number];
  clearInterval(watch);
  server.closeAllConnections();
  server.close();
  expect(code).toBe(0);
  expect(state).toMatchObject({ cut: cuts, stalled: stalls });
  const again = state.sent - sizeBytes;
  process.stdout.write(`4 GB: ${Math.round(again / 1e6)} MB sent again, ${Math.round(peak)} MB of memory at most\n`);
  // A kill costs what eight connections had in flight.
  expect(again).toBeLessThan((cuts + stalls + kills * 8) * segmentBytes);
  expect(await hashOf(createReadStream(join(folder, 'part'), { highWaterMark: blockBytes }))).toBe(
    await hashOf(allBlocks()),
  );
}, 900_000);
