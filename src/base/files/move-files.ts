import { cp, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { ensureFolder, hasSystemCode, pathExists, resolveInside } from './files';
import { guardDisk, notWritable } from './write-guard';

const retryDelaysMs = [50, 150, 400, 1000];
const busyCodes = ['EBUSY', 'EPERM', 'EACCES', 'ENOTEMPTY'];

async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (const delayMs of retryDelaysMs) {
    try {
      return await work();
    } catch (error) {
      // Windows reports files that a scanner or ComfyUI holds open with these; most are free again within a second.
      if (process.platform !== 'win32' || !hasSystemCode(error, ...busyCodes)) throw error;
      await new Promise((done) => setTimeout(done, delayMs));
    }
  }
  return work();
}

/** Moves a folder or file by one rename. The target must not exist: nothing is ever moved into or over something. */
export async function movePath(from: string, to: string): Promise<void> {
  if (await pathExists(to)) {
    throw new AppError('pack-exists', msg`"${basename(to)}" is already there, so nothing was moved over it.`, {
      details: { target: to },
    });
  }
  await ensureFolder(dirname(to));
  try {
    await withRetries(() => rename(from, to));
  } catch (error) {
    const refused = process.platform === 'win32' ? null : notWritable([from, to], error);
    if (refused !== null) throw refused;
    if (!hasSystemCode(error, ...busyCodes)) throw error;
    throw new AppError(
      'file-held',
      msg`"${basename(from)}" could not be moved because another program is using a file in it.`,
      {
        remedy: msg`Stop ComfyUI, or close the program that uses it, and try again.`,
        cause: error,
      },
    );
  }
}

/** Removes a file or a whole folder below `root`; the path is proven to lie inside first. A link is removed, not followed. */
export async function removeInside(root: string, name: string): Promise<void> {
  const target = await resolveInside(root, name);
  await withRetries(() => rm(target, { recursive: true, force: true }));
}

/** Copies a folder (links stay links) into a place that must not exist yet. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await guardDisk(
    () =>
      cp(from, to, {
        recursive: true,
        errorOnExist: true,
        force: false,
        verbatimSymlinks: true,
        preserveTimestamps: true,
      }),
    to,
  );
}
