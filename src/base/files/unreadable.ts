import { type Said, say } from '../../contract/text/said';
import { hasSystemCode } from './files';

const reasons: readonly (readonly [codes: readonly string[], words: Said])[] = [
  [['ENOTDIR'], say`something else than a folder lies there`],
  [['ELOOP'], say`it is a link that leads back to itself`],
  [['EACCES', 'EPERM'], say`this account may not read it`],
  [['EIO', 'ESTALE', 'ENXIO', 'EHOSTDOWN', 'ETIMEDOUT'], say`its disk does not answer`],
];

/** Why the system could not read a folder, in words for the end of a sentence. */
export function describeUnreadable(error: unknown): string | Said {
  const found = reasons.find(([codes]) => hasSystemCode(error, ...codes));
  if (found) return found[1];
  return error instanceof Error ? error.message : String(error);
}
