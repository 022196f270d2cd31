import { randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { readJsonIfPresent, writeNew, writePrivate } from '../../base/files/files';
import type { Logger } from '../../base/log';

const form = /^cmdl_[\w-]{43}$/u;

/** The token of a profile for programs of this account, beside the API token, which is for other machines. Null: none was made yet, or it cannot be read. */
export async function readLocalToken(profileDir: string): Promise<string | null> {
  const found: unknown = await readJsonIfPresent(fileOf(profileDir)).catch(() => null);
  const { version, token } = Object(found) as Record<string, unknown>;
  return version === 1 && typeof token === 'string' && form.test(token) ? token : null;
}

/**
 * Opens that token, which is made where there is none: who can read the profile acts for its owner, so programs of this account need no other. Answers
 * whether a text is it, in constant time. Where it cannot be kept no text is, and the log says why.
 */
export async function openLocalToken(profileDir: string, log: Logger): Promise<(text: string) => boolean> {
  const token = Buffer.from((await readLocalToken(profileDir)) ?? (await makeToken(profileDir, log)) ?? '');
  return (text) => {
    const given = Buffer.from(text);
    return token.length > 0 && given.length === token.length && timingSafeEqual(given, token);
  };
}

async function makeToken(profileDir: string, log: Logger): Promise<string | null> {
  const file = fileOf(profileDir);
  const text = JSON.stringify({ version: 1, token: `cmdl_${randomBytes(32).toString('base64url')}` });
  try {
    // Of two apps that start at once one makes it, and both use it. A file with something else in it is replaced.
    if (!(await writeNew(file, text, 0o600)) && (await readLocalToken(profileDir)) === null)
      await writePrivate(file, text);
  } catch (error) {
    log.warn('The token for programs of this account could not be kept.', { error: String(error) });
  }
  return readLocalToken(profileDir);
}

function fileOf(profileDir: string): string {
  return join(profileDir, 'local-token.json');
}
