import { dropGitLogins } from '../../base/git/logins';
import { redactSecrets } from '../../base/log';

/** A text without logins in its addresses, and without values that are named like a secret. */
export function cleanText(text: string): string {
  return redactSecrets(dropGitLogins(text));
}

/** The same for every text of a document, the names of its fields among them: a snapshot names repositories by their address. Pure. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cleanText(name), withoutSecrets(inner)]));
}
