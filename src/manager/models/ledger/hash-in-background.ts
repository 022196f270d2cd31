import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../../../base/log';
import type { HashingProgress, LocalModel } from '../../../contract/models';
import { isSameState, stateOf, type KnownHashes } from './known-hashes';
import { nameHashes, type WalkedModels } from './local-models';

/** Read at once: hashing so much takes about a millisecond, in which nothing else of this process runs. */
const chunkBytes = 1024 * 1024;
/** So many times as long as a piece took this rests: a busy machine gets more of its time back. */
const restShare = 3;
/** Nobody has asked for the hashes, so starting up comes first. */
const afterStartMs = 20_000;

/** What hashing in the background asks. */
export interface HashingSource {
  /** The model files that are on disk now. */
  list: () => Promise<WalkedModels>;
  hashes: KnownHashes;
  /** Whether files may be read; asked anew before each piece. */
  isOn: () => boolean;
  /** Resolves once nothing runs that a person waits for; at once where nothing does. */
  whenIdle: () => Promise<void>;
  log: Logger;
}

/** Reads every model file once, so that each is known by its content. */
export interface BackgroundHashing {
  /** Begins a moment after the start of the app. */
  beginSoon(): void;
  /** Begins now, if it may, where one of these files has no hash yet and could be read, unless it is under way. */
  beginFor(walked: WalkedModels): void;
  /** What has still to be read; null where nothing is under way. */
  progress(): HashingProgress | null;
  /** Stops within one piece of a file. What was hashed whole stays known. */
  close(): Promise<void>;
}

/**
 * SHA-256 of a file in hex, with a quarter of the time of one core. Null where the file changed meanwhile, cannot be read, or may no longer be.
 */
async function hashGently(
  path: string,
  { isOn, whenIdle }: Pick<HashingSource, 'isOn' | 'whenIdle'>,
  signal: AbortSignal,
): Promise<string | null> {
  const before = await stateOf(path);
  const hash = createHash('sha256');
  let began = performance.now();
  const chunks = createReadStream(path, { highWaterMark: chunkBytes, signal }) as AsyncIterable<Buffer>;
  for await (const chunk of chunks) {
    if (!isOn()) return null;
    hash.update(chunk);
    await wait(Math.ceil((performance.now() - began) * restShare), undefined, { signal, ref: false });
    await whenIdle();
    began = performance.now();
  }
  const after = await stateOf(path);
  return before !== null && after !== null && isSameState(before, after) ? hash.digest('hex') : null;
}

/** A file by all of its names, and its hash if one of them is known. */
interface NamedFile {
  paths: string[];
  size: number;
  hash: string | null;
}

function groupNames({ models, identities }: WalkedModels): NamedFile[] {
  const files = new Map<string, NamedFile>();
  for (const { path, size_bytes: size, hash } of models) {
    const { dev, ino } = identities.get(path) ?? { dev: 0, ino: 0 };
    const key = `${dev} ${ino}`;
    const file = files.get(key) ?? { paths: [], size, hash: null };
    files.set(key, { ...file, paths: [...file.paths, path], hash: file.hash ?? hash });
  }
  return [...files.values()];
}

/** The hashes that another name of a file tells, and what has to be read: first what may have a twin, as equal sizes hint, then the small. Pure. */
function planHashing(walked: WalkedModels): { known: Record<string, string>; unread: NamedFile[] } {
  const files = groupNames(walked);
  const hashOf = new Map(files.flatMap(({ paths, hash }) => paths.map((path) => [path, hash] as const)));
  const known = walked.models.flatMap(({ path, hash }) => {
    const told = hash === null ? (hashOf.get(path) ?? null) : null;
    return told === null ? [] : [[path, told] as const];
  });
  const counts = new Map<number, number>();
  for (const { size } of files) counts.set(size, (counts.get(size) ?? 0) + 1);
  const hasTwin = ({ size }: NamedFile): boolean => (counts.get(size) ?? 0) > 1;
  const unread = files
    .filter(({ hash }) => hash === null)
    .sort((a, b) => Number(hasTwin(b)) - Number(hasTwin(a)) || a.size - b.size);
  return { known: Object.fromEntries(known), unread };
}

/** What names a file in the state it was found in. */
function stampOf(path: string, { identities }: WalkedModels): string {
  const { size = 0, mtimeMs = 0 } = identities.get(path) ?? {};
  return `${size} ${mtimeMs} ${path}`;
}

const nothing: HashingProgress = { files: 0, bytes: 0 };

/** Makes the reader; it reads nothing before it is told to begin. */
export function createBackgroundHashing(source: HashingSource): BackgroundHashing {
  const { list, hashes, isOn, log } = source;
  const abort = new AbortController();
  const { signal } = abort;
  let remaining: HashingProgress = nothing;
  let underWay: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  // As they were then: what changed since is tried again.
  const unreadable = new Set<string>();

  const readOne = async ({ paths, size }: NamedFile, walked: WalkedModels): Promise<void> => {
    const [path = ''] = paths;
    const sha256 = await hashGently(path, source, signal).catch(() => null);
    signal.throwIfAborted();
    remaining = { files: remaining.files - 1, bytes: remaining.bytes - size };
    if (sha256 !== null) await hashes.remember(Object.fromEntries(paths.map((name) => [name, sha256])));
    else if (isOn()) for (const name of paths) unreadable.add(stampOf(name, walked));
  };
  const run = async (): Promise<void> => {
    await source.whenIdle();
    const walked = await list();
    await hashes.follow(walked.identities);
    const { known, unread } = planHashing(nameHashes(walked, await hashes.read()));
    await hashes.remember(known);
    remaining = { files: unread.length, bytes: unread.reduce((sum, { size }) => sum + size, 0) };
    for (const file of unread) if (isOn()) await readOne(file, walked);
  };
  const begin = (): void => {
    if (signal.aborted || !isOn()) return;
    underWay ??= run()
      .catch((error: unknown) => {
        if (!signal.aborted) log.warn('The models could not all be hashed.', { error });
      })
      .finally(() => {
        underWay = null;
        remaining = nothing;
      });
  };
  return {
    beginFor: (walked) => {
      const isUnread = ({ path, hash }: LocalModel) => hash === null && !unreadable.has(stampOf(path, walked));
      if (walked.models.some(isUnread)) begin();
    },
    beginSoon: () => (timer = setTimeout(begin, afterStartMs).unref()),
    progress: () => (underWay === null ? null : remaining),
    close: async () => {
      clearTimeout(timer);
      abort.abort();
      await underWay;
    },
  };
}
