import { randomUUID } from 'node:crypto';
import { constants, linkSync } from 'node:fs';
import { copyFile, link, rename, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ensureFolder, hasSystemCode, readTextIfPresent } from './files';
import { openOwn } from './own-file';
import { guardDisk, guardPlace } from './write-guard';

/**
 * The error codes by which a system says that it can make no hard link there: another volume, a file system without them, a full count, a missing
 * right.
 */
const withoutLinks = ['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES'];
/** On an overlay (a container's image) a link to a file of a lower layer first copies all of it. */
const overlayType = 0x794c7630;

/** Whether a second name costs nothing in this folder, as far as the file system tells. */
export async function areLinksCheap(folder: string): Promise<boolean> {
  return statfs(folder).then(
    ({ type }) => type !== overlayType,
    () => true,
  );
}

/** Gives a file a second name, which costs no room. False where that is impossible. The new name must not exist; its folder must. Throws `disk-full`. */
export async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await guardDisk(() => link(from, to), to);
    return true;
  } catch (error) {
    if (hasSystemCode(error, ...withoutLinks)) return false;
    throw error;
  }
}

/** The same before it returns, for a hundred thousand files in a row. Throws what the system says, which `tryLink` tells in words when it is asked next. */
export function linkAtOnce(from: string, to: string): void {
  linkSync(from, to);
}

/** Copies a file to a name that must not exist; shares the blocks where the file system can. Throws `disk-full`. */
export async function copyPlain(from: string, to: string): Promise<void> {
  await guardDisk(() => copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE), to);
}

/** Puts a file where another may be, by one rename: whoever looks sees the old one or the new one. Makes the folder. Throws `disk-full`. */
export async function replaceByLink(from: string, to: string): Promise<void> {
  await ensureFolder(dirname(to));
  const staged = join(dirname(to), `.${basename(to).slice(0, 40)}-${randomUUID()}`);
  try {
    if (!(await tryLink(from, staged))) await copyPlain(from, staged);
    await rename(staged, to);
  } finally {
    // Two names of one file are not renamed over each other, so the one aside may still be there.
    await rm(staged, { force: true });
  }
}

/**
 * Writes a file that must not exist yet; false when it does. Nobody ever sees it empty or half: it gets its name with its content. Where the disk has
 * no second names it is made and written, and what a full disk takes only in part is removed again. Its folder must exist. Throws `disk-full`, `not-writable`.
 */
export async function writeNewWhole(file: string, content: string): Promise<boolean> {
  const staged = `${file}.${randomUUID()}`;
  try {
    await guardPlace(() => writeFile(staged, content, { flag: 'wx' }), staged);
    if (await tryLink(staged, file)) return true;
    await guardDisk(() => copyFile(staged, file, constants.COPYFILE_EXCL), file);
    return true;
  } catch (error) {
    if (hasSystemCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(staged, { force: true });
  }
}

/**
 * Puts a whole file in the place of one that holds `former`, or of none. False when another one was there, which stays. Of several who try at once one
 * succeeds, and what somebody wrote into the former file until the last moment is seen. Throws `disk-full`, `not-writable`.
 */
export async function exchangeWhole(file: string, former: string, content: string): Promise<boolean> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await guardPlace(() => rename(file, aside), file);
    if ((await readTextIfPresent(aside)) !== former) {
      await replaceIfNone(aside, file);
      return false;
    }
  } catch (error) {
    if (!hasSystemCode(error, 'ENOENT')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
  return writeNewWhole(file, content);
}

/** Gives a file its name back, unless another one has it by now. */
async function replaceIfNone(from: string, to: string): Promise<void> {
  try {
    if (!(await tryLink(from, to))) await copyFile(from, to, constants.COPYFILE_EXCL);
  } catch (error) {
    if (!hasSystemCode(error, 'EEXIST')) throw error;
  }
}

/** What is written over in its place is a note of a few lines. */
const mostNoteBytes = 1024 * 1024;

/**
 * Writes over a file that is there, through the very file whose text `isMeant` approved: whatever gets its name meanwhile is not touched, and
 * content of the same length needs no room on the disk. Answers with the text that was there; null where there is no such file. Throws `not-writable`, `disk-full`, and `path-outside-root` for what is no file of ours (`own-file.ts`).
 */
export async function overwriteIf(
  file: string,
  isMeant: (text: string) => boolean,
  content: string,
): Promise<string | null> {
  try {
    return await guardPlace(async () => {
      const opened = await openOwn(file, { flags: constants.O_RDWR, limit: mostNoteBytes });
      try {
        const text = await opened.readFile('utf8');
        if (isMeant(text)) {
          const { bytesWritten } = await opened.write(content, 0);
          await opened.truncate(bytesWritten);
        }
        return text;
      } finally {
        await opened.close();
      }
    }, file);
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Gives a name to a whole new file by one rename, whatever had it: what a link led to, and a second name of the file before, stay as they are. Throws `disk-full`, `not-writable`. */
export async function replaceName(file: string, content: string): Promise<void> {
  const staged = `${file}.${randomUUID()}`;
  try {
    await guardPlace(() => writeFile(staged, content, { flag: 'wx' }), staged);
    await guardPlace(() => rename(staged, file), file);
  } finally {
    await rm(staged, { force: true });
  }
}

/** Removes a folder when nothing is in it; false when something is. */
export async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    if (hasSystemCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EPERM', 'EACCES')) return false;
    throw error;
  }
}
