import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { fetchText, parseFetchedJson, type HttpOptions } from '../../../base/http/fetch';
import { answeredStatus, hostOf } from '../../../base/http/failure';
import { cacheFileName, type CachedCopies, type CachedCopy } from './cached-copies';
import { createSource, type Cached, type Source } from './source';

export interface ChannelFileOptions<T> {
  baseUrl: string;
  /** Other addresses of the same channel, under which another program may have kept a copy. */
  otherBaseUrls: readonly string[];
  fileName: string;
  copies: CachedCopies;
  http: Pick<HttpOptions, 'proxy'>;
  /** Turns the document into what is cached; null when the document is something else. */
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

type Fetched<T> = Promise<{ cached: Cached<T>; problem: null }>;

async function readCopy<T>(options: ChannelFileOptions<T>): Promise<Cached<T> | null> {
  const { fileName } = options;
  for (const baseUrl of [options.baseUrl, ...options.otherBaseUrls]) {
    const copy = await options.copies.read(cacheFileName(`${baseUrl}/${fileName}`, fileName));
    const value = copy === null ? null : parseCopy(copy.text, options);
    if (copy !== null && value !== null) return { value, asOfMs: copy.fetchedAtMs, isVerified: false };
  }
  return null;
}

function verified<T>(value: T, asOfMs: number): { cached: Cached<T>; problem: null } {
  return { cached: { value, asOfMs, isVerified: true }, problem: null };
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
async function fetchAgain<T>(file: FileFetch<T>, previous: Cached<T>, copy: CachedCopy): Fetched<T> {
  const { options, url, name } = file;
  const fetched = await fetchText(url, { ...options.http, etag: copy.etag, timeoutMs: fileTimeoutMs });
  if (fetched.isModified && fetched.text !== copy.text) return keepText(file, fetched);
  const fetchedAtMs = Date.now();
  const etag = fetched.isModified ? fetched.etag : copy.etag;
  await options.copies.write(name, null, { fetchedAtMs, etag, wholeAtMs: null });
  return verified(previous.value, fetchedAtMs);
}

/** One file of a channel: kept under the reference's name, fetched again only when it changed (ETag). */
export function createChannelFile<T>(options: ChannelFileOptions<T>): Source<T> {
  const url = `${options.baseUrl}/${options.fileName}`;
  const file: FileFetch<T> = { options, url, name: cacheFileName(url, options.fileName) };
  const fetchNew = async (previous: Cached<T> | null): Fetched<T> => {
    try {
      const copy = previous === null ? null : await options.copies.read(file.name);
      return await (previous === null || copy === null ? fetchFirst(file) : fetchAgain(file, previous, copy));
    } catch (error) {
      if (options.absent === undefined || answeredStatus(error) !== 404) throw error;
      return verified(previous?.value ?? options.absent, Date.now());
    }
  };
  return createSource({
    readCopy: () => readCopy(options),
    fetchNew,
    onChanged: options.onChanged,
    onFailed: options.onFailed,
  });
}

function wrongDocument(url: string, fileName: string): AppError {
  return new AppError('download-failed', msg`${hostOf(url)} answered with JSON that is not a valid ${fileName}.`, {
    remedy: msg`Check the setting hosts.channel and the channel in use.`,
    details: { host: hostOf(url) },
  });
}

function parseCopy<T>(text: string, options: ChannelFileOptions<T>): T | null {
  try {
    return options.parse(JSON.parse(text) as unknown);
  } catch {
    // A copy that another program left half written is as good as none.
    return null;
  }
}
