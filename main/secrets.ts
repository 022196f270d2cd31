import { z } from 'zod';
import { readJsonIfPresent, writePrivate } from '../src/base/files';
import type { Logger } from '../src/base/log';
import { AppError } from '../src/contract/errors';
import { TokenAccount, type TokenState } from '../src/contract/settings';

/** What the system encrypts with; read lazily, since it may ask the person for a keychain. */
export interface Cipher {
  isAvailable: () => boolean;
  encrypt: (text: string) => Buffer;
  decrypt: (bytes: Buffer) => string;
}

const Kept = z.object({
  setAt: z.string(),
  form: z.enum(['encrypted', 'plain']),
  /** Base64. */
  value: z.string(),
});
type Kept = z.infer<typeof Kept>;
const Document = z.object({ version: z.literal(1), tokens: z.partialRecord(TokenAccount, Kept) });

/** What is known of the token of one account without reading it. */
export type SecretFacts = Pick<TokenState, 'setAt' | 'isUnprotected' | 'problem'> & {
  source: 'none' | 'session' | 'stored';
};

/** The tokens of the person, in one file of ours. Nothing here writes a token into a log or an error. */
export interface Secrets {
  isEncrypted: () => boolean;
  /** '' without one, and for one that cannot be decrypted. */
  read: (account: TokenAccount) => string;
  facts: (account: TokenAccount) => SecretFacts;
  /** Where the system cannot encrypt: kept until the app ends, or stored as it is when `unprotected` says so. Throws `invalid-input`. */
  set: (account: TokenAccount, token: string, choice: { unprotected: boolean }) => Promise<void>;
  remove: (account: TokenAccount) => Promise<void>;
}

export interface SecretsOptions {
  file: string;
  cipher: Cipher;
  log: Logger;
  now?: () => Date;
}

interface Opened {
  token: string;
  problem: string | null;
}

const none: SecretFacts = { source: 'none', setAt: null, isUnprotected: false, problem: null };

/** Opens the file; one that is no document of ours counts as empty, and is replaced at the next change. */
export async function openSecrets(options: SecretsOptions): Promise<Secrets> {
  const { file, cipher, log, now = () => new Date() } = options;
  const document = Document.safeParse(await readJsonIfPresent(file));
  const kept = new Map(Object.entries(document.success ? document.data.tokens : {}) as [TokenAccount, Kept][]);
  const session = new Map<TokenAccount, { token: string; setAt: string }>();
  const opened = new Map<TokenAccount, Opened>();

  const write = () => writePrivate(file, JSON.stringify({ version: 1, tokens: Object.fromEntries(kept) }, null, 2));
  const openOnce = (account: TokenAccount, entry: Kept): Opened => {
    const found = opened.get(account) ?? openKept(entry, cipher);
    if (!opened.has(account) && found.problem !== null) log.warn('A stored token cannot be read.', { account });
    opened.set(account, found);
    return found;
  };

  return {
    isEncrypted: cipher.isAvailable,
    read: (account) => {
      const entry = kept.get(account);
      return session.get(account)?.token ?? (entry === undefined ? '' : openOnce(account, entry).token);
    },
    facts: (account) => {
      const passing = session.get(account);
      if (passing) return { ...none, source: 'session', setAt: passing.setAt };
      const entry = kept.get(account);
      if (entry === undefined) return none;
      const { problem } = openOnce(account, entry);
      return { source: 'stored', setAt: entry.setAt, isUnprotected: entry.form === 'plain', problem };
    },
    async set(account, given, { unprotected }) {
      const token = checkToken(given);
      const setAt = now().toISOString();
      const isStored = kept.delete(account);
      session.delete(account);
      opened.delete(account);
      const entry = closeToken(token, setAt, { cipher, unprotected });
      if (entry === null) session.set(account, { token, setAt });
      else kept.set(account, entry);
      if (entry !== null || isStored) await write();
    },
    async remove(account) {
      session.delete(account);
      opened.delete(account);
      if (kept.delete(account)) await write();
    },
  };
}

/** Tokens are one word of printable characters; anything else is a slip of the clipboard, and could break a header. */
function checkToken(given: string): string {
  const token = given.trim();
  if (/^[\x21-\x7e]{8,1000}$/.test(token)) return token;
  throw new AppError(
    'invalid-input',
    'This is no token: a token is one word of at least 8 letters, digits and signs.',
    {
      remedy: 'Copy the token again from the page of your account.',
    },
  );
}

/** Null: it may not be stored. */
function closeToken(
  token: string,
  setAt: string,
  { cipher, unprotected }: { cipher: Cipher; unprotected: boolean },
): Kept | null {
  if (cipher.isAvailable()) return { setAt, form: 'encrypted', value: cipher.encrypt(token).toString('base64') };
  return unprotected ? { setAt, form: 'plain', value: Buffer.from(token).toString('base64') } : null;
}

function openKept({ form, value }: Kept, cipher: Cipher): Opened {
  const bytes = Buffer.from(value, 'base64');
  if (form === 'plain') return { token: bytes.toString('utf8'), problem: null };
  try {
    return { token: cipher.decrypt(bytes), problem: null };
  } catch {
    return { token: '', problem: 'The encryption of this system cannot read it any more: replace it.' };
  }
}
