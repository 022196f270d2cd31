import { randomInt } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync, type Stats } from 'node:fs';
import { lstat, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { msg } from '../../contract/text/message';
import { notOwn } from './own-file';

export interface ReplaceOptions {
  /** The rights of the file; those of the one before when left out, and its owner with them. */
  mode?: number;
  /** The file is of that time; of now when left out. */
  modifiedMs?: number;
}

/** Writes of one file go one after the other: Windows renames no two over it at once. */
const turns = new Map<string, Promise<void>>();

/** No longer than that: names may be as long as the disk takes. Nobody knows it before, and what has it already is not written to. */
const spareOf = (file: string): string => `${file}.${randomInt(2 ** 32)}`;

/**
 * Puts a whole file in the place of another by a rename, synced before: a reader sees the old one or the new one. A second name of the old one keeps what it has.
 * Throws `path-outside-root` where a link lies there: a person has led it somewhere, or somebody else has.
 */
export async function replaceWhole(
  file: string,
  content: string | Uint8Array,
  options: ReplaceOptions = {},
): Promise<void> {
  const replace = () => replaceNow(file, content, options);
  const turn = (turns.get(file) ?? Promise.resolve()).then(replace, replace);
  turns.set(file, turn);
  try {
    await turn;
  } finally {
    if (turns.get(file) === turn) turns.delete(file);
  }
}

async function replaceNow(
  file: string,
  content: string | Uint8Array,
  { mode, modifiedMs }: ReplaceOptions,
): Promise<void> {
  const before = await lstat(file).catch(() => null);
  if (before?.isSymbolicLink() === true) throw notOwn(file, msg`a link`);
  const spare = spareOf(file);
  try {
    const handle = await open(spare, 'wx', mode ?? 0o666);
    try {
      await handle.writeFile(content);
      if (modifiedMs !== undefined) await handle.utimes(modifiedMs / 1000, modifiedMs / 1000);
      await giveRights(handle, mode, before);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(spare, file);
  } catch (error) {
    await rm(spare, { force: true });
    throw error;
  }
}

/** As far as the disk and the account allow: what has no such rights is no worse for it. */
async function giveRights(handle: FileHandle, mode: number | undefined, before: Stats | null): Promise<void> {
  const ignore = () => undefined;
  if (mode !== undefined) await handle.chmod(mode).catch(ignore);
  if (mode !== undefined || before === null) return;
  if (before.uid !== process.geteuid?.()) await handle.chown(before.uid, before.gid).catch(ignore);
  await handle.chmod(before.mode & 0o777).catch(ignore);
}

/** The same at once, for a small file in a folder of this account alone; the errors are those of the system. */
export function replaceAtOnce(file: string, content: string): void {
  const spare = spareOf(file);
  try {
    const descriptor = openSync(spare, 'wx');
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(spare, file);
  } catch (error) {
    rmSync(spare, { force: true });
    throw error;
  }
}
