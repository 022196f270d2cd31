import { AppError } from '../../../contract/errors';
import { say } from '../../../contract/text/said';
import { fetchText, parseFetchedJson, type HttpOptions } from '../../../base/http/fetch';
import { answeredStatus, hostOf } from '../../../base/http/failure';
import { cacheFileName, type KeptCopies, type KeptCopy } from './kept-copies';
import { createSource, type Held, type Source } from './source';

export interface ChannelFileOptions<T> {
  baseUrl: string;
  /** Other addresses of the same channel, under which another program may have kept a copy. */
  otherBaseUrls: readonly string[];
  fileName: string;
  copies: KeptCopies;
  http: Pick<HttpOptions, 'proxy'>;
  /** Turns the document into what is held; null when the document is something else. */
  parse(data: unknown): T | null;
  /** The value of a channel that does not have this file; left out when the channel is nothing without it. */
  absent?: T;
  onChanged(): void;
  onFailed(problem: string): void;
}

const fileTimeoutMs = 60_000;

interface FileFetch<T> {
  options: ChannelFileOptions<T>;
  url: string;
  name: string;
}

type Fetched<T> = Promise<{ held: Held<T>; problem: null }>;

async function readKept<T>(options: ChannelFileOptions<T>): Promise<Held<T> | null> {
  const { fileName } = options;
  for (const baseUrl of [options.baseUrl, ...options.otherBaseUrls]) {
    const kept = await options.copies.read(cacheFileName(`${baseUrl}/${fileName}`, fileName));
    const value = kept === null ? null : parseKept(kept.text, options);
    if (kept !== null && value !== null) return { value, asOfMs: kept.fetchedAtMs, isVerified: false };
  }
  return null;
}

function verified<T>(value: T, asOfMs: number): { held: Held<T>; problem: null } {
  return { held: { value, asOfMs, isVerified: true }, problem: null };
}

async function fetchFirst<T>({ options, url, name }: FileFetch<T>): Fetched<T> {
  const fetched = await fetchText(url, { ...options.http, timeoutMs: fileTimeoutMs });
  return keepText(
    { options, url, name },
    { text: fetched.isModified ? fetched.text : '', etag: fetched.isModified ? fetched.etag : null },
  );
}

async function keepText<T>(
  { options, url, name }: FileFetch<T>,
  fetched: { text: string; etag: string | null },
): Fetched<T> {
  const fetchedAtMs = Date.now();
  const value = options.parse(parseFetchedJson(fetched.text, url));
  if (value === null) throw wrongDocument(url, options.fileName);
  await options.copies.write(name, fetched.text, { fetchedAtMs, etag: fetched.etag, wholeAtMs: null });
  return verified(value, fetchedAtMs);
}

/** Asks whether the kept copy is still the newest; its value stays the very same object when it is. */
async function fetchAgain<T>(file: FileFetch<T>, previous: Held<T>, kept: KeptCopy): Fetched<T> {
  const { options, url, name } = file;
  const fetched = await fetchText(url, { ...options.http, etag: kept.etag, timeoutMs: fileTimeoutMs });
  if (fetched.isModified && fetched.text !== kept.text) return keepText(file, fetched);
  const fetchedAtMs = Date.now();
  const etag = fetched.isModified ? fetched.etag : kept.etag;
  await options.copies.write(name, null, { fetchedAtMs, etag, wholeAtMs: null });
  return verified(previous.value, fetchedAtMs);
}

/** One file of a channel: kept under the reference's name, fetched again only when it changed (ETag). */
export function createChannelFile<T>(options: ChannelFileOptions<T>): Source<T> {
  const url = `${options.baseUrl}/${options.fileName}`;
  const file: FileFetch<T> = { options, url, name: cacheFileName(url, options.fileName) };
  const fetchNew = async (previous: Held<T> | null): Fetched<T> => {
    try {
      const kept = previous === null ? null : await options.copies.read(file.name);
      return await (previous === null || kept === null ? fetchFirst(file) : fetchAgain(file, previous, kept));
    } catch (error) {
      if (options.absent === undefined || answeredStatus(error) !== 404) throw error;
      return verified(previous?.value ?? options.absent, Date.now());
    }
  };
  return createSource({
    readKept: () => readKept(options),
    fetchNew,
    onChanged: options.onChanged,
    onFailed: options.onFailed,
  });
}

function wrongDocument(url: string, fileName: string): AppError {
  return new AppError('download-failed', say`${hostOf(url)} answered with JSON that is no ${fileName}.`, {
    remedy: say`Check the setting hosts.channel and the channel in use.`,
    details: { host: hostOf(url) },
  });
}

function parseKept<T>(text: string, options: ChannelFileOptions<T>): T | null {
  try {
    return options.parse(JSON.parse(text) as unknown);
  } catch {
    // A copy that another program left half written is as good as none.
    return null;
  }
}
