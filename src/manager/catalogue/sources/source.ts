import { toAppError } from '../../../contract/errors';
import { spell, type Sentence } from '../../../contract/text/said';

/** A value with its age. */
export interface Held<T> {
  value: T;
  asOfMs: number;
  /** Whether this run of the app fetched it, or was told that it is still the newest. */
  isVerified: boolean;
}

/** The result of a refresh: the value that counts now, and in words what went wrong. */
export interface Refreshed<T> {
  held: Held<T> | null;
  problem: Sentence | null;
}

/** One thing that is fetched, kept on disk and held in memory. */
export interface Source<T> {
  /** What is in memory; no waiting. */
  peek(): Held<T> | null;
  /** Memory, else the kept copy. Touches no network. */
  read(): Promise<Held<T> | null>;
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
  readKept(): Promise<Held<T> | null>;
  /** Throws an AppError when nothing could be had; a partial result carries its own problem. */
  fetchNew(previous: Held<T> | null, options: RefreshOptions): Promise<{ held: Held<T>; problem: Sentence | null }>;
  /** Called after a fetch brought other content. */
  onChanged(): void;
  onFailed(problem: string): void;
}

/** Makes a source from the two functions that get its value. */
export function createSource<T>(parts: SourceParts<T>): Source<T> {
  let memory: Held<T> | null = null;
  let reading: Promise<Held<T> | null> | null = null;
  let refreshing: Promise<Refreshed<T>> | null = null;
  let failure: { atMs: number; problem: Sentence } | null = null;

  const read = async (): Promise<Held<T> | null> => {
    if (memory !== null) return memory;
    reading ??= parts.readKept().finally(() => {
      reading = null;
    });
    const kept = await reading;
    memory ??= kept;
    return memory;
  };
  const fetchOnce = async (options: RefreshOptions): Promise<Refreshed<T>> => {
    const previous = await read();
    try {
      const { held, problem } = await parts.fetchNew(previous, options);
      memory = held;
      failure = problem === null ? null : { atMs: Date.now(), problem };
      if (problem !== null) parts.onFailed(spell(problem));
      if (previous?.value !== held.value) parts.onChanged();
      return { held, problem };
    } catch (error) {
      const problem = toAppError(error).words.message;
      failure = { atMs: Date.now(), problem };
      parts.onFailed(spell(problem));
      return { held: memory, problem };
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
