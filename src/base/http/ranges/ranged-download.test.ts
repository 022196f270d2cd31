import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleModules } from '../../../../e2e/bundle-modules';
import type { JobContext, JobStep } from '../../async/job';
import { AppError } from '../../../contract/errors';
import { formatMessage, type Sentence } from '../../../contract/text/message';
import { downloadInRanges, type RangedInput } from './ranged-download';
import { createRateLimit } from './rate-limit';
import { startRangeHost, type Manner, type RangeHost } from './testing/range-host';

const segmentBytes = 256 * 1024;
const sizeBytes = 24 * segmentBytes + 12_345;

let folder: string;
let host: RangeHost;
let warnings: string[];
let steps: JobStep[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ranges ünï-'));
  host = await startRangeHost(sizeBytes);
  warnings = [];
  steps = [];
});
afterEach(async () => {
  await host.stop();
  await rm(folder, { recursive: true, force: true });
});

function jobFor(signal = new AbortController().signal): JobContext {
  return {
    ...{ signal, log: () => undefined, report: (step: JobStep) => void steps.push(step) },
    warn: (sentence: Sentence) => void warnings.push(formatMessage(sentence)),
  };
}

function download(rest: Partial<RangedInput> = {}, signal?: AbortSignal) {
  const inspect = () => ({ sizeBytes: null, sha256: null });
  return downloadInRanges(
    { url: `${host.url}/file`, folder, stallMs: 1000, segmentBytes, inspect, ...rest },
    jobFor(signal),
  );
}

const sentBytes = () => host.seen.reduce((sum, { sent }) => sum + sent, 0);

async function expectWhole(arrived: Awaited<ReturnType<typeof download>>): Promise<void> {
  expect(arrived.computed).toBe(host.sha256);
  expect((await readFile(arrived.file)).equals(host.file.bytes)).toBe(true);
}

