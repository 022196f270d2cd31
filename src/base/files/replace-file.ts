import { chmod, copyFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { digestFile } from './digest';
import { syncFiles, syncFolder } from './sync';
import { guardDisk } from './write-guard';

/** SHA-512 of a file's content, in base64. */
export async function sha512Of(file: string): Promise<string> {
  return (await digestFile(file, 'sha512')).toString('base64');
}

/**
 * Puts a program in the place of another by one rename, whichever volume it comes from: whoever starts `to` meanwhile finds the old one or the new
 * one, whole. Throws `disk-full`, or what the system says; then the old one is as it was.
 */
export async function replaceProgram(from: string, to: string): Promise<void> {
  const beside = `${to}.new`;
  try {
    await guardDisk(() => copyFile(from, beside), beside);
    await chmod(beside, 0o755);
    await syncFiles([beside]);
    await rename(beside, to);
    await syncFolder(dirname(to));
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Removes a folder that is empty; the system refuses every other. */
export async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder);
}
