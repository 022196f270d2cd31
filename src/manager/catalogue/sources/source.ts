import { toAppError } from '../../../contract/errors';
import { formatMessage, type Sentence } from '../../../contract/text/message';

/** A value with its age. */
export interface Cached<T> {
  value: T;
  asOfMs: number;
  /** Whether this run of the app fetched it, or was told that it is still the newest. */
  isVerified: boolean;
}

/** The result of a refresh: the value that counts now, and in words what went wrong. */
export interface Refreshed<T> {
  cached: Cached<T> | null;
  problem: Sentence | null;
}

/** One thing that is fetched, cached on disk and in memory. */
export interface Source<T> {
  /** What is in memory; no waiting. */
  peek(): Cached<T> | null;
  /** Memory, else the kept copy. Touches no network. */
  read(): Promise<Cached<T> | null>;
  /** Fetches; calls at the same time share one fetch. Never rejects: without network the old value stays. */
  refresh(options?: RefreshOptions): Promise<Refreshed<T>>;
  /** When the last refresh failed; null when it did not, or there was none. */
  lastFailure(): { atMs: number; problem: Sentence } | null;
}

export interface RefreshOptions {
  /** Fetch everything anew, even where an increment would do. */
  isWhole?: boolean;
}

export interface SourceParts<T> {
  readCopy(): Promise<Cached<T> | null>;
  /** Throws an AppError when nothing could be had; a partial result carries its own problem. */
  fetchNew(
    previous: Cached<T> | null,
    options: RefreshOptions,
  ): Promise<{ cached: Cached<T>; problem: Sentence | null }>;
  /** Called after a fetch brought other content. */
  onChanged(): void;
  onFailed(problem: string): void;
}

/** Makes a source from the two functions that get its value. */
export function createSource<T>(parts: SourceParts<T>): Source<T> {
  let memory: Cached<T> | null = null;
  let reading: Promise<Cached<T> | null> | null = null;
  let refreshing: Promise<Refreshed<T>> | null = null;
  let failure: { atMs: number; problem: Sentence } | null = null;

  const read = async (): Promise<Cached<T> | null> => {
    if (memory !== null) return memory;
    reading ??= parts.readCopy().finally(() => {
      reading = null;
    });
    const copy = await reading;
    memory ??= copy;
    return memory;
  };
  const fetchOnce = async (options: RefreshOptions): Promise<Refreshed<T>> => {
    const previous = await read();
    try {
      const { cached, problem } = await parts.fetchNew(previous, options);
      memory = cached;
      failure = problem === null ? null : { atMs: Date.now(), problem };
      if (problem !== null) parts.onFailed(formatMessage(problem));
      if (previous?.value !== cached.value) parts.onChanged();
      return { cached, problem };
    } catch (error) {
      const problem = toAppError(error).words.message;
      failure = { atMs: Date.now(), problem };
      parts.onFailed(formatMessage(problem));
      return { cached: memory, problem };
    }
  };
  return {
    peek: () => memory,
    read,
    refresh: (options = {}) => {
      refreshing ??= fetchOnce(options).finally(() => {
        refreshing = null;
      });
      return refreshing;
    },
    lastFailure: () => failure,
  };
}
