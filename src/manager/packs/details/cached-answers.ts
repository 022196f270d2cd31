import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonIfPresent, writeJson } from '../../../base/files/files';
import { keepNewest } from '../../../base/files/keep-newest';
import { AppError, toAppError } from '../../../contract/errors';
import { firstLineOf, type Sentence } from '../../../contract/text/message';

/** An answer that came over the network, and when it was given. */
export interface Cached<T> {
  value: T;
  atMs: number;
}

/** The same, and why it is not newer; null when it is the newest. */
export interface CachedAnswer<T> extends Cached<T> {
  problem: AppError | null;
}

/** Answers cached on disk, one file each, for when nobody can be asked. */
export interface CachedAnswers<T> {
  read(key: string): Promise<Cached<T> | null>;
  /**
   * The cached answer when it is younger than `maxAgeMs`, else what `ask` says, else the cached one with the reason. Throws what `ask` threw when
   * nothing was cached. Who asks for the same at the same time gets the same answer.
   */
  ask(key: string, maxAgeMs: number, ask: () => Promise<T>): Promise<CachedAnswer<T>>;
  /** Keeps what came with the answer to another question. */
  keep(key: string, value: T): Promise<void>;
}

/** A name for anything on any disk. */
export function fileNameFor(key: string): string {
  return createHash('sha1').update(key).digest('hex');
}

const maxAnswers = 200;

/** Opens a folder of cached answers of one form; what another version of the app wrote there counts as nothing. */
export function openCachedAnswers<T>(folder: string, schema: z.ZodType<T>): CachedAnswers<T> {
  const Document = z.object({ at: z.string(), value: schema });
  const asking = new Map<string, Promise<Cached<T>>>();
  const fileOf = (key: string) => join(folder, `${fileNameFor(key)}.json`);

  const read = async (key: string): Promise<Cached<T> | null> => {
    const parsed = Document.safeParse(await readJsonIfPresent(fileOf(key)));
    const atMs = parsed.success ? Date.parse(parsed.data.at) : Number.NaN;
    // A clock that was set back must not keep an answer fresh for ever.
    return parsed.success && !Number.isNaN(atMs)
      ? { value: parsed.data.value, atMs: Math.min(atMs, Date.now()) }
      : null;
  };
  const keep = async (key: string, value: T): Promise<Cached<T>> => {
    const atMs = Date.now();
    await writeJson(fileOf(key), { at: new Date(atMs).toISOString(), value });
    await keepNewest(folder, maxAnswers);
    return { value, atMs };
  };
  const askOnce = (key: string, ask: () => Promise<T>): Promise<Cached<T>> => {
    const running = asking.get(key);
    if (running !== undefined) return running;
    const question = ask()
      .then((value) => keep(key, value))
      .finally(() => asking.delete(key));
    asking.set(key, question);
    return question;
  };
  return {
    read,
    async keep(key, value) {
      await keep(key, value);
    },
    async ask(key, maxAgeMs, ask) {
      const known = await read(key);
      if (known !== null && Date.now() - known.atMs < maxAgeMs) return { ...known, problem: null };
      try {
        return { ...(await askOnce(key, ask)), problem: null };
      } catch (error) {
        if (known === null || (error instanceof AppError && error.code === 'cancelled')) throw error;
        return { ...known, problem: toAppError(error) };
      }
    },
  };
}

/** When an answer was given, and the first line of why it is not newer: what git printed after it belongs into a log. */
export function describeCached({ atMs, problem }: Omit<CachedAnswer<unknown>, 'value'>): {
  asOf: string;
  notice: Sentence | null;
} {
  const notice = problem === null ? null : firstLineOf(problem.words.message);
  return { asOf: new Date(atMs).toISOString(), notice };
}
