import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import pLimit from 'p-limit';
import { readJsonIfPresent, writePrivate } from '../../base/files/files';
import type { ApiTokenState } from '../../contract/settings';

/** Enough to know the token again, and nothing it could be made from. */
const StoredToken = z.object({ setAt: z.string(), salt: z.string(), hash: z.string() });
type StoredToken = z.infer<typeof StoredToken>;

/** The file; without a token: it was revoked. */
const Document = z.object({ version: z.literal(1), token: StoredToken.nullable() });

/** The token by which programs on other machines may change something over the HTTP door. There is one at most. */
export interface ApiToken {
  facts: () => ApiTokenState;
  /** Whether nobody has made one in this profile yet. One that was revoked was made. */
  isUntouched: () => boolean;
  isToken: (text: string) => boolean;
  /** Makes one in the place of any other, and tells it this once. Throws when it cannot be kept; the one before then goes on to count. */
  make: () => Promise<{ token: string; setAt: string }>;
  revoke: () => Promise<void>;
  /** Reads the file anew: another program of the profile may have made a token, or revoked this one. */
  reload: () => Promise<void>;
}

const secretBytes = 32;

/**
 * Opens the token of a profile. Only a salted hash is kept, on every system: the token is random and long, it is shown once, and to check it the
 * hash is enough (docs/decisions/016). A file that is no document of ours counts as none.
 */
export async function openApiToken(file: string, now: () => Date = () => new Date()): Promise<ApiToken> {
  let document = await readDocument(file);
  // One write at a time: what counts is what stands in the file.
  const inTurn = pLimit(1);
  const keep = (token: StoredToken | null) =>
    inTurn(async () => {
      const next = { version: 1 as const, token };
      await writePrivate(file, JSON.stringify(next, null, 2));
      document = next;
    });
  return {
    facts: () => ({ setAt: document?.token?.setAt ?? null }),
    isUntouched: () => document === null,
    isToken: (text) => {
      const stored = document?.token ?? null;
      if (stored === null) return false;
      const [wanted, given] = [Buffer.from(stored.hash, 'base64'), hashOf(text, stored.salt)];
      return wanted.length === given.length && timingSafeEqual(wanted, given);
    },
    async make() {
      const token = `cmd_${randomBytes(secretBytes).toString('base64url')}`;
      const [salt, setAt] = [randomBytes(secretBytes).toString('base64'), now().toISOString()];
      await keep({ setAt, salt, hash: hashOf(token, salt).toString('base64') });
      return { token, setAt };
    },
    revoke: () => keep(null),
    reload: () => inTurn(async () => void (document = await readDocument(file))),
  };
}

async function readDocument(file: string): Promise<z.infer<typeof Document> | null> {
  const found = Document.safeParse(await readJsonIfPresent(file));
  return found.success ? found.data : null;
}

function hashOf(token: string, salt: string): Buffer {
  return createHash('sha256').update(salt).update(token).digest();
}
