import { createHash, type Hash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../contract/errors';
import { type Message, msg } from '../../contract/text/message';
import { openHttp, type HttpAnswer } from './fetch';
import { guardDisk } from '../files/write-guard';
import { describeNetworkCause, hostOf } from './failure';
import { stopIfCancelled, type JobContext } from '../async/job';

export interface DownloadInput {
  url: string;
  /** A path in a staging folder; overwritten. */
  file: string;
  /** The download ends as `download-stalled` after this time without a byte. */
  stallMs: number;
  proxy?: string;
  /** Refused above this size. */
  maxBytes?: number;
  /** What the bytes must be; taken from the ending of `file` or `url` when left out. */
  expect?: 'zip' | 'anything';
}

/** What arrived. */
export interface Downloaded {
  bytes: number;
  /** In lower-case hex, computed while the bytes came in: reading a big file again takes minutes. */
  sha256: string;
}

/** A signal that aborts after a time in which nobody called `touch`. */
function createStallWatch(stallMs: number): { signal: AbortSignal; touch(): void; stop(): void } {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort();
  }, stallMs);
  return { signal: controller.signal, touch: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}

function expectedKind(input: DownloadInput): 'zip' | 'anything' {
  if (input.expect) return input.expect;
  const path = URL.canParse(input.url) ? new URL(input.url).pathname : '';
  return /\.zip$/i.test(input.file) || /\.zip$/i.test(path) ? 'zip' : 'anything';
}

/** What the first bytes look like, or null for a zip. */
function describeNonZip(head: Buffer): Message | null {
  // Local file header, or the end record of an empty archive.
  if (head.length >= 4 && ['504b0304', '504b0506'].includes(head.subarray(0, 4).toString('hex'))) return null;
  const text = head.toString('utf8').trimStart();
  if (text === '') return msg`an empty answer`;
  if (text.startsWith('<')) return msg`a web page`;
  if (text.startsWith('{') || text.startsWith('[')) return msg`a JSON message`;
  return msg`something else`;
}

function notAnArchive(host: string, what: Message, head: Buffer): AppError {
  return new AppError('download-failed', msg`${host} sent ${what} where a zip archive was expected.`, {
    remedy: msg`Check the host settings, and whether the network asks for a login first. Otherwise report it to the owner of the pack.`,
    details: { host, beginning: head.toString('utf8').slice(0, 200) },
  });
}

interface Transfer {
  input: DownloadInput;
  answer: HttpAnswer;
  touch(): void;
  job: JobContext;
  hash: Hash;
}

/** Tells the job how far it is, at most ten times a second, and when all of it is there; with `message` what else there is to know. */
export function createProgress(
  job: JobContext,
  message?: Message,
): (bytesDone: number, bytesTotal: number | null, isLast?: boolean) => void {
  let lastMs = 0;
  return (bytesDone, bytesTotal, isLast = false) => {
    const nowMs = performance.now();
    if (!isLast && bytesDone !== bytesTotal && nowMs - lastMs < 100) return;
    lastMs = nowMs;
    job.report({ phase: msg`Downloading`, message, bytesDone, bytesTotal: bytesTotal ?? undefined });
  };
}

/** How long an answer says that it is. */
export function readLength({ header }: Pick<HttpAnswer, 'header'>): number | null {
  const text = header('content-length');
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

function tooLarge(host: string, maxBytes: number): AppError {
  return new AppError(
    'download-failed',
    msg`The file of ${host} is larger than the ${maxBytes} bytes that are allowed.`,
    {
      remedy: msg`Raise the limit in the settings if this size is right.`,
      details: { host, maxBytes },
    },
  );
}

async function receive(transfer: Transfer, handle: FileHandle): Promise<number> {
  const { input, answer, job } = transfer;
  const { maxBytes = Infinity } = input;
  const host = hostOf(answer.url);
  const total = readLength(answer);
  if (total !== null && total > maxBytes) {
    answer.body.on('error', () => undefined).destroy();
    throw tooLarge(host, maxBytes);
  }
  const report = createProgress(job);
  let bytes = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    transfer.touch();
    if (bytes + chunk.length > maxBytes) throw tooLarge(host, maxBytes);
    await guardDisk(() => writeAll(handle, chunk), input.file);
    transfer.hash.update(chunk);
    bytes += chunk.length;
    report(bytes, total);
  }
  report(bytes, total, true);
  if (total !== null && bytes !== total) throw cut(host, bytes, { total, reason: 'the answer ended early' });
  return bytes;
}

