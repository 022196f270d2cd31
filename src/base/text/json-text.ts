/** How long the process may be kept busy in one go. */
const sliceMs = 4;
/** Levels that are written child by child; what lies deeper is written in one go. Large values are lists of many small things. */
const openLevels = 2;
/** At the lowest level, what has fewer children is written in one go as well: a piece for each costs more than it spares (86 against 62 ms for 3 MB). */
const fewChildren = 50;

/**
 * The text that `JSON.stringify` writes, in parts; between two parts the process is given back: 3 MB in one go were measured at 95 ms
 * when the code is cold. The value must not be changed meanwhile. What JSON cannot say at all becomes `null`.
 */
export async function* jsonParts(value: unknown): AsyncGenerator<string> {
  let text = '';
  let until = performance.now() + sliceMs;
  for (const piece of piecesOf(value, openLevels)) {
    text += piece;
    if (performance.now() < until) continue;
    yield text;
    text = '';
    await new Promise((resolve) => setImmediate(resolve));
    until = performance.now() + sliceMs;
  }
  yield text;
}

/** The same as UTF-8, in memory of its own: what crosses to another process takes its whole memory along. */
export async function jsonBytes(value: unknown): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for await (const part of jsonParts(value)) parts.push(encoder.encode(part));
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function* piecesOf(value: unknown, levels: number): Generator<string> {
  const isWhole = typeof value !== 'object' || value === null || 'toJSON' in value || isSmall(value, levels);
  if (isWhole) yield writeWhole(value) ?? 'null';
  else if (Array.isArray(value)) yield* piecesOfList(value, levels);
  else yield* piecesOfRecord(value, levels);
}

/** At the lowest open level, where the children are written whole anyway. */
function isSmall(value: object, levels: number): boolean {
  if (levels !== 1) return levels === 0;
  return (Array.isArray(value) ? value.length : Object.keys(value).length) < fewChildren;
}

function* piecesOfList(list: readonly unknown[], levels: number): Generator<string> {
  yield '[';
  for (const [index, item] of list.entries()) {
    if (index > 0) yield ',';
    yield* piecesOf(item, levels - 1);
  }
  yield ']';
}

function* piecesOfRecord(record: object, levels: number): Generator<string> {
  let separator = '{';
  for (const [key, item] of Object.entries(record)) {
    if (writesNothing(item)) continue;
    yield `${separator}${JSON.stringify(key)}:`;
    yield* piecesOf(item, levels - 1);
    separator = ',';
  }
  yield separator === '{' ? '{}' : '}';
}

/** Texts of what is written once; empty until it is. */
const texts = new WeakMap<object, string>();

/** Freezes a value of which many lists to come hold most again, e.g. one of 2,000 packs: its text is kept as long as it lives. */
export function writtenOnce<T extends object>(value: T): Readonly<T> {
  texts.set(value, '');
  return Object.freeze(value);
}

/** The declared type of `JSON.stringify` leaves out that it answers nothing for what JSON cannot say. */
function writeWhole(value: unknown): string | undefined {
  const known = typeof value === 'object' && value !== null ? texts.get(value) : undefined;
  if (known) return known;
  const text = JSON.stringify(value) as string | undefined;
  if (known === '' && text !== undefined) texts.set(value as object, text);
  return text;
}

function writesNothing(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol';
}
