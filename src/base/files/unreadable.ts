import { hasSystemCode } from './files';

const reasons: readonly (readonly [codes: readonly string[], words: string])[] = [
  [['ENOTDIR'], 'something else than a folder lies there'],
  [['ELOOP'], 'it is a link that leads back to itself'],
  [['EACCES', 'EPERM'], 'this account may not read it'],
  [['EIO', 'ESTALE', 'ENXIO', 'EHOSTDOWN', 'ETIMEDOUT'], 'its disk does not answer'],
];

/** Why the system could not read a folder, in words for the end of a sentence. */
export function describeUnreadable(error: unknown): string {
  const found = reasons.find(([codes]) => hasSystemCode(error, ...codes));
  if (found) return found[1];
  return error instanceof Error ? error.message : String(error);
}
