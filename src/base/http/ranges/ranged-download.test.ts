import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobContext, JobStep } from '../../async/job';
import { AppError } from '../../../contract/errors';
import { formatMessage, type Sentence } from '../../../contract/text/message';
import { downloadInRanges, type RangedInput } from './ranged-download';
import { startRangeHost, type RangeHost } from './testing/range-host';

const segmentBytes = 1024 * 1024;
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
  return downloadInRanges({ url: `${host.url}/file`, folder, stallMs: 1000, segmentBytes, inspect, ...rest }, jobFor(signal));
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

  it('arrives over a line that is cut twenty times, stalls twice and is slow, with less than a segment fetched again for each', async () => {
    host.manner = (_seen, count) => {
      if (count === 5 || count === 20) return { stallAfter: 300_000 };
      if (count % 2 === 0 && count <= 40) return { cutAfter: 700_000, bytesPerSecond: 20_000_000 };
      return { bytesPerSecond: 20_000_000 };
    };
    await expectWhole(await download());
    expect(sentBytes() - sizeBytes).toBeLessThan(22 * segmentBytes);
    expect(warnings).toEqual([]);
  });
});
