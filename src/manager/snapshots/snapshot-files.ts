import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { listNames, pathExists, readTextIfPresent, removeInside, resolveInside, writeJson } from '../../base/files';
import { createSerial } from '../../base/serial';
import { AppError } from '../../contract/errors';
import type { Snapshot } from '../../contract/snapshots';
import { readRecorded, type Recorded } from './recorded';

/** The saved snapshots of an installation. */
export interface SnapshotFiles {
  /** Names without `.json`, newest first. Throws `snapshot-failed` when the folder cannot be read. */
  list(): Promise<string[]>;
  /** Throws `snapshot-not-found`, `snapshot-failed`. */
  read(target: string): Promise<Recorded>;
  /** Answers the name; never an existing one. */
  write(snapshot: Snapshot, label: string): Promise<string>;
  /** Throws `snapshot-not-found`. */
  remove(target: string): Promise<void>;
}

const extension = '.json';
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

/** Opens the folder of snapshots. */
export function openSnapshotFiles(snapshotsDir: string): SnapshotFiles {
  const serial = createSerial();
  const find = async (target: string): Promise<string> => {
    const file = await resolveInside(snapshotsDir, `${target}${extension}`);
    if (basename(file) !== `${target}${extension}` || !(await pathExists(file))) throw notFound(target);
    return file;
  };
  return {
    async list() {
      try {
        const entries = await readdir(snapshotsDir, { withFileTypes: true });
        const names = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith(extension));
        return names
          .map(({ name }) => name.slice(0, -extension.length))
          .sort()
          .reverse();
      } catch (error) {
        throw snapshotFailed(`The folder of snapshots, ${snapshotsDir}, cannot be read.`, error);
      }
    },
    async read(target) {
      const text = await readTextIfPresent(await find(target));
      if (text === null) throw notFound(target);
      try {
        const recorded = readRecorded(JSON.parse(text.replace(/^\uFEFF/, '')));
        if (recorded !== null) return recorded;
      } catch (error) {
        throw snapshotFailed(`The snapshot "${target}" is no JSON document.`, error);
      }
      throw snapshotFailed(`"${target}" is a JSON document, but no snapshot: it names no packs.`);
    },
    write: (snapshot, label) =>
      serial(async () => {
        const wanted = shorten(`${stampOf(new Date())}_${label}`);
        const taken = new Set((await listNames(snapshotsDir)).map((name) => name.toLowerCase()));
        let name = wanted;
        for (let count = 2; taken.has(`${name}${extension}`.toLowerCase()); count += 1) name = `${wanted}_${count}`;
        await writeJson(join(snapshotsDir, `${name}${extension}`), snapshot);
        return name;
      }),
    async remove(target) {
      await removeInside(snapshotsDir, basename(await find(target)));
    },
  };
}
