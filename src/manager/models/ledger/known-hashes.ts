import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { pathExists } from '../../../base/files/files';
import { openLineFile, type LineFile } from '../../../base/files/lines/line-file';
import { readLines } from '../../../base/files/lines/read-lines';
import { createSerial } from '../../../base/async/serial';
import { shareableAddress } from './source-address';
import { createHash } from 'node:crypto';
import { readRange } from '../places/model-content';

const KnownFile = z.object({
  path: z.string(),
  size: z.int(),
  mtimeMs: z.number(),
  ino: z.number(),
  dev: z.number().optional(),
  birthtimeMs: z.number().optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Where it was downloaded from, as that can be handed on. */
  url: z.string().optional(),
  /** What `sampleFile` told when it was read. */
  sample: z.string().optional(),
  /** Touched since it was read: its samples are as they were, the rest was not read again. */
  isTouched: z.boolean().optional(),
});
type KnownFile = z.infer<typeof KnownFile>;

/** What tells a file from every other one of this machine, and whether it was written to. */
export type FileIdentity = Required<Pick<KnownFile, 'size' | 'mtimeMs' | 'ino' | 'dev' | 'birthtimeMs'>>;

/** What tells whether a file is still the one that was read. Without the inode, size and time alone. */
export type FileState = Pick<FileIdentity, 'size' | 'mtimeMs'> & Partial<FileIdentity>;

/** Tells the SHA-256 of a file in this state, or null. */
export type HashOf = (path: string, state: FileState) => string | null;

/** Tells where a file in this state was downloaded from; null where nobody knows. */
export type SourceOf = HashOf;

type HashesByPath = Readonly<Record<string, string>>;

/** What is known, by the path that was last seen, and by what stays the same when a file gets another one. */
interface KnownFiles {
  byPath: Map<string, KnownFile>;
  byFile: Map<string, KnownFile>;
}

/** So many files that are gone stay known: they may come back from a trash. */
const mostGone = 1000;

/**
 * SHA-256 of the model files that were once read whole: at their download, when they were compared, or in the background. To read 20 GB again takes minutes, so
 * what is known goes with a file (docs/decisions/079-a-hash-goes-with-its-file.md).
 */
export interface KnownHashes {
  /** The look-up, for lists and proposals. A file that changed since is not known. */
  read(): Promise<HashOf>;
  /** The look-up where something is removed or left out for what it says: without what is known by samples alone. */
  proven(): Promise<HashOf>;
  /** Where files came from: only downloads of this app are known. */
  sources(): Promise<SourceOf>;
  /** Keeps the hash of a file as it is now, and the address it was downloaded from. Never fails: a hash can be computed again. */
  remember(hashes: HashesByPath, address?: string): Promise<void>;
  /**
   * Writes down under which paths and times the files of a look are known now, touched ones by samples of them. What is gone from a folder that is there
   * is forgotten once there is much of it; of a disk that is not connected everything is kept.
   */
  follow(found: ReadonlyMap<string, FileIdentity>): Promise<void>;
}

/** What the system tells of a file, for `FileState`. */
export function identityOf({ size, mtimeMs, ino, dev, birthtimeMs }: FileIdentity): FileIdentity {
  return { size, mtimeMs, ino, dev, birthtimeMs };
}

/** A file as it is now; null where there is none. */
export async function stateOf(path: string): Promise<FileIdentity | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true ? identityOf(found) : null;
}

/** Whether a file that was in one state is the same in the other. */
export function isSameState(known: FileIdentity | KnownFile, { size, mtimeMs, ino = known.ino }: FileState): boolean {
  return known.size === size && known.mtimeMs === mtimeMs && known.ino === ino;
}

/** Names a file whatever its path is. A number of an inode is given again, so the time of its making belongs to it; where the system does not tell that, null. */
function keyOf({ dev, ino, birthtimeMs = 0 }: Partial<FileIdentity>): string | null {
  return dev === undefined || birthtimeMs === 0 ? null : `${dev} ${ino} ${birthtimeMs}`;
}

function add({ byPath, byFile }: KnownFiles, entry: KnownFile): void {
  byPath.set(entry.path, entry);
  const key = keyOf(entry);
  if (key !== null) byFile.set(key, entry);
}

