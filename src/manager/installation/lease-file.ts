import { hostname } from 'node:os';
import { join } from 'node:path';
import { msg, type Message } from '../../contract/text/message';

/** What the file says: which process has the folder. */
export interface Holder {
  /** By chance, of this one holding; null in what earlier versions wrote, which do not renew their file. */
  id: string | null;
  /** Counts on while the folder is held. */
  renewals: number;
  pid: number;
  /** When that process was started, in the system's own words; null until it was found out, and where the system does not tell. */
  startedAt: string | null;
  /** Where the id of the process means that process; null until it was found out, and where the system does not tell. */
  machine: string | null;
  host: string;
  /** RFC 3339. */
  since: string;
  /** Where the API of the folder is served, as `http://127.0.0.1:8190`; null until it is. */
  address: string | null;
  /** The folder that the file was written into, by its real path and its inode; null in what earlier versions wrote. */
  place: { path: string; inode: string } | null;
}

/** What earlier versions did not write. */
const added = { id: null, renewals: 0, machine: null, address: null, place: null };

const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);

/** Checked by hand: every command reads this file, and the library of schemas takes longer to load than the rest of a command. */
function isHolder(given: object): given is Holder {
  const { id, renewals, pid, startedAt, machine, host, since, address, place } = given as Record<keyof Holder, unknown>;
  const { path, inode } = Object(place) as Record<string, unknown>;
  return (
    [id, startedAt, machine, address].every(isTextOrNull) &&
    [host, since].every(isText) &&
    (place === null || [path, inode].every(isText)) &&
    [renewals, pid].every(Number.isSafeInteger) &&
    Number(pid) > 0
  );
}

/** No lease is longer, in bytes: what is there is none. */
export const mostLeaseBytes = 64 * 1024;

/** Where a folder that our files lie in says who has it open. */
export const leaseFileIn = (desktopDir: string): string => join(desktopDir, 'open-in.json');

/** What an app writes there, and nothing that leads or says anything else: a folder may come from a stranger. */
const addressForm = /^http:\/\/(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\]):\d{1,5}$/u;

function readAddress(address: string | null): string | null {
  return address !== null && addressForm.test(address) && URL.canParse(address) ? address : null;
}

/** What a file says; null where nobody can make sense of it: it was cut off by a full disk, or is not ours. */
export function parseHolder(text: string): Holder | null {
  try {
    const holder: object = { ...added, ...(JSON.parse(text) as object | null) };
    return isHolder(holder) ? { ...holder, address: readAddress(holder.address) } : null;
  } catch {
    return null;
  }
}

/** What is written anew at each renewal is as long as before, so that it is one write in the same place. */
const blockBytes = 1024;

/** The text of the file, whose length changes only where much is added. */
export function formatHolder(holder: Holder): string {
  const text = JSON.stringify(holder);
  const bytes = Buffer.byteLength(text);
  return text + ' '.repeat(Math.ceil(bytes / blockBytes) * blockBytes - bytes);
}

/** Who that is, for the middle of a sentence. */
export function describeHolder({ pid, host }: Holder): Message {
  return host === hostname() ? msg`process ${pid}` : msg`process ${pid} on ${host}`;
}
