import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDirectory, listNames, removeInside } from '../../src/base/files/files';
import { setAside } from '../../src/base/files/set-aside';
import { AppError, sentenceOf } from '../../src/contract/errors';

/** Documents of the app in its own folder, each with what it means for a person that it begins anew. */
export const profileDocuments: Readonly<Record<string, string>> = {
  'state.json': 'Settings and the list of ComfyUI folders begin anew; the folders themselves are as they were.',
  'tokens.json': 'Enter your tokens again in Settings.',
  'git-logins.json': 'Logins of git addresses are asked for again.',
  'api-token.json': 'Programs on other machines need a new API token.',
};

/** What a kill leaves of a document while it is written, by either of the two libraries that write them. */
const halfWritten = /^(?:state|tokens|git-logins|api-token)\.json\.(?:\d{1,10}|room|tmp-\d{10}[\da-f]{6})$/u;

async function isUsable(file: string): Promise<boolean> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

async function clear(path: string, meaning: string): Promise<string> {
  try {
    return `${path} could not be read, so it was moved to ${await setAside(path)}. ${meaning}`.trim();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return `${path} cannot be read. ${meaning} ${sentenceOf(error)}`;
  }
}

const isThere = async (path: string) => (await lstat(path).catch(() => null)) !== null;

/** What lies in the place of something else: a file in that of a folder, and a folder in that of the log. */
async function findMisplaced(dir: string): Promise<string[]> {
  const found: string[] = [];
  for (const folder of ['logs', 'prepared'].map((name) => join(dir, name)))
    if ((await isThere(folder)) && !(await isDirectory(folder))) found.push(folder);
  const log = join(dir, 'logs', 'main.log');
  return (await isDirectory(log)) ? [...found, log] : found;
}

async function removeHalfWritten(dir: string): Promise<void> {
  for (const name of (await listNames(dir)).filter((one) => halfWritten.test(one))) {
    const isFile = (await lstat(join(dir, name)).catch(() => null))?.isFile() === true;
    if (isFile) await removeInside(dir, name).catch(() => undefined);
  }
}

/**
 * Puts the app's own folder in order before anything of it is read: what cannot be read goes aside, halves that a kill left go. Answers with what a person
 * has to know. Only the one instance that runs may call it.
 */
export async function putProfileInOrder(dir: string): Promise<string[]> {
  const told: string[] = [];
  for (const [name, meaning] of Object.entries(profileDocuments)) {
    const file = join(dir, name);
    if ((await isThere(file)) && !(await isUsable(file))) told.push(await clear(file, meaning));
  }
  for (const path of await findMisplaced(dir)) told.push(await clear(path, ''));
  await removeHalfWritten(dir);
  return told;
}
