import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { pathExists } from '../../../base/files/files';
import { openLineFile, type LineFile } from '../../../base/files/line-file';
import { readLines } from '../../../base/files/read-lines';
import { createSerial } from '../../../base/async/serial';
import { shareableAddress } from './source-address';

const KnownFile = z.object({
  path: z.string(),
  size: z.int(),
  mtimeMs: z.number(),
  ino: z.number(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Where it was downloaded from, as that can be handed on. */
  url: z.string().optional(),
});
type KnownFile = z.infer<typeof KnownFile>;
type KnownFiles = Map<string, KnownFile>;

/** What tells whether a file is still the one that was read. Without the inode, size and time alone. */
export type FileState = Pick<KnownFile, 'size' | 'mtimeMs'> & Partial<Pick<KnownFile, 'ino'>>;

/** Tells the SHA-256 of a file in this state, or null. */
export type HashOf = (path: string, state: FileState) => string | null;

/** Tells where a file in this state was downloaded from; null where nobody knows. */
export type SourceOf = HashOf;

type HashesByPath = Readonly<Record<string, string>>;

/** SHA-256 of the model files that were once read whole: at their download, when they were compared, or in the background. To read 20 GB again takes minutes. */
export interface KnownHashes {
  /** The look-up. A file that changed since is not known. */
  read(): Promise<HashOf>;
  /** Where files came from: only downloads of this app are known. */
  sources(): Promise<SourceOf>;
  /** Keeps the hash of a file as it is now, and the address it was downloaded from. Never fails: a hash can be computed again. */
  remember(hashes: HashesByPath, address?: string): Promise<void>;
  /** Forgets files that are gone from a folder that is there; of a disk that is not connected everything is kept. */
  forgetGone(): Promise<void>;
}

/** A file as it is now; null where there is none. */
export async function stateOf(path: string): Promise<Required<FileState> | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true ? { size: found.size, mtimeMs: found.mtimeMs, ino: found.ino } : null;
}

/** Whether a file that was in one state is the same in the other. */
export function isSameState(known: Required<FileState>, { size, mtimeMs, ino = known.ino }: FileState): boolean {
  return known.size === size && known.mtimeMs === mtimeMs && known.ino === ino;
}

async function load(file: string): Promise<KnownFiles> {
  return new Map((await readLines(file, KnownFile)).map((entry) => [entry.path, entry]));
}

async function isGone(path: string): Promise<boolean> {
  return (await stateOf(path)) === null && (await pathExists(dirname(path)));
}

/** Writes to the file, as far as that is possible: what cannot be written is known until the app ends. */
function write(file: string, use: (lines: LineFile) => void): void {
  try {
    const lines = openLineFile(file);
    try {
      use(lines);
    } finally {
      lines.close();
    }
  } catch {
    // A full disk, or one that takes nothing: the files are read again another time.
  }
}

/** Opens the hashes that a file of ours remembers, one line each; it is read when they are first needed. A damaged line counts as none. */
export function openKnownHashes(file: string): KnownHashes {
  const inOrder = createSerial();
  let loaded: Promise<KnownFiles> | null = null;
  const known = () => (loaded ??= load(file));
  const keep = async (hashes: HashesByPath, address: string): Promise<void> => {
    const entries = await known();
    const url = shareableAddress(address) ?? undefined;
    for (const [path, sha256] of Object.entries(hashes)) {
      const state = await stateOf(path);
      if (state === null) continue;
      const entry = { path, ...state, sha256, ...(url !== undefined && { url }) };
      entries.set(path, entry);
      write(file, (lines) => lines.append(JSON.stringify(entry)));
    }
  };
  const forget = async (): Promise<void> => {
    const entries = await known();
    const before = entries.size;
    for (const path of [...entries.keys()]) if (await isGone(path)) entries.delete(path);
    if (entries.size === before) return;
    write(file, (lines) => lines.replace([...entries.values()].map((entry) => JSON.stringify(entry))));
  };
  const lookUp = async (part: 'sha256' | 'url'): Promise<HashOf> => {
    const entries = await known();
    return (path, state) => {
      const entry = entries.get(path);
      return entry !== undefined && isSameState(entry, state) ? (entry[part] ?? null) : null;
    };
  };
  return {
    read: () => lookUp('sha256'),
    sources: () => lookUp('url'),
    remember: (hashes, address = '') => inOrder(() => keep(hashes, address)),
    forgetGone: () => inOrder(forget),
  };
}
