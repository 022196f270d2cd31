import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobContext, JobStep } from '../../async/job';
import { formatMessage, type Sentence } from '../../../contract/text/message';
import { downloadInRanges, type RangedInput } from './ranged-download';
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

/** A time that passes as fast as others wait for it. */
function createClock() {
  const clock = {
    ms: 0,
    nowMs: () => clock.ms,
    sleep: async (ms: number) => {
      const untilMs = clock.ms + ms;
      await new Promise((done) => setImmediate(done));
      clock.ms = Math.max(clock.ms, untilMs);
    },
  };
  return clock;
}

describe('the network is away', () => {
  const gone: Manner = { instead: (request) => void request.socket.destroy() };
  const minute = 60_000;

  it.each([
    ['three minutes', 3 * minute],
    ['an hour', 60 * minute],
  ])('for %s: ten files arrive, and each has told once that it waits', async (_name, awayMs) => {
    const clock = createClock();
    host.file = { ...host.file, bytes: host.file.bytes.subarray(0, 2 * segmentBytes) };
    host.manner = (_seen, count) => (count > 5 && clock.ms < awayMs ? gone : {});
    const told: string[] = [];
    const job = { ...jobFor(), log: (line: string) => void told.push(line) };
    const inspect = () => ({ sizeBytes: null, sha256: null });
    const files = Array.from({ length: 10 }, async (_, at) => {
      const own = await mkdtemp(join(folder, `${at}-`));
      const { file } = await downloadInRanges(
        { url: `${host.url}/file`, folder: own, stallMs: 30_000, segmentBytes, inspect, clock },
        job,
      );
      return readFile(file);
    });
    for (const bytes of await Promise.all(files)) expect(bytes.equals(host.file.bytes)).toBe(true);
    expect(clock.ms).toBeGreaterThan(awayMs);
    expect(warnings).toEqual([]);
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThanOrEqual(10);
    expect(told[0]).toMatch(/the connection was cut\. The download goes on by itself/);
    expect(steps.some(({ phase }) => phase.english === 'Waiting for the network')).toBe(true);
  });

  it('and a person gives up: it ends at once', async () => {
    host.manner = () => gone;
    const abort = new AbortController();
    const end = expect(download({ stallMs: 30_000 }, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => host.seen.length).toBeGreaterThan(0);
    abort.abort();
    await end;
  });

  it.each(['-5', '5\r\nContent-Length: 9'])('is no excuse for an answer with a length of %j', async (length) => {
    const malformed = `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\nhello`;
    host.manner = () => ({ instead: (request) => void request.socket.end(malformed) });
    await expect(download()).rejects.toMatchObject({ code: 'network-failed' });
  });

  it.each([404, 401, 403])('is no excuse for an answer of %s', async (status) => {
    host.manner = (_seen, count) =>
      count < 4 ? {} : { instead: (_request, response) => void response.writeHead(status).end() };
    await expect(download()).rejects.toMatchObject({ code: 'download-failed', details: { status } });
  });

  it('behind a redirect: the address that led to a storage that died is asked where to go now', async () => {
    const storages = await Promise.all([startRangeHost(0), startRangeHost(0)]);
    for (const storage of storages) storage.file = host.file;
    const [dead, alive] = storages;
    dead.manner = (_seen, count) =>
      count < 4 ? {} : { instead: (_request, response) => void response.writeHead(503).end() };
    host.manner = () => ({
      instead: (_request, response) => {
        const { url } = dead.seen.length < 4 ? dead : alive;
        response.writeHead(302, { location: `${url}/stored` }).end();
      },
    });
    await expectWhole(await download());
    expect(alive.seen.length).toBeGreaterThan(10);
    for (const storage of storages) await storage.stop();
  });
});

describe('a server that does not say which file it sends', () => {
  const unmarked = { headers: { etag: 'W/"weak"' } };

  /** Ends a download in the middle; what is left is half of the file. */
  async function stopInTheMiddle(headers: Record<string, string>): Promise<void> {
    const abort = new AbortController();
    host.manner = () => ({ headers, bytesPerSecond: 20_000_000 });
    const end = expect(download({}, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(sentBytes, { interval: 5 }).toBeGreaterThan(12 * segmentBytes);
    abort.abort();
    await end;
    host.manner = () => ({ headers });
  }

  it.each([
    ['nothing but a length', unmarked.headers],
    ['a time alone', { etag: 'W/"weak"', 'last-modified': 'Wed, 02 Dec 2026 10:00:00 GMT' }],
  ])('and tells %s: the last bytes are compared, said before, and it goes on', async (_name, headers) => {
    await stopInTheMiddle(headers);
    host.seen = [];
    steps = [];
    await expectWhole(await download());
    // How much of what was sent had come when it ended is the machine's to say; a file that is fetched anew begins at its first byte.
    expect(Math.min(...host.seen.map(({ range }) => range?.from ?? 0))).toBeGreaterThan(0);
    expect(steps[0]).toMatchObject({ phase: { english: 'Comparing' } });
    expect(formatMessage(steps[1]?.message ?? '')).toContain('the last bytes are compared');
    expect(warnings).toEqual([]);
  });

  it('and has another one by now: it is fetched anew, and said', async () => {
    await stopInTheMiddle(unmarked.headers);
    host.file = { ...host.file, bytes: Buffer.from(host.file.bytes).reverse() };
    const arrived = await download();
    expect((await readFile(arrived.file)).equals(host.file.bytes)).toBe(true);
    expect(warnings).toEqual([expect.stringContaining('started from the beginning')]);
  });

  it('and is cut: what has come is not fetched again', async () => {
    const cut = { cutAfter: 20 * segmentBytes, bytesPerSecond: 20_000_000 };
    host.manner = (_seen, count) => ({ ...unmarked, ...(count === 2 && cut) });
    await expectWhole(await download());
    expect(host.seen.at(-1)?.range?.from).toBeGreaterThan(segmentBytes);
  });
});
