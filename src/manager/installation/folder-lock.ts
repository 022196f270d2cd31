import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import {
  ensureFolder,
  hasSystemCode,
  isDirectory,
  readTextIfPresent,
  realPathOf,
  removeInside,
  writeAtomic,
  writePlain,
} from '../../base/files/files';
import { writeNewWhole } from '../../base/files/hard-links';
import { quarantine, type Notify } from '../../base/files/quarantine';
import { listProcesses } from '../../base/process/process-table';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';

/** What the file says: which process has the folder. */
const Holder = z.object({
  pid: z.int().positive(),
  /** When that process was started, in the system's own words; null until it was found out, and where the system does not tell. */
  startedAt: z.string().nullable(),
  host: z.string(),
  /** RFC 3339. */
  since: z.string(),
  /** The folder that the file was written into, by its real path and its inode; null in what earlier versions wrote. */
  place: z.object({ path: z.string(), inode: z.string() }).nullable().default(null),
});
type Holder = z.infer<typeof Holder>;

/** The right to work in a folder while it is held. */
export interface FolderLock {
  release(): Promise<void>;
}

const tries = 3;
/** How often, and how long after each other, a lock is read of which only a part is there. */
const [halfReads, halfReadMs] = [10, 50];
/** Finding out when this process was started costs as much as other things of the app's start, which people wait for. */
const restMs = 3000;

/** This process's own start never changes; on Windows it takes a second to find out. */
let ownStart: Promise<string | null> | undefined;

async function readStart(pid: number): Promise<string | null> {
  return (await listProcesses()).find((row) => row.pid === pid)?.startedAt ?? null;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process lives, and belongs to somebody else.
    return hasSystemCode(error, 'EPERM');
  }
}

async function placeOf(file: string): Promise<NonNullable<Holder['place']>> {
  const folder = dirname(file);
  const { ino } = await stat(folder, { bigint: true });
  return { path: await realPathOf(folder), inode: String(ino) };
}

/** Whether the file came here with a copy of the folder: nobody has this one. A folder that was moved is another path, and still the same folder. */
async function isCopy(file: string, { place }: Holder): Promise<boolean> {
  if (place === null) return false;
  const here = await placeOf(file);
  return here.path !== place.path && here.inode !== place.inode;
}

/** Whether the app that wrote this still lives here. One that was killed leaves its file, and its id may be another process's by now. */
async function isLiving({ pid, startedAt, host }: Holder): Promise<boolean> {
  if (pid === process.pid || host !== hostname() || !isThere(pid)) return false;
  const rows = await listProcesses();
  if (rows.length === 0) return true;
  const row = rows.find((known) => known.pid === pid);
  return row !== undefined && (startedAt === null || row.startedAt === startedAt);
}

function readHolder(text: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(text));
  } catch {
    // The file was cut off by a full disk or is not ours, so it holds no lock.
    return null;
  }
}

function refuse(folder: string, { pid, since }: Holder): AppError {
  return new AppError(
    'installation-in-use',
    msg`${folder} is open in another ComfyUI Manager Desktop (process ${pid}), so it was not opened here: both would change the same packs at once.`,
    { remedy: msg`Use its window, or close the folder there.`, details: { folder, pid, since } },
  );
}

/** Removes what a dead app left. Only the text that was judged: another app may have been quicker. */
async function removeStale(file: string, text: string): Promise<void> {
  if ((await readTextIfPresent(file)) === text) await removeInside(dirname(file), basename(file));
}

/** The same text once more: a lock that was emptied or damaged must not let a second app in. */
const witnessOf = (file: string): string => file.replace(/\.json$/u, '.copy.json');

/** Who has the lock, by the file or, where nobody can read that, by its copy. Earlier versions, and disks without links, write it a moment after it is there. */
async function findHolder(file: string): Promise<{ text: string | null; holder: Holder | null }> {
  for (let remaining = halfReads; ; remaining -= 1) {
    const text = await readTextIfPresent(file);
    const holder = text === null ? null : readHolder(text);
    if (text === null || holder !== null) return { text, holder };
    if (remaining === 0) return { text, holder: readHolder((await readTextIfPresent(witnessOf(file))) ?? '') };
    await wait(halfReadMs);
  }
}

async function clearFolder(path: string, notify: Notify): Promise<void> {
  if (!(await isDirectory(path))) return;
  const place = await quarantine(path);
  notify(msg`A folder was in the place where the app notes that it is open, ${path}, so it was moved to ${place}.`);
}

async function write(file: string, holder: Holder, { folder, notify }: LockOptions): Promise<string> {
  const text = JSON.stringify(holder);
  for (let remaining = tries; remaining > 0; remaining -= 1) {
    for (const path of [file, witnessOf(file)]) await clearFolder(path, notify);
    if (await writeNewWhole(file, text)) return text;
    const { text: found, holder: other } = await findHolder(file);
    if (other && !(await isCopy(file, other)) && (await isLiving(other))) throw refuse(folder, other);
    if (found !== null) await removeStale(file, found);
  }
  throw new AppError('file-held', msg`${file} could not be written, so ${folder} was not opened.`, {
    remedy: msg`Remove that file, and open the folder again.`,
  });
}

/** The copy is of use only where the lock itself is damaged, so a disk that takes no second file keeps nobody out. */
async function writeWitness(file: string, text: string): Promise<void> {
  await writePlain(witnessOf(file), text).catch(() => undefined);
}

interface LockOptions {
  /** What a person calls the place, for the refusal. */
  folder: string;
  /** Takes what lay in the place of the lock. */
  notify: Notify;
}

/**
 * Takes a folder for this process: of two apps only one may change its packs. Throws `installation-in-use` while another app on this machine
 * holds it, `disk-full`, `not-writable`. What a killed app left, and what came with a copy of the folder, is recognised and taken over; an app on another machine is not seen.
 *
 * @param file Where the lock is kept, an absolute path that ends in `.json`; its folder is made.
 */
export async function takeFolderLock(
  file: string,
  folder: string,
  notify: Notify = () => undefined,
): Promise<FolderLock> {
  await ensureFolder(dirname(file));
  const since = new Date().toISOString();
  const holder: Holder = { pid: process.pid, startedAt: null, host: hostname(), since, place: await placeOf(file) };
  let text = await write(file, holder, { folder, notify });
  await writeWitness(file, text);
  const released = new AbortController();
  // Until it is there, the living process alone says that the folder is held.
  const completed = wait(restMs, undefined, { ref: false, signal: released.signal }).then(async () => {
    const startedAt = await (ownStart ??= readStart(process.pid));
    if (startedAt === null) return;
    const complete = JSON.stringify({ ...holder, startedAt });
    await writeAtomic(file, complete);
    text = complete;
    // Whoever reads the copy now must find the one or the other; the first one is written before anybody has a reason to.
    await writeAtomic(witnessOf(file), text).catch(() => undefined);
  });
  completed.catch(() => undefined);
  return {
    async release() {
      released.abort();
      await completed.catch(() => undefined);
      await removeStale(file, text);
      await removeStale(witnessOf(file), text);
    },
  };
}
