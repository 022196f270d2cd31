import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { isDirectory, listNames, pathExists, removeInside, resolveInside, writeJson } from '../../base/files';
import { createSerial } from '../../base/serial';
import { AppError } from '../../contract/errors';
import { SnapshotName, type Snapshot } from '../../contract/snapshots';
import { readRecorded, type Recorded } from './recorded';

/** The saved snapshots of an installation. */
export interface SnapshotFiles {
  /** Names without extension, newest first. Throws `snapshot-failed` when the folder cannot be read. */
  list(): Promise<string[]>;
  /** Throws `snapshot-not-found`, `snapshot-failed`. */
  read(target: string): Promise<Recorded>;
  /** Answers the name; never an existing one. */
  write(snapshot: Snapshot, label: string): Promise<string>;
  /** Throws `snapshot-not-found`. */
  remove(target: string): Promise<void>;
}

/** What we write; the reference's command line also writes YAML (operations.md 5.1). Of two files of one name this one counts. */
const extension = '.json';
const extensions: readonly string[] = [extension, '.yaml'];
/** What file systems allow for a name, with room for the extension and a counter. */
const maxNameBytes = 230;
const maxNameCharacters = 190;

/** The error for a snapshot that cannot be taken or read. */
export function snapshotFailed(message: string, cause?: unknown): AppError {
  return new AppError('snapshot-failed', message, {
    remedy: 'Look at the named file or folder, and try again.',
    cause,
  });
}

function notFound(target: string): AppError {
  return new AppError('snapshot-not-found', `There is no snapshot "${target}".`, {
    remedy: 'Choose one of the list.',
  });
}

/** Local time as the reference writes it (operations.md 5.1). */
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

async function writeDocument(file: string, snapshot: Snapshot): Promise<void> {
  try {
    await writeJson(file, snapshot);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw snapshotFailed(`The snapshot could not be written to ${file}.`, error);
  }
}

/** The name a file has in the list; null for what is no snapshot, or has a name that nobody could ask for. */
function nameOf(fileName: string): string | null {
  const ending = extname(fileName);
  const name = SnapshotName.safeParse(fileName.slice(0, -ending.length));
  return extensions.includes(ending) && name.success ? name.data : null;
}

/** Throws `snapshot-failed` with what is wrong. */
async function readDocument(file: string): Promise<Recorded> {
  const name = basename(file);
  let document: unknown;
  try {
    const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
    document = extname(file) === extension ? JSON.parse(text) : parseYaml(text);
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    throw snapshotFailed(`The snapshot "${name}" cannot be read: ${reason}`, error);
  }
  const recorded = readRecorded(document);
  if (recorded === null) throw snapshotFailed(`"${name}" is a document, but no snapshot: it names no packs.`);
  return recorded;
}

/** Opens the folder of snapshots. */
export function openSnapshotFiles(snapshotsDir: string): SnapshotFiles {
  const serial = createSerial();
  const find = async (target: string): Promise<string> => {
    if (!(await isDirectory(snapshotsDir))) throw notFound(target);
    for (const ending of extensions) {
      const file = await resolveInside(snapshotsDir, `${target}${ending}`);
      const isThere = basename(file) === `${target}${ending}` && (await pathExists(file));
      if (isThere && !(await isDirectory(file))) return file;
    }
    throw notFound(target);
  };
  return {
    async list() {
      try {
        const entries = await readdir(snapshotsDir, { withFileTypes: true });
        const names = entries.flatMap((entry) => (entry.isDirectory() ? [] : (nameOf(entry.name) ?? [])));
        return [...new Set(names)].sort().reverse();
      } catch (error) {
        throw snapshotFailed(`The folder of snapshots, ${snapshotsDir}, cannot be read.`, error);
      }
    },
    read: async (target) => readDocument(await find(target)),
    write: (snapshot, label) =>
      serial(async () => {
        const wanted = shorten(`${stampOf(new Date())}_${label}`);
        const taken = new Set((await listNames(snapshotsDir)).map((name) => name.toLowerCase()));
        let name = wanted;
        const isTaken = () => extensions.some((ending) => taken.has(`${name}${ending}`.toLowerCase()));
        for (let count = 2; isTaken(); count += 1) name = `${wanted}_${count}`;
        await writeDocument(join(snapshotsDir, `${name}${extension}`), snapshot);
        return name;
      }),
    async remove(target) {
      await removeInside(snapshotsDir, basename(await find(target)));
    },
  };
}
