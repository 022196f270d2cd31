import { z } from 'zod';
import { readJsonIfPresent, writePrivate } from '../../base/files/files';
import { storeGitLogins, type GitLogin, type LoginStore } from '../../base/git/logins';
import type { Logger } from '../../base/log';
import type { Cipher } from './secrets';

/** Address to its login, encrypted as JSON and written in base64. */
const Document = z.object({ version: z.literal(1), logins: z.record(z.string(), z.string()) });
const Login = z.object({ username: z.string(), password: z.string() });

async function openLogin(value: string, cipher: Cipher): Promise<{ login: GitLogin; isOutdated: boolean } | null> {
  try {
    const { text, isOutdated } = await cipher.decrypt(Buffer.from(value, 'base64'));
    return { login: Login.parse(JSON.parse(text)), isOutdated };
  } catch {
    return null;
  }
}

interface GitLoginOptions {
  file: string;
  cipher: Cipher;
  log: Logger;
}

/**
 * Lets the passwords that came inside git addresses outlive the app, encrypted by the system, in a file of their own. Where the system cannot
 * encrypt they end with the app, and the log of the task that brought one says so. `ready` resolves when those of earlier runs are known.
 */
export async function openGitLogins({ file, cipher, log }: GitLoginOptions): Promise<{ ready: Promise<void> }> {
  const document = Document.safeParse(await readJsonIfPresent(file));
  const stored = new Map(Object.entries(document.success ? document.data.logins : {}));
  const encrypt = async (address: string, login: GitLogin) =>
    stored.set(address, (await cipher.encrypt(JSON.stringify(login))).toString('base64'));
  const write = () => {
    const text = JSON.stringify({ version: 1, logins: Object.fromEntries(stored) }, null, 2);
    return writePrivate(file, text).catch((error: unknown) => log.warn('A login could not be stored.', { error }));
  };
  const store: LoginStore = {
    keep: async (address, login) => {
      if (!(await cipher.isAvailable())) return false;
      await encrypt(address, login);
      void write();
      return true;
    },
  };

  async function openAll(): Promise<void> {
    // The system may ask the person for a keychain: not before there is something to read.
    if (stored.size === 0 || !(await cipher.isAvailable())) return;
    const known = new Map<string, GitLogin>();
    let isOutdated = false;
    for (const [address, value] of [...stored]) {
      const found = await openLogin(value, cipher);
      if (found === null) continue;
      known.set(address, found.login);
      if (found.isOutdated) await encrypt(address, found.login);
      isOutdated ||= found.isOutdated;
    }
    storeGitLogins(store, known);
    if (isOutdated) await write();
  }

  storeGitLogins(store, new Map());
  return { ready: openAll().catch((error: unknown) => log.warn('Logins could not be read.', { error })) };
}
