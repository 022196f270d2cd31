import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { msg, type Message } from '../../contract/text/message';

/** What the file says: which process has the folder. */
const Holder = z.object({
  /** By chance, of this one holding; null in what earlier versions wrote, which do not renew their file. */
  id: z.uuid().nullable().default(null),
  /** Counts on while the folder is held. */
  renewals: z.int().default(0),
  pid: z.int().positive(),
  /** When that process was started, in the system's own words; null until it was found out, and where the system does not tell. */
  startedAt: z.string().nullable(),
  /** Where the id of the process means that process; null until it was found out, and where the system does not tell. */
  machine: z.string().nullable().default(null),
  host: z.string(),
  /** RFC 3339. */
  since: z.string(),
  /** Where the API of the folder is served, as `http://127.0.0.1:8190`; null until it is. */
  address: z.string().nullable().default(null),
  /** The folder that the file was written into, by its real path and its inode; null in what earlier versions wrote. */
  place: z.object({ path: z.string(), inode: z.string() }).nullable().default(null),
});
export type Holder = z.infer<typeof Holder>;

/** Where a folder that our files lie in says who has it open. */
export const leaseFileIn = (desktopDir: string): string => join(desktopDir, 'open-in.json');

/** What a file says; null where nobody can make sense of it: it was cut off by a full disk, or is not ours. */
export function parseHolder(text: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(text));
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
