import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { readBeside } from '../../../base/beside/read-beside';
import { TooDearError, type Reading } from '../../../base/beside/reading';
import { AppError } from '../../../contract/errors';
import { type Message, msg } from '../../../contract/text/message';
import { stopIfCancelled, type JobContext } from '../../../base/async/job';

const tensorsOnly = /\.(safetensors|sft)$/i;

/** Whether a name promises a format that holds tensors and no code. */
export function isTensorsOnly(filename: string): boolean {
  return tensorsOnly.test(filename);
}

/** Longest header that the safetensors library accepts. */
const maxHeaderBytes = 100_000_000;
const chunkBytes = 1024 * 1024;

function invalid(name: string, reason: Message): AppError {
  return new AppError('model-invalid', msg`"${name}" is not a usable model: ${reason}.`, {
    remedy: msg`Check the address. If it is right, the file is damaged on the server.`,
    shortCause: reason,
  });
}

/** The header of a safetensors file, as far as its length can be checked with it. */
const Header = z.record(z.string(), z.looseObject({ data_offsets: z.tuple([z.int(), z.int()]).optional() }));

/** Where the last tensor ends, counted from the end of the header. Throws what JSON and zod throw. */
function endOfTensors(text: string): number {
  const ends = Object.values(Header.parse(JSON.parse(text))).map(({ data_offsets: offsets }) => offsets?.[1] ?? 0);
  return ends.reduce((last, end) => Math.max(last, end), 0);
}

/** A part of a file; shorter where that ends before. */
export async function readRange(file: string, from: number, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = createReadStream(file, { start: from, end: from + bytes - 1 });
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What is wrong with a safetensors file; null when nothing is. */
async function findTensorProblem(file: string): Promise<Message | null> {
  const { size } = await stat(file);
  if (size < 8 + 2) return msg`it is shorter than a header`;
  const headerBytes = Number((await readRange(file, 0, 8)).readBigUInt64LE());
  if (headerBytes < 2 || headerBytes > Math.min(maxHeaderBytes, size - 8))
    return msg`its header has no possible length`;
  try {
    const end = endOfTensors((await readRange(file, 8, headerBytes)).toString('utf8'));
    const missing = end - (size - 8 - headerBytes);
    if (missing === 0) return null;
    return missing > 0 ? msg`its tensors need more bytes than it has` : msg`its tensors need fewer bytes than it has`;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return msg`its header does not describe tensors`;
    throw error;
  }
}

/** A header can have a hundred megabytes of JSON, and the file is a stranger's. */
export const tensorProblem: Reading<string, Message | null> = {
  name: 'tensor-problem',
  seconds: 60,
  read: findTensorProblem,
};

/** Whether a name promises a web page; repositories may hold some. */
export function isPageName(name: string): boolean {
  return /\.x?html?$/i.test(name);
}

/**
 * Looks into a file before it is called a model: `.safetensors` must have a header of tensors that end where the file ends (so a cut
 * one is found), and nothing may be a pointer of git-lfs, an empty file or a web page. Throws `model-invalid`.
 */
export async function verifyContent(file: string, name: string = basename(file)): Promise<void> {
  const start = (await readRange(file, 0, 512)).toString('latin1').trimStart();
  if (start === '' && (await stat(file)).size === 0) throw invalid(name, msg`it is empty`);
  if (start.startsWith('version https://git-lfs.github.com/'))
    throw invalid(name, msg`it is a git-lfs pointer, not the file`);
  if (/^(<!doctype html|<html)/i.test(start) && !isPageName(name)) throw invalid(name, msg`it is a web page`);
  if (!isTensorsOnly(name)) return;
  const problem = await readBeside(tensorProblem, file).catch((error: unknown) => {
    if (error instanceof TooDearError) return msg`its header takes more time or memory to read than any real one does`;
    throw error;
  });
  if (problem !== null) throw invalid(name, problem);
}

/** SHA-256 of a file in hex, read in pieces; reports `Checking` with bytes. Throws `cancelled`. */
export async function hashFile(file: string, job: JobContext): Promise<string> {
  const bytesTotal = (await stat(file)).size;
  const hash = createHash('sha256');
  let bytesDone = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    stopIfCancelled(job);
    hash.update(chunk);
    bytesDone += chunk.length;
    if (bytesDone % (16 * chunkBytes) < chunkBytes) job.report({ phase: msg`Checking`, bytesDone, bytesTotal });
  }
  return hash.digest('hex');
}