describe('a file in pieces', () => {
  it('arrives over several connections, each byte fetched once', async () => {
    await expectWhole(await download());
    expect(sentBytes()).toBe(sizeBytes);
    expect(host.seen.length).toBe(25);
    expect(steps.at(-1)).toMatchObject({ bytesDone: sizeBytes, bytesTotal: sizeBytes });
  });

  it('takes no speed limit for a stall', async () => {
    const limit = createRateLimit(() => 300_000);
    host.file = { ...host.file, bytes: host.file.bytes.subarray(0, 3 * segmentBytes) };
    // Each chunk waits for those of all connections, longer than a stall may take.
    await download({ stallMs: 400, limit });
    expect(host.seen).toHaveLength(3);
  });

  it('shows what comes on a slow line as well', async () => {
    host.manner = () => ({ bytesPerSecond: 100_000 });
    const abort = new AbortController();
    const end = expect(download({ connections: 1 }, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => steps.filter(({ bytesDone = 0 }) => bytesDone > 0).length).toBeGreaterThan(2);
    abort.abort();
    await end;
    expect(steps.at(-1)?.bytesDone).toBeLessThan(segmentBytes);
  });

  it('arrives over a line that is cut twenty times, stalls twice and is slow, with less than a segment fetched again for each', async () => {
    host.manner = (_seen, count) => {
      if (count === 5 || count === 20) return { stallAfter: 75_000 };
      if (count % 2 === 0 && count <= 40) return { cutAfter: 175_000, bytesPerSecond: 5_000_000 };
      return { bytesPerSecond: 5_000_000 };
    };
    await expectWhole(await download());
    expect(sentBytes() - sizeBytes).toBeLessThan(22 * segmentBytes);
    expect(warnings).toEqual([]);
  });
});

/** Ends a download by its signal once so much has come, as a quit does. */
async function stopAfter(bytes: number): Promise<void> {
  const abort = new AbortController();
  host.manner = (_seen, count) => {
    if (sentBytes() > bytes) abort.abort();
    return count > 6 ? { bytesPerSecond: 5_000_000 } : {};
  };
  await expect(download({}, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  host.manner = () => ({});
}

describe('what an earlier run has begun', () => {
  it('is gone on with, also at another address of the same file, and shows at once what is there', async () => {
    await stopAfter(12 * segmentBytes);
    const before = sentBytes();
    steps = [];
    await expectWhole(await download({ url: `${host.url}/signed-anew?Expires=9` }));
    expect(sentBytes() - before).toBeLessThan(sizeBytes - 4 * segmentBytes);
    expect(steps[0]).toMatchObject({ bytesTotal: sizeBytes });
    expect(steps[0]?.bytesDone).toBeGreaterThan(4 * segmentBytes);
    expect(warnings).toEqual([]);
  });

  it('is fetched anew, and said, where the file has changed since', async () => {
    await stopAfter(12 * segmentBytes);
    host.file = { bytes: Buffer.from(host.file.bytes).reverse(), etag: '"two"' };
    const arrived = await download();
    expect((await readFile(arrived.file)).equals(host.file.bytes)).toBe(true);
    expect(warnings).toEqual([expect.stringContaining('started from the beginning')]);
  });

  it('is whole already: nothing but one byte is fetched', async () => {
    await download();
    host.seen = [];
    await expectWhole(await download());
    expect(sentBytes()).toBe(1);
  });

  it('is not believed where the journal claims more than is there', async () => {
    const { file } = await download();
    await truncate(file, segmentBytes);
    await expectWhole(await download());
  });
});

describe('a server that lies', () => {
  const failure = (rest: Partial<RangedInput> = {}) =>
    download({ stallMs: 300, ...rest }).then(
      () => expect.fail('it arrived'),
      (error: unknown) => (error instanceof AppError ? error : expect.fail(String(error))),
    );

  it('changes the file between two pieces: all of it is of one of them', async () => {
    host.manner = (_seen, count) => {
      if (count === 9) host.file = { bytes: Buffer.from(host.file.bytes).reverse(), etag: '"two"' };
      return { bytesPerSecond: 7_500_000 };
    };
    const arrived = await download();
    expect((await readFile(arrived.file)).equals(host.file.bytes)).toBe(true);
    expect(warnings).toHaveLength(1);
  });

  it('is another server each time, with another tag: the file comes in one go', async () => {
    host.manner = (_seen, count) => ({ headers: { etag: `"${count}"` } });
    await expectWhole(await download());
    expect(host.seen.at(-1)?.range).toBe(null);
  });

  it.each([
    ['no stretches at all', { ignoresRanges: true }],
    ['stretches of a file that nothing tells from another one', { headers: { etag: 'W/"weak"' } }],
    ['another stretch than it says', { headers: { 'content-range': 'bytes 5-9/10' } }],
    ['no length of the whole', { headers: { 'content-range': `bytes 0-${segmentBytes - 1}/*` } }],
  ])('sends %s: the file comes in one go', async (_name, manner) => {
    host.manner = ({ range }) => (range === null ? {} : manner);
    await expectWhole(await download());
  });

  it('sends other stretches later on: they are not written', async () => {
    let lies = 0;
    host.manner = ({ range }, count) => {
      if (count === 1 || range === null || lies++ > 3) return {};
      return { headers: { 'content-range': `bytes ${range.from + 1}-${range.to}/${sizeBytes}` } };
    };
    await expectWhole(await download());
  });

  it('sends a page in the place of a stretch: what has come stays, and the next attempt goes on', async () => {
    const inspect: RangedInput['inspect'] = ({ header }) => {
      if (header('content-type') === 'text/html') throw new AppError('download-failed', 'A page.', { remedy: '' });
      return { sizeBytes: null, sha256: null };
    };
    host.manner = (_seen, count) =>
      count < 12
        ? {}
        : {
            instead: (_request, response) =>
              void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
          };
    expect(await failure({ inspect })).toMatchObject({ message: 'A page.' });
    host.manner = () => ({});
    const before = sentBytes();
    await expectWhole(await download({ inspect }));
    expect(sentBytes() - before).toBeLessThan(sizeBytes - 2 * segmentBytes);
  });

  it.each(['file:///etc/passwd', 'ftp://127.0.0.1/x'])('leads to %s: it is not followed', async (location) => {
    host.manner = () => ({ instead: (_request, response) => void response.writeHead(302, { location }).end() });
    expect((await failure()).code).toBe('download-failed');
  });

  it('leads to another host: a token stays at home, for each stretch', async () => {
    const storage = await startRangeHost(0);
    storage.file = host.file;
    host.manner = () => ({
      instead: (_request, response) => void response.writeHead(302, { location: `${storage.url}/stored` }).end(),
    });
    await expectWhole(await download({ headers: { authorization: 'Bearer secret' } }));
    expect(host.seen.map(({ headers }) => headers.authorization)).toEqual(host.seen.map(() => 'Bearer secret'));
    expect(storage.seen.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
    expect(storage.seen.length).toBeGreaterThan(20);
    await storage.stop();
  });

  it('ends a signed address on the way: a new one is fetched, and the file goes on', async () => {
    let signature = 1;
    host.manner = ({ path }, count) => {
      if (count === 15) signature = 2;
      if (path === '/file') {
        const location = `${host.url}/stored-${signature}`;
        return { instead: (_request, response) => void response.writeHead(302, { location }).end() };
      }
      if (path.endsWith(`-${signature}`)) return {};
      return { instead: (_request, response) => void response.writeHead(403).end() };
    };
    await expectWhole(await download());
    expect(warnings).toEqual([]);
  });

  it('is busy: it is asked again when it says', async () => {
    let isBusy = true;
    host.manner = () => {
      const answer: Manner = isBusy
        ? { instead: (_request, response) => void response.writeHead(503, { 'retry-after': '1' }).end() }
        : {};
      isBusy = false;
      return answer;
    };
    const atMs = performance.now();
    await expectWhole(await download());
    expect(performance.now() - atMs).toBeGreaterThan(990);
  });

  it('stays silent: another address is asked where there is one', async () => {
    host.manner = (_seen, count) => (count < 4 ? {} : { stallAfter: 10 });
    expect((await failure({ stallMs: 100, isOneOfSeveral: true })).code).toBe('download-stalled');
  });

  it('sends other stretches for ever: that is no network, and ends it', async () => {
    host.manner = ({ range }, count) =>
      count === 1 || range === null
        ? {}
        : { headers: { 'content-range': `bytes ${range.from + 1}-${range.to}/${sizeBytes}` } };
    expect((await failure()).message).toContain('another part of the file');
  });

  it('claims a length that no disk has: room is asked for before anything is made of it', async () => {
    const claimed = { headers: { 'content-range': `bytes 0-65535/999999999999999` } };
    host.manner = () => claimed;
    const needed: number[] = [];
    const reserve = (bytesToCome: () => number) => {
      needed.push(bytesToCome());
      return Promise.reject(new AppError('disk-full', 'No room.', { remedy: '' }));
    };
    expect(await failure({ reserve, segmentBytes: 16 })).toMatchObject({ code: 'disk-full' });
    expect(needed).toEqual([999_999_999_999_999]);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the app is killed', () => {
  it('ten times in between: the file arrives, and each kill costs less than what its connections had in flight', async () => {
    const modules = await bundleModules({ run: join(import.meta.dirname, 'testing', 'download-once.ts') });
    host.manner = () => ({ bytesPerSecond: 1_000_000 });
    const url = `${host.url}/file`;
    for (let kill = 0; kill < 10; kill += 1) {
      const goal = sentBytes() + 2 * segmentBytes;
      const child = spawn(process.execPath, [fileURLToPath(modules.urlOf('run')), url, folder, String(segmentBytes)]);
      await expect.poll(sentBytes, { interval: 5, timeout: 20_000 }).toBeGreaterThan(goal);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    host.manner = () => ({});
    await expectWhole(await download());
    // Eight connections, of which each has claimed all but half a segment.
    expect(sentBytes() - sizeBytes).toBeLessThan(10 * 8 * segmentBytes);
    await rm(modules.folder, { recursive: true });
  }, 120_000);
});
