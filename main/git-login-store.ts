import { z } from 'zod';
import { readJsonIfPresent, writePrivate } from '../src/base/files';
import { storeGitLogins, type GitLogin } from '../src/base/git-logins';
import type { Logger } from '../src/base/log';
import type { Cipher } from './secrets';

/** Address to its login, encrypted as JSON and written in base64. */
const Document = z.object({ version: z.literal(1), logins: z.record(z.string(), z.string()) });
const Login = z.object({ username: z.string(), password: z.string() });

function openLogin(value: string, cipher: Cipher): GitLogin | null {
  try {
    return Login.parse(JSON.parse(cipher.decrypt(Buffer.from(value, 'base64'))));
  } catch {
    return null;
  }
}

/**
 * Lets the passwords that came inside git addresses outlive the app, encrypted by the system, in a file of their own. Where the system cannot
 * encrypt they end with the app, and the log of the task that brought one says so.
 */
export async function openGitLogins({
  file,
  cipher,
  log,
}: {
  file: string;
  cipher: Cipher;
  log: Logger;
}): Promise<void> {
  const document = Document.safeParse(await readJsonIfPresent(file));
  const kept = new Map(Object.entries(document.success ? document.data.logins : {}));
  // The system may ask the person for a keychain: not before there is something to read.
  const read = kept.size === 0 || !cipher.isAvailable() ? [] : [...kept];
  const known = read.map(([address, value]) => [address, openLogin(value, cipher)] as const);
  const usable = known.filter((entry): entry is [string, GitLogin] => entry[1] !== null);
  storeGitLogins(
    {
      keep: (address, login) => {
        if (!cipher.isAvailable()) return false;
        kept.set(address, cipher.encrypt(JSON.stringify(login)).toString('base64'));
        const text = JSON.stringify({ version: 1, logins: Object.fromEntries(kept) }, null, 2);
        void writePrivate(file, text).catch((error: unknown) => log.warn('A login could not be stored.', { error }));
        return true;
      },
    },
    new Map(usable),
  );
}