async function writeAll(handle: FileHandle, chunk: Buffer): Promise<void> {
  let offset = 0;
  while (offset < chunk.length) offset += (await handle.write(chunk, offset)).bytesWritten;
}

/** The error for an answer that broke off, after so many bytes. */
export function cut(
  host: string,
  bytes: number | null,
  about: { total?: number; reason: string | Message; cause?: unknown },
): AppError {
  const got = about.total === undefined ? String(bytes) : `${bytes ?? 0} of ${about.total}`;
  const message =
    bytes === null
      ? msg`The download from ${host} broke off: ${about.reason}.`
      : msg`The download from ${host} broke off after ${got} bytes: ${about.reason}.`;
  return new AppError('download-failed', message, {
    remedy: msg`Try again. If it happens every time, the server or a proxy has a problem.`,
    details: { host },
    cause: about.cause,
  });
}

async function refuseOtherKinds(input: DownloadInput, handle: FileHandle, url: string): Promise<void> {
  if (expectedKind(input) !== 'zip') return;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
  const head = buffer.subarray(0, bytesRead);
  const what = describeNonZip(head);
  if (what !== null) throw notAnArchive(hostOf(url), what, head);
}

async function transferTo(handle: FileHandle, input: DownloadInput, job: JobContext): Promise<Downloaded> {
  const stall = createStallWatch(input.stallMs);
  const signal = AbortSignal.any([job.signal, stall.signal]);
  // An archive must arrive as it is: a compressed transfer would hide its real length.
  const headers = { 'accept-encoding': 'identity' };
  try {
    const answer = await openHttp(input.url, { signal, headers, proxy: input.proxy });
    stall.touch();
    const hash = createHash('sha256');
    const bytes = await receive({ input, answer, touch: stall.touch, job, hash }, handle);
    await refuseOtherKinds(input, handle, answer.url);
    return { bytes, sha256: hash.digest('hex') };
  } catch (error) {
    stopIfCancelled(job);
    if (stall.signal.aborted) throw stalled(input);
    if (error instanceof AppError) throw error;
    throw cut(hostOf(input.url), null, { reason: describeNetworkCause(error), cause: error });
  } finally {
    stall.stop();
  }
}

/** The error for a host by which nothing comes. */
export function stalled({ url, stallMs }: Pick<DownloadInput, 'url' | 'stallMs'>): AppError {
  return new AppError(
    'download-stalled',
    msg`${hostOf(url)} sent nothing for ${stallMs / 1000} s, so the download was stopped.`,
    {
      remedy: msg`Try again, or raise the setting downloads.stallSeconds on a slow network.`,
      details: { host: hostOf(url), stallMs },
    },
  );
}

/**
 * Streams an address into `file` and reports `Downloading` with bytes. Throws `download-stalled`, `download-failed` (status, cut, short,
 * a page where an archive is expected), `network-failed`, `disk-full`, `cancelled`; then the partial file is gone.
 */
export async function downloadFile(input: DownloadInput, job: JobContext): Promise<Downloaded> {
  stopIfCancelled(job);
  const handle = await guardDisk(() => open(input.file, 'w+'), input.file);
  try {
    const downloaded = await transferTo(handle, input, job);
    await guardDisk(() => handle.close(), input.file);
    return downloaded;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(input.file, { force: true });
    throw error;
  }
}
