import { join } from 'node:path';
import { listNames, readJsonIfPresent, realPathOf, writePrivate } from '../../base/files/files';
import { removeInside } from '../../base/files/move-files';
import type { Logger } from '../../base/log';
import { loopbackPort } from '../../server/operations-door/core-proof';

/** Where an app of a profile serves a folder. What the folder itself says of that is a stranger's word. */
export interface ServedNote {
  /** `http://127.0.0.1:8190` */
  address: string;
  /** Which holds `user`, by its real path. */
  folder: string;
  /** The run of the app, as its proof names it. */
  core: string;
  pid: number;
}

const dirOf = (profileDir: string): string => join(profileDir, 'served');

function parseNote(given: unknown): ServedNote | null {
  const { address, folder, core, pid } = Object(given) as Partial<Record<keyof ServedNote, unknown>>;
  if (typeof address !== 'string' || loopbackPort(address) === null) return null;
  if (typeof folder !== 'string' || typeof core !== 'string' || typeof pid !== 'number') return null;
  return { address, folder, core, pid };
}

async function readNote(profileDir: string, name: string): Promise<ServedNote | null> {
  return parseNote(await readJsonIfPresent(join(dirOf(profileDir), name)).catch(() => null));
}

/**
 * Notes it in the profile, under the port, which one app has at a time. The answer takes the note back. A core that this machine does not reach at a loopback
 * address is not noted: the token of an account goes over no network.
 */
export async function noteServed(profileDir: string, note: ServedNote, log: Logger): Promise<() => Promise<void>> {
  const port = loopbackPort(note.address);
  if (port === null) return () => Promise.resolve();
  const name = `${port}.json`;
  const text = JSON.stringify({ version: 1, ...note, folder: await realPathOf(note.folder) });
  await writePrivate(join(dirOf(profileDir), name), text).catch((error: unknown) =>
    log.warn('Where the folder is served could not be noted for the command line.', { error: String(error) }),
  );
  return async () => {
    // Another app may have the port by now.
    if ((await readNote(profileDir, name))?.core !== note.core) return;
    await removeInside(dirOf(profileDir), name).catch(() => undefined);
  };
}

/** The notes of a folder, which is the one that holds `user`, or the one above it of a portable ComfyUI. Apps that were killed have left theirs. */
export async function readServedNotes(profileDir: string, folder: string): Promise<ServedNote[]> {
  const wanted = await Promise.all([folder, join(folder, 'ComfyUI')].map(realPathOf));
  const names = (await listNames(dirOf(profileDir))).filter((name) => /^\d{1,5}\.json$/u.test(name));
  const notes = await Promise.all(names.map((name) => readNote(profileDir, name)));
  return notes.filter((note) => note !== null && wanted.includes(note.folder)) as ServedNote[];
}
