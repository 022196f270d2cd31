import { randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { readTextIfPresent, writeNew, writePrivate } from '../../base/files/files';
import type { Logger } from '../../base/log';

const form = /^cmdk_[\w-]{43}$/;

/** The key of a profile, which opens the door of operations of every app that runs on it. Null: none was made yet, or this account may not read it. */
export async function readDoorKey(profileDir: string): Promise<string | null> {
  const text = await readTextIfPresent(keyFileOf(profileDir)).catch(() => null);
  return text !== null && form.test(text) ? text : null;
}

/**
 * Opens the key, which is made where there is none: who can read the profile acts for its owner, so programs of this account need no other token. Answers
 * whether a text is the key, in constant time. Where it cannot be kept no text is, and the log says why.
 */
export async function openDoorKey(profileDir: string, log: Logger): Promise<(text: string) => boolean> {
  const key = Buffer.from((await readDoorKey(profileDir)) ?? (await makeKey(profileDir, log)) ?? '');
  return (text) => {
    const given = Buffer.from(text);
    return key.length > 0 && given.length === key.length && timingSafeEqual(given, key);
  };
}

async function makeKey(profileDir: string, log: Logger): Promise<string | null> {
  const [file, key] = [keyFileOf(profileDir), `cmdk_${randomBytes(32).toString('base64url')}`];
  try {
    // Of two apps that start at once one makes it, and both use it. A file with something else in it is replaced.
    if (!(await writeNew(file, key, 0o600)) && (await readDoorKey(profileDir)) === null) await writePrivate(file, key);
  } catch (error) {
    log.warn('The key for programs of this account could not be kept.', { error: String(error) });
  }
  return readDoorKey(profileDir);
}

function keyFileOf(profileDir: string): string {
  return join(profileDir, 'door-key');
}
