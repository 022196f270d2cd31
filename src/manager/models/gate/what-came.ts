import { msg, type Message } from '../../../contract/text/message';

/** What bytes are, where they are not what they should be. */
export interface Came {
  /** `message`: words of a host in the place of a file. */
  kind: 'message' | 'packed' | 'other';
  reason: Message;
}

const mostWords = 120;
/** As long as no word of a language: a token, a signature, an id. History and log show what is said here. */
const secret = /[\w+/=.~-]{24,}/g;
/** What stands in the bodies that hosts send with an error. */
const saidInJson = /"(?:error|message|detail|reason|title)"\s{0,8}:\s{0,8}"([^"\\]{1,200})/i;

const packings: readonly (readonly [string, string])[] = [
  ['1f8b08', 'gzip'],
  ['28b52ffd', 'zstd'],
  ['fd377a585a00', 'xz'],
  ['377abcaf271c', '7z'],
  ['425a68', 'bzip2'],
];

/** Whether bytes are a text, as far as they go. */
function isText(start: Buffer): boolean {
  return !/[\x00-\x08\x0e-\x1f\x7f]/.test(start.toString('latin1'));
}

const textOf = (start: Buffer): string =>
  start
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();

/** Whether a text is a web page. */
export function isPage(start: Buffer): boolean {
  return /^(?:<!--[^>]{0,400}-->\s*)?<(?:!doctype html|html|head|body)\b/i.test(textOf(start));
}

/** Whether a text is what an interface of a host sends with an error: no file of a repository begins so. */
export function isErrorMessage(start: Buffer): boolean {
  return /^[[{\s]{0,64}"(?:errors?|message|detail)"\s{0,8}:\s{0,8}["{[]/i.test(textOf(start));
}

/** The first words of a text, fit to be shown: one line, without signs that show nothing or turn the line around, and without what may be a secret. */
export function firstWords(text: string): string {
  const plain = (saidInJson.exec(text)?.[1] ?? text)
    .replace(/<(?:script|style)[^>]{0,200}>[^<]{0,4096}|<[^>]{0,200}>/gi, ' ')
    .replace(/\p{Z}|[\t\r\n]/gu, ' ')
    .replace(/\p{C}|"/gu, '')
    .replace(secret, '…')
    .replace(/ {2,}/g, ' ')
    .trim();
  // Not through the middle of a sign of two.
  return plain.length > mostWords ? `${plain.slice(0, mostWords).replace(/[\ud800-\udbff]$/, '')}…` : plain;
}

function describeText(start: Buffer): Message {
  const text = textOf(start);
  if (text.startsWith('version https://git-lfs.github.com/')) return msg`it is a git-lfs pointer, not the file`;
  const words = firstWords(text);
  if (isPage(start)) return words === '' ? msg`it is a web page` : msg`it is a web page that says "${words}"`;
  if (text.startsWith('<')) return msg`it is an XML message that says "${words}"`;
  return /^[{["]/.test(text) ? msg`it is a JSON message that says "${words}"` : msg`it is a text that says "${words}"`;
}

/** What the first bytes of something are; null where they are nothing that is known here. Pure. */
export function whatCame(start: Buffer): Came | null {
  if (start.length === 0) return { kind: 'other', reason: msg`it is empty` };
  if (isText(start)) return { kind: 'message', reason: describeText(start) };
  const hex = start.toString('hex', 0, 8);
  const packing = packings.find(([magic]) => hex.startsWith(magic));
  if (packing !== undefined) return { kind: 'packed', reason: msg`it is packed (${packing[1]})` };
  if (hex.startsWith('504b0304')) return { kind: 'other', reason: msg`it is a zip archive` };
  return /^800[2-5]/.test(hex) ? { kind: 'other', reason: msg`it is a pickle, which can run code` } : null;
}
