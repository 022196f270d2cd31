import { z } from 'zod';
import { readJsonIfPresent, writePrivate } from '../../base/files/files';
import type { Logger } from '../../base/log';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { TokenAccount, TokenState } from '../../contract/settings';

/** What the system encrypts with. It may ask the person for a keychain, so nothing is asked of it before there is something to read or to keep. */
export interface Cipher {
  isAvailable: () => Promise<boolean>;
  encrypt: (text: string) => Promise<Buffer>;
  decrypt: (bytes: Buffer) => Promise<Deciphered>;
}

export interface Deciphered {
  text: string;
  /** The system has a newer key: what was read should be encrypted again. */
  isOutdated: boolean;
}

const StoredSecret = z.object({
  setAt: z.string(),
  form: z.enum(['encrypted', 'plain']),
  /** Base64. */
  value: z.string(),
});
type StoredSecret = z.infer<typeof StoredSecret>;
const Document = z.object({ version: z.literal(1), tokens: z.record(z.string(), StoredSecret) });

/** What is known of the token of one account without reading it. */
export type SecretFacts = Pick<TokenState, 'setAt' | 'isUnprotected' | 'problem'> & {
  source: 'none' | 'session' | 'stored';
};

/** The tokens of the person in one file of ours, each for an account, or for what else they open. Nothing here writes a token into a log or an error. */
export interface Secrets<A extends string = TokenAccount> {
  /** Resolves when what earlier runs stored is decrypted; never rejects. Until then `read` and `facts` know nothing of it. */
  ready: Promise<void>;
  isEncrypted: () => Promise<boolean>;
  /** '' without one, and for one that cannot be decrypted. */
  read: (account: A) => string;
  facts: (account: A) => SecretFacts;
  /** Where the system cannot encrypt: kept until the app ends, or stored as it is when `unprotected` says so. Throws `invalid-input`. */
  set: (account: A, token: string, choice: { unprotected: boolean }) => Promise<void>;
  remove: (account: A) => Promise<void>;
  /** Reads the file anew: another program of the profile may have stored tokens, or removed them. */
  reload: () => Promise<void>;
}

export interface SecretsOptions {
  file: string;
  cipher: Cipher;
  /** Tokens that cannot be encrypted are stored as they are, in a file that this account alone reads, without being asked for each. */
  storesPlain?: boolean;
  log: Logger;
  now?: () => Date;
}

interface Opened {
  token: string;
  problem: string | null;
}

const none: SecretFacts = { source: 'none', setAt: null, isUnprotected: false, problem: null };

/** Opens the file; one that is no document of ours counts as empty, and is replaced at the next change. */
export async function openSecrets<A extends string = TokenAccount>(options: SecretsOptions): Promise<Secrets<A>> {
  const { file, cipher, log, storesPlain = false, now = () => new Date() } = options;
  let stored = await readStored<A>(file);
  const session = new Map<A, { token: string; setAt: string }>();
  const opened = new Map<A, Opened>();

  const write = () => writePrivate(file, JSON.stringify({ version: 1, tokens: Object.fromEntries(stored) }, null, 2));
  const open = () => openAll().catch((error: unknown) => log.warn('Tokens could not be encrypted again.', { error }));
  const ready = open();

  async function openAll(): Promise<void> {
    const outdated: [A, StoredSecret, string][] = [];
    for (const [account, entry] of stored) {
      const { text, isOutdated, problem } = await openStored(entry, cipher);
      opened.set(account, { token: text, problem });
      if (problem !== null) log.warn('A stored token cannot be read.', { account });
      if (isOutdated) outdated.push([account, entry, text]);
    }
    if (outdated.length === 0) return;
    for (const [account, { setAt }, token] of outdated) stored.set(account, await encryptToken(token, setAt, cipher));
    await write();
  }

  return {
    ready,
    isEncrypted: cipher.isAvailable,
    read: (account) => session.get(account)?.token ?? opened.get(account)?.token ?? '',
    facts: (account) => {
      const passing = session.get(account);
      if (passing) return { ...none, source: 'session', setAt: passing.setAt };
      const [entry, found] = [stored.get(account), opened.get(account)];
      if (entry === undefined || found === undefined) return none;
      return { source: 'stored', setAt: entry.setAt, isUnprotected: entry.form === 'plain', problem: found.problem };
    },
    async set(account, given, { unprotected }) {
      const token = checkToken(given);
      const setAt = now().toISOString();
      await ready;
      const entry = await closeToken(token, setAt, { cipher, unprotected: unprotected || storesPlain });
      const isStored = stored.delete(account);
      session.delete(account);
      opened.delete(account);
      if (entry === null) session.set(account, { token, setAt });
      else {
        stored.set(account, entry);
        opened.set(account, { token, problem: null });
      }
      if (entry !== null || isStored) await write();
    },
    async reload() {
      await ready;
      stored = await readStored<A>(file);
      opened.clear();
      await open();
    },
    async remove(account) {
      await ready;
      session.delete(account);
      opened.delete(account);
      if (stored.delete(account)) await write();
    },
  };
}

async function readStored<A extends string>(file: string): Promise<Map<A, StoredSecret>> {
  const document = Document.safeParse(await readJsonIfPresent(file));
  return new Map(Object.entries(document.success ? document.data.tokens : {}) as [A, StoredSecret][]);
}

/** Tokens are one word of printable characters; anything else is a slip of the clipboard, and could break a header. */
function checkToken(given: string): string {
  const token = given.trim();
  if (/^[\x21-\x7e]{8,1000}$/.test(token)) return token;
  throw new AppError(
    'invalid-input',
    msg`This is not a token: a token is one word of at least 8 letters, digits and special characters.`,
    {
      remedy: msg`Copy the token again from the page of your account.`,
    },
  );
}

/** Null: it may not be stored. */
async function closeToken(
  token: string,
  setAt: string,
  { cipher, unprotected }: { cipher: Cipher; unprotected: boolean },
): Promise<StoredSecret | null> {
  if (await cipher.isAvailable()) return encryptToken(token, setAt, cipher);
  return unprotected ? { setAt, form: 'plain', value: Buffer.from(token).toString('base64') } : null;
}

async function encryptToken(token: string, setAt: string, cipher: Cipher): Promise<StoredSecret> {
  return { setAt, form: 'encrypted', value: (await cipher.encrypt(token)).toString('base64') };
}

async function openStored(
  { form, value }: StoredSecret,
  cipher: Cipher,
): Promise<Deciphered & Pick<Opened, 'problem'>> {
  const bytes = Buffer.from(value, 'base64');
  if (form === 'plain') return { text: bytes.toString('utf8'), isOutdated: false, problem: null };
  try {
    return { ...(await cipher.decrypt(bytes)), problem: null };
  } catch {
    const problem = 'The encryption of this system cannot read it any more: replace it.';
    return { text: '', isOutdated: false, problem };
  }
}
