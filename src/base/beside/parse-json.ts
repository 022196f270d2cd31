import { TooDearError } from './reading';

/**
 * A header of ten thousand tensors has a hundred thousand values, a workflow of a hundred thousand nodes two million. Each value takes memory, up to twenty times its text,
 * and nothing ends the reading of one text before it is over: where the memory of the thread does not suffice, all of the program ends. So many fit (a record takes 56 bytes).
 */
const mostValues = 4_000_000;

const [quote, backslash] = ['"'.charCodeAt(0), '\\'.charCodeAt(0)];
/** What begins a list or a record, and what stands before each further value of one. */
const beforeValues = new Set(['[', '{', ',', ':'].map((sign) => sign.charCodeAt(0)));

/** Where the string ends that begins here; the end of the text where it has none. */
function endOfString(text: string, from: number): number {
  for (let at = from; ;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
}

function hasTooMany(text: string): boolean {
  let values = 0;
  for (let at = 0; at < text.length && values <= mostValues; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (beforeValues.has(code)) values += 1;
  }
  return values > mostValues;
}

/** Reads a JSON text that a stranger made. Throws `TooDearError` where it has more values than any real one, and what `JSON.parse` throws. */
export function parseJson(text: string): unknown {
  if (hasTooMany(text)) throw new TooDearError();
  return JSON.parse(text);
}
