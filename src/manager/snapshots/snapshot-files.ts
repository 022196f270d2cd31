import { readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { isDirectory, listNames, pathExists, resolveInside, writeJson } from '../../base/files/files';
import { removeInside } from '../../base/files/move-files';
import { readOwnText } from '../../base/files/own-file';
import { cacheByStamp } from '../../base/files/cache-by-stamp';
import { createSerial } from '../../base/async/serial';
import { AppError } from '../../contract/errors';
import { type Message, msg } from '../../contract/text/message';
import { SnapshotName, type Snapshot } from '../../contract/snapshots';
import { readDocument, type SnapshotFileDocument } from './import-document';
import { openOwnSnapshots, type OwnSnapshots } from './own-snapshots';
import { readRecorded, type Recorded } from './recorded';

/** The saved snapshots of an installation. */
export interface SnapshotFiles {
  /** Names without extension, newest first. Throws `snapshot-failed` when the folder cannot be read. */
  list(): Promise<string[]>;
  /** Of the snapshot of this name, or of the one whose name ends so: `_before-the-update`. Throws `snapshot-not-found`, `snapshot-failed`. */
  read(target: string): Promise<Recorded>;
  /** The document as it was written. Throws `snapshot-not-found`, `snapshot-failed`. */
  readDocument(target: string): Promise<SnapshotFileDocument>;
  /** Writes a document under this very name, and answers it. Throws `snapshot-exists` with a free one when it is taken. */
  add(name: string, document: SnapshotFileDocument): Promise<string>;
  /** Writes one that was made here. Answers the name; never an existing one. */
  write(snapshot: Snapshot, label: string): Promise<string>;
  /** Throws `snapshot-not-found`. */
  remove(target: string): Promise<void>;
}

/** What we write; the reference's command line also writes YAML (docs/reference/on-disk.md 19). Of two files of one name this one counts. */
const extension = '.json';
const extensions: readonly string[] = [extension, '.yaml'];
/** What file systems allow for a name, with room for the extension and a counter. */
const maxNameBytes = 230;
const maxNameCharacters = 190;

/** The error for a snapshot that cannot be taken or read. */
export function snapshotFailed(message: Message, cause?: unknown): AppError {
  return new AppError('snapshot-failed', message, {
    remedy: msg`Look at the named file or folder, and try again.`,
    cause,
  });
}

function notFound(target: string): AppError {
  return new AppError('snapshot-not-found', msg`There is no snapshot "${target}".`, {
    remedy: msg`Choose one of the list.`,
  });
}

function severalEndSo(target: string, names: readonly string[]): AppError {
  return new AppError('snapshot-not-found', msg`The names of several snapshots end with "${target}".`, {
    remedy: msg`Name one of them whole: ${names.join(', ')}.`,
  });
}

/** Local time as the reference writes it (docs/reference/on-disk.md 19). */
function stampOf(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${date}_${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('-')}`;
}

function shorten(name: string): string {
  const characters = Array.from(name).slice(0, maxNameCharacters);
  while (Buffer.byteLength(characters.join('')) > maxNameBytes) characters.pop();
  return characters.join('').trimEnd();
}

async function writeDocument(file: string, snapshot: SnapshotFileDocument): Promise<void> {
  try {
    await writeJson(file, snapshot);
  } catch (error) {
    if (!(error instanceof AppError)) throw snapshotFailed(msg`The snapshot could not be written to ${file}.`, error);
    if (error.code !== 'not-writable') throw error;
    // The specification knows one answer for a snapshot that cannot be saved.
    throw new AppError('snapshot-failed', error.message, { remedy: error.remedy, cause: error });
  }
}

/** The name a file has in the list; null for what is no snapshot, or has a name that nobody could ask for. */
function nameOf(fileName: string): string | null {
  const ending = extname(fileName);
  const name = SnapshotName.safeParse(fileName.slice(0, -ending.length));
  return extensions.includes(ending) && name.success ? name.data : null;
}

/** Their names, newest first. */
function listSnapshots(snapshotsDir: string): string[] {
  const entries = readdirSync(snapshotsDir, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [] : (nameOf(entry.name) ?? [])));
  return [...new Set(names)].sort().reverse();
}

/** The document of a file and what it records. Throws `snapshot-failed` with what is wrong. */
async function readFileOf(
  file: string,
  own: Pick<OwnSnapshots, 'has'>,
): Promise<{ document: SnapshotFileDocument; recorded: Recorded }> {
  const name = basename(file);
  let document: unknown;
  let isOwn: boolean;
  try {
    const content = (await readOwnText(file)) ?? '';
    isOwn = await own.has(content);
    const text = content.replace(/^\uFEFF/, '');
    document = await readDocument({ text, isJson: extname(file) === extension });
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    throw snapshotFailed(msg`The snapshot "${name}" cannot be read: ${reason}`, error);
  }
  const recorded = readRecorded(document);
  if (recorded === null) throw snapshotFailed(msg`"${name}" is a document, but not a snapshot: it names no packs.`);
  // What records packs is an object.
  return { document: document as SnapshotFileDocument, recorded: { ...recorded, isOwn } };
}

/** Names that are free, after one that may not be. Two that differ in case alone are one on most systems. */
async function createNames(snapshotsDir: string) {
  const taken = new Set((await listNames(snapshotsDir)).map((name) => name.toLowerCase()));
  const isTaken = (name: string) => extensions.some((ending) => taken.has(`${name}${ending}`.toLowerCase()));
  const findFree = (wanted: string): string => {
    let name = wanted;
    for (let count = 2; isTaken(name); count += 1) name = `${wanted}_${count}`;
    return name;
  };
  return { isTaken, findFree };
}

function exists(name: string, free: string): AppError {
  return new AppError('snapshot-exists', msg`There is another snapshot called "${name}", and it stays as it is.`, {
    remedy: msg`Give this one another name, e.g. "${free}".`,
    details: { name, free },
  });
}

/** Opens the folder of snapshots; `ownFile` names those that were made here. */
export function openSnapshotFiles(snapshotsDir: string, ownFile: string): SnapshotFiles {
  const own = openOwnSnapshots(ownFile);
  const serial = createSerial();
  const readNames = cacheByStamp(snapshotsDir, () => listSnapshots(snapshotsDir));
  const find = async (target: string): Promise<string> => {
    if (!(await isDirectory(snapshotsDir))) throw notFound(target);
    for (const ending of extensions) {
      const file = await resolveInside(snapshotsDir, `${target}${ending}`);
      const isThere = basename(file) === `${target}${ending}` && (await pathExists(file));
      if (isThere && !(await isDirectory(file))) return file;
    }
    throw notFound(target);
  };
  /** A name that a person gave stands behind the time at which the snapshot was saved. */
  const findByEnding = async (target: string): Promise<string> => {
    const names = (await isDirectory(snapshotsDir)) ? readNames() : [];
    const found = names.includes(target) ? [target] : names.filter((name) => name.endsWith(`_${target}`));
    if (found.length > 1) throw severalEndSo(target, found);
    return find(found[0] ?? target);
  };
  return {
    async list() {
      try {
        return [...readNames()];
      } catch (error) {
        throw snapshotFailed(msg`The folder of snapshots, ${snapshotsDir}, cannot be read.`, error);
      }
    },
    read: async (target) => (await readFileOf(await findByEnding(target), own)).recorded,
    readDocument: async (target) => (await readFileOf(await findByEnding(target), own)).document,
    add: (wanted, document) =>
      serial(async () => {
        const name = shorten(wanted);
        const { isTaken, findFree } = await createNames(snapshotsDir);
        if (isTaken(name)) throw exists(name, findFree(name));
        await writeDocument(join(snapshotsDir, `${name}${extension}`), document);
        return name;
      }),
    write: (snapshot, label) =>
      serial(async () => {
        const name = (await createNames(snapshotsDir)).findFree(shorten(`${stampOf(new Date())}_${label}`));
        const file = join(snapshotsDir, `${name}${extension}`);
        await writeDocument(file, snapshot);
        await own.note(name, (await readOwnText(file)) ?? '', listSnapshots(snapshotsDir));
        return name;
      }),
    async remove(target) {
      await removeInside(snapshotsDir, basename(await find(target)));
    },
  };
}
