import { type Message, msg } from '../../contract/text/message';
import { hasSystemCode } from './files';

const reasons: readonly (readonly [codes: readonly string[], words: Message])[] = [
  [['ENOTDIR'], msg`something other than a folder is there`],
  [['ELOOP'], msg`it is a link that leads back to itself`],
  [['EACCES', 'EPERM'], msg`this account may not read it`],
  [['EIO', 'ESTALE', 'ENXIO', 'EHOSTDOWN', 'ETIMEDOUT'], msg`its disk does not answer`],
];

/** Why the system could not read a folder, in words for the end of a sentence. */
export function describeUnreadable(error: unknown): string | Message {
  const found = reasons.find(([codes]) => hasSystemCode(error, ...codes));
  if (found) return found[1];
  return error instanceof Error ? error.message : String(error);
}
