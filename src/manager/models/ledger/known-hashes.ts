import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { readJsonIfPresent, writeJson } from '../../../base/files/files';
import { createSerial } from '../../../base/async/serial';

const KnownFile = z.object({ size: z.int(), mtimeMs: z.number(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
type KnownFile = z.infer<typeof KnownFile>;

/** What tells whether a file is still the one that was read. */
type FileState = Pick<KnownFile, 'size' | 'mtimeMs'>;

/** Tells the SHA-256 of a file in this state, or null. */
export type HashOf = (path: string, state: FileState) => string | null;

type HashesByPath = Readonly<Record<string, string>>;

/** SHA-256 of the model files that were once read whole: at their download, or when they were compared. To read 20 GB again takes minutes. */
export interface KnownHashes {
  /** The look-up. A file that changed since is not known. */
  read(): Promise<HashOf>;
  /** Keeps the hash of a file as it is now, and forgets files that are gone. Never fails: a hash can be computed again. */
  remember(hashes: HashesByPath): Promise<void>;
}

async function stateOf(path: string): Promise<FileState | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true ? { size: found.size, mtimeMs: found.mtimeMs } : null;
}

function isSame(known: KnownFile | undefined, { size, mtimeMs }: FileState): known is KnownFile {
  return known?.size === size && known.mtimeMs === mtimeMs;
}

async function load(file: string): Promise<Map<string, KnownFile>> {
  const read = await readJsonIfPresent(file).catch(() => null);
  return new Map(Object.entries(z.record(z.string(), KnownFile).safeParse(read).data ?? {}));
}

/** Those of the known files that are still as they were, and the new ones. */
async function refresh(known: Map<string, KnownFile>, hashes: HashesByPath): Promise<Map<string, KnownFile>> {
  const fresh = new Map<string, KnownFile>();
  for (const [path, entry] of known) {
    const state = await stateOf(path);
    if (state !== null && isSame(entry, state)) fresh.set(path, entry);
  }
  for (const [path, sha256] of Object.entries(hashes)) {
    const state = await stateOf(path);
    if (state !== null) fresh.set(path, { ...state, sha256 });
  }
  return fresh;
}

/** Opens the hashes that a file of ours remembers; it is read when they are first needed. A damaged file counts as empty. */
export function openKnownHashes(file: string): KnownHashes {
  const inOrder = createSerial();
  let loaded: Promise<Map<string, KnownFile>> | null = null;
  const known = () => (loaded ??= load(file));
  return {
    read: async () => {
      const entries = await known();
      return (path, state) => {
        const entry = entries.get(path);
        return isSame(entry, state) ? entry.sha256 : null;
      };
    },
    remember: (hashes) =>
      inOrder(async () => {
        const fresh = await refresh(await known(), hashes);
        loaded = Promise.resolve(fresh);
        await writeJson(file, Object.fromEntries(fresh)).catch(() => undefined);
      }),
  };
}
