import { randomUUID } from 'node:crypto';
import { lstat, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ensureFolder, readTextIfPresent, realPathOf } from '../../base/files/files';
import { exchangeWhole, writeNewWhole } from '../../base/files/hard-links';
import { judgeOwn } from '../../base/files/own-file';
import { quarantine, type Notify } from '../../base/files/quarantine';
import { AppError, cancelled } from '../../contract/errors';
import { msg, type Message } from '../../contract/text/message';
import { holdLease, type Lease, type LeaseTimes } from './hold-lease';
import { isOfThisMachine, judgeHolder, noteOwnLease, readOwnFacts, type Life } from './judge-holder';
import { describeHolder, formatHolder, mostLeaseBytes, parseHolder, type Holder } from './lease-file';

const usualTimes: LeaseTimes = { renewMs: 10_000, silenceMs: 30_000 };
/** How many looks the silence of a file is made of. Looks are counted, and not time: who was suspended itself has not watched. */
const looks = 100;

export interface LeaseOptions {
  /** What a person calls the place. */
  folder: string;
  /** Takes what lay in the place of the file. */
  notify?: Notify;
  /** Called once, when the folder has to be watched first, with what to say meanwhile. */
  onWait?: (message: Message) => void;
  /** Called when another app is found to have the folder, after it was taken here. */
  onLost?: (error: AppError) => void;
  /** Ends the waiting. */
  signal?: AbortSignal;
  /** Shorter ones are for tests. */
  times?: LeaseTimes;
}

async function placeOf(file: string): Promise<NonNullable<Holder['place']>> {
  const folder = dirname(file);
  const { ino } = await stat(folder, { bigint: true });
  return { path: await realPathOf(folder), inode: String(ino) };
}

/** Whether the file came here with a copy of the folder: nobody has this one. A folder that was moved is another path, and still the same folder. */
async function isCopy(file: string, holder: Holder): Promise<boolean> {
  if (holder.place === null || !(await isOfThisMachine(holder))) return false;
  const here = await placeOf(file);
  return here.path !== holder.place.path && here.inode !== holder.place.inode;
}

function refuse(folder: string, holder: Holder): AppError {
  const { pid, host, since, address } = holder;
  const remedy =
    address === null || host !== hostname()
      ? msg`Use its window, or close the folder there.`
      : msg`Use its window, or its API at ${address}, or close the folder there.`;
  return new AppError(
    'installation-in-use',
    msg`${folder} is open in another ComfyUI Manager Desktop (${describeHolder(holder)}), so it was not opened here: both would change the same packs at once.`,
    { remedy, details: { folder, pid, host, since, address } },
  );
}

function waitingFor(folder: string, holder: Holder | null, { silenceMs }: LeaseTimes): Message {
  const seconds = Math.ceil(silenceMs / 1000);
  if (holder === null)
    return msg`The note of who has ${folder} open cannot be read. The app now watches for up to ${seconds} seconds whether another ComfyUI Manager Desktop writes it. If not, the folder opens by itself.`;
  return msg`${folder} was opened by another ComfyUI Manager Desktop (${describeHolder(holder)}) at ${holder.since.slice(0, 16).replace('T', ' ')} UTC, and was not closed. The app now watches for up to ${seconds} seconds whether it still works there. If not, the folder opens by itself.`;
}

/** A link, a pipe or a folder is no note of anybody's, whatever it says or leads to. It is moved, and never opened. */
async function clearOther(path: string, notify: Notify): Promise<void> {
  const found = await lstat(path).catch(() => null);
  const what = found === null ? null : judgeOwn(found, { limit: mostLeaseBytes });
  if (what === null) return;
  const place = await quarantine(path);
  notify(msg`${path}, where the app notes that the folder is open, was ${what}, so it was moved to ${place}.`);
}

/** What a look at a file adds to the looks before: it was not there before, is still the same, was renewed, or was silent for long enough. */
type Seen = 'new' | 'same' | 'changed' | 'silent';

function createWatch(): (text: string | null) => Seen {
  let last: string | null = null;
  let count = 0;
  return (text) => {
    const hasChanged = last !== null && last !== text;
    count = last === text ? count + 1 : 0;
    last = text;
    if (hasChanged) return 'changed';
    if (count > looks) return 'silent';
    // A file that was just removed, or is just being written, is no reason to speak of.
    return count > 1 ? 'same' : 'new';
  };
}

async function lifeOf(file: string, holder: Holder | null): Promise<Life> {
  if (holder === null) return 'unknown';
  return (await isCopy(file, holder)) ? 'dead' : judgeHolder(holder);
}

/** Whether what lies there may be replaced: nobody has the folder. Throws `installation-in-use` where somebody works in it. */
async function isFree(text: string | null, seen: Seen, { file, folder }: { file: string; folder: string }) {
  const holder = parseHolder(text ?? '');
  const life = await lifeOf(file, holder);
  if (holder !== null && (life === 'alive' || seen === 'changed')) throw refuse(folder, holder);
  return life === 'dead' || seen === 'silent';
}

/** Writes the file once nobody has the folder. */
async function take(file: string, content: string, options: LeaseOptions & { times: LeaseTimes }): Promise<void> {
  const { folder, times, signal, notify = () => undefined } = options;
  const watch = createWatch();
  let { onWait } = options;
  for (;;) {
    await clearOther(file, notify);
    if (await writeNewWhole(file, content)) return;
    const text = await readTextIfPresent(file);
    const seen = watch(text);
    if (await isFree(text, seen, { file, folder })) {
      if (text === null) throw unwritable(file, folder);
      if (await exchangeWhole(file, text, content)) return;
      continue;
    }
    if (seen === 'same') {
      onWait?.(waitingFor(folder, parseHolder(text ?? ''), times));
      onWait = undefined;
    }
    await wait(times.silenceMs / looks, undefined, { signal }).catch(() => Promise.reject(cancelled()));
  }
}

function unwritable(file: string, folder: string): AppError {
  return new AppError('file-held', msg`${file} could not be written, so ${folder} was not opened.`, {
    remedy: msg`Remove that file, and open the folder again.`,
  });
}

/**
 * Takes a folder for this process: of all apps, on this machine and on others, only one may change its packs. What proves that the process of a file has
 * ended lets it be taken at once, and so does a copy of a folder; else the file is watched, and taken when it was silent for long enough. Throws
 * `installation-in-use` while another app has it, `disk-full`, `not-writable`, `cancelled` when `signal` ends the waiting.
 *
 * @param file Where it is written down, an absolute path; its folder is made.
 */
export async function takeLease(file: string, options: LeaseOptions): Promise<Lease> {
  const { folder, onLost = () => undefined, times = usualTimes } = options;
  await ensureFolder(dirname(file));
  const id = randomUUID();
  const holder: Holder = {
    ...{ id, renewals: 0, pid: process.pid, host: hostname(), address: null },
    ...(process.platform === 'linux' ? await readOwnFacts() : { startedAt: null, machine: null }),
    ...{ since: new Date().toISOString(), place: await placeOf(file) },
  };
  // Before the file is there: another one who takes the folder in this process must not think that it was left behind.
  const forget = noteOwnLease(id);
  try {
    await take(file, formatHolder(holder), { ...options, times });
  } catch (error) {
    forget();
    throw error;
  }
  return holdLease({ file, holder, folder, times, onLost, forget });
}
