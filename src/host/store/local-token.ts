import { randomBytes, timingSafeEqual } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { readJsonIfPresent, writeNew, writePrivate } from '../../base/files/files';
import type { Logger } from '../../base/log';
import { passOf, proofOf, type CoreProof } from '../../server/operations-door/core-proof';

/** What programs of this account show to the apps of a profile. */
export interface LocalToken {
  /** Whether a text is it, or the pass of this run that stands for it, in constant time. Where it could not be kept no text is. */
  isToken: (text: string) => boolean;
  /** Proves that this run has it, without saying it; null where it could not be kept. */
  prove: (nonce: string, port: number) => CoreProof | null;
  /** Names this run, by chance. */
  core: string;
}

const form = /^cmdl_[\w-]{43}$/u;

/** Whether a text has the form of such a token: it is never sent, but proven. */
export const isLocalToken = (text: string): boolean => form.test(text);

/**
 * The token of a profile for programs of this account, beside the API token, which is for other machines. Null: none was made yet, it cannot be read, or
 * somebody else knows it or has made it.
 */
export async function readLocalToken(profileDir: string): Promise<string | null> {
  const file = fileOf(profileDir);
  if (!(await isOfThisAccount(file))) return null;
  const found: unknown = await readJsonIfPresent(file).catch(() => null);
  const { version, token } = Object(found) as Record<string, unknown>;
  return version === 1 && typeof token === 'string' && form.test(token) ? token : null;
}

/**
 * Opens that token, which is made where there is none: who can read the profile acts for its owner, so programs of this account need no other. Where it
 * cannot be kept the log says why.
 */
export async function openLocalToken(profileDir: string, log: Logger): Promise<LocalToken> {
  const token = (await readLocalToken(profileDir)) ?? (await makeToken(profileDir, log));
  const core = randomBytes(16).toString('base64url');
  if (token === null) return { core, isToken: () => false, prove: () => null };
  const accepted = [token, passOf(token, core)].map((text) => Buffer.from(text));
  return {
    core,
    isToken: (text) => {
      const given = Buffer.from(text);
      return accepted.some((one) => given.length === one.length && timingSafeEqual(given, one));
    },
    prove: (nonce, port) => ({ core, proof: proofOf(token, { nonce, core, port }) }),
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

/** Windows keeps the files of an account for it alone by the folder that they lie in. */
async function isOfThisAccount(file: string): Promise<boolean> {
  const found = await lstat(file).catch(() => null);
  if (found === null || process.getuid === undefined) return found?.isFile() === true;
  return found.isFile() && found.uid === process.getuid() && (found.mode & 0o077) === 0;
}

function fileOf(profileDir: string): string {
  return join(profileDir, 'local-token.json');
}