function findByFile({ byFile }: KnownFiles, state: FileState): KnownFile | undefined {
  const key = keyOf(state);
  return key === null ? undefined : byFile.get(key);
}

/** What is known of a file in this state, by its path or by itself. */
function find(known: KnownFiles, path: string, state: FileState): KnownFile | undefined {
  return [known.byPath.get(path), findByFile(known, state)].find(
    (entry) => entry !== undefined && isSameState(entry, state),
  );
}

const pieces = 16;
const pieceBytes = 64 * 1024;

/**
 * A hash of sixteen pieces that are spread over a file, its beginning and its end among them: a megabyte is read, however large the file is, and all of one that is no
 * larger. Undefined where it cannot be read. `size`: that of the file, in bytes.
 */
async function sampleFile(path: string, size: number): Promise<string | undefined> {
  const hash = createHash('sha256');
  const step = Math.max(pieceBytes, (size - pieceBytes) / (pieces - 1));
  try {
    for (let at = 0; at < pieces && at * step < size; at += 1)
      hash.update(await readRange(path, Math.floor(at * step), pieceBytes));
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}

/** What was known of a file whose time alone has changed. */
async function findTouched(known: KnownFiles, path: string, state: FileState): Promise<KnownFile | undefined> {
  const entry = findByFile(known, state);
  if (entry?.sample === undefined || entry.size !== state.size) return undefined;
  return (await sampleFile(path, state.size)) === entry.sample ? { ...entry, isTouched: true } : undefined;
}

async function load(file: string): Promise<KnownFiles> {
  const known: KnownFiles = { byPath: new Map(), byFile: new Map() };
  for (const entry of await readLines(file, KnownFile)) add(known, entry);
  return known;
}

async function isGone(path: string): Promise<boolean> {
  return (await stateOf(path)) === null && (await pathExists(dirname(path)));
}

/** Takes over what is known of files under the paths and times that they have now. Answers whether anything was new. */
async function adopt(known: KnownFiles, found: ReadonlyMap<string, FileIdentity>): Promise<boolean> {
  let isNew = false;
  for (const [path, state] of found) {
    const there = known.byPath.get(path);
    if (there !== undefined && isSameState(there, state) && keyOf(there) === keyOf(state)) continue;
    const entry = find(known, path, state) ?? (await findTouched(known, path, state));
    if (entry === undefined) continue;
    add(known, { ...entry, ...state, path });
    isNew = true;
  }
  return isNew;
}

/** Forgets the oldest of what is gone. Answers whether there was any. */
async function dropGone({ byPath }: KnownFiles, found: ReadonlyMap<string, FileIdentity>): Promise<boolean> {
  const gone: string[] = [];
  for (const path of byPath.keys()) if (!found.has(path) && (await isGone(path))) gone.push(path);
  const dropped = gone.slice(0, -mostGone);
  for (const path of dropped) byPath.delete(path);
  return dropped.length > 0;
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
    for (const [path, sha256] of Object.entries(hashes)) {
      const state = await stateOf(path);
      if (state === null) continue;
      const before = find(entries, path, state);
      const url = shareableAddress(address) ?? (before?.sha256 === sha256 ? before.url : undefined);
      const entry = { path, ...state, sha256, url, sample: await sampleFile(path, state.size) };
      add(entries, entry);
      write(file, (lines) => lines.append(JSON.stringify(entry)));
    }
  };
  const follow = async (found: ReadonlyMap<string, FileIdentity>): Promise<void> => {
    const entries = await known();
    const isNew = await adopt(entries, found);
    if (!(await dropGone(entries, found)) && !isNew) return;
    write(file, (lines) => lines.replace([...entries.byPath.values()].map((entry) => JSON.stringify(entry))));
  };
  const lookUp = async (tell: (entry: KnownFile) => string | undefined): Promise<HashOf> => {
    const entries = await known();
    return (path, state) => {
      const entry = find(entries, path, state);
      return (entry === undefined ? undefined : tell(entry)) ?? null;
    };
  };
  return {
    read: () => lookUp(({ sha256 }) => sha256),
    proven: () => lookUp(({ sha256, isTouched }) => (isTouched === true ? undefined : sha256)),
    sources: () => lookUp(({ url }) => url),
    remember: (hashes, address = '') => inOrder(() => keep(hashes, address)),
    follow: (found) => inOrder(() => follow(found)),
  };
}
