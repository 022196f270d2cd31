import { access, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../../contract/errors';
import { isRemoteFolder } from '../../contract/remote/names';
import { msg } from '../../contract/text/message';

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** What a ComfyUI has in any case; whether it is one, the core looks when it opens it. */
async function isComfy(folder: string): Promise<boolean> {
  const found = await Promise.all(['main.py', 'custom_nodes'].map((name) => isThere(join(folder, name))));
  return found.every(Boolean);
}

/** A JSON document as far as anybody can read it; null where nobody can. */
async function readDocument(file: string): Promise<Record<string, unknown> | null> {
  try {
    const document: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof document === 'object' ? (document as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

async function findAbove(folder: string): Promise<string | null> {
  if (await isComfy(folder)) return folder;
  const parent = dirname(folder);
  return parent === folder ? null : findAbove(parent);
}

/**
 * The ComfyUI that a command is about: the one that is named, else the one that the current folder lies in, else the one that the profile opened
 * last. Throws `installation-missing` where there is none.
 */
export async function findFolder(named: string | undefined, profileDir: string): Promise<string> {
  if (named !== undefined) return resolve(named);
  const above = await findAbove(process.cwd());
  if (above !== null) return above;
  const { lastFolder, recentFolders } = (await readDocument(join(profileDir, 'state.json'))) ?? {};
  // The window may show one of another machine: then the newest of this one is meant.
  const known: unknown[] = [lastFolder, ...(Array.isArray(recentFolders) ? (recentFolders as unknown[]) : [])];
  const last = known.find((folder) => typeof folder === 'string' && !isRemoteFolder(folder));
  if (typeof last === 'string') return last;
  throw new AppError(
    'installation-missing',
    msg`No ComfyUI is named, none is above the current folder, and none was opened before.`,
    {
      remedy: msg`Name one by --comfyui FOLDER.`,
    },
  );
}
