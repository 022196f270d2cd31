import { extname } from 'node:path';
import { isLooseObject, objectOf, textOf } from '../../../catalogue/sources/loose-json';
import { parseJson } from '../../../../base/beside/parse-json';
import { readPart, TooDearError } from '../../../../base/beside/reading';

/** A larger header is left alone: those of the largest models there are have a few megabytes. */
const maxHeaderBytes = 16 * 1024 * 1024;
/** The entries of a GGUF that are of interest are its first ones. */
const ggufBytes = 16 * 1024;
const maxGgufEntries = 64;

/** A tensor of a file: its kind of number and its measures. */
export interface TensorShape {
  name: string;
  kind: string;
  shape: readonly number[];
}

/** What stands in front of the weights of a file: what its maker wrote, and which tensors it has. */
export interface FileHeader {
  notes: ReadonlyMap<string, string>;
  tensors: readonly TensorShape[];
}

function shapeOf(name: string, value: unknown): TensorShape[] {
  if (!isLooseObject(value)) return [];
  const shape = Array.isArray(value['shape']) ? value['shape'].filter((size) => typeof size === 'number') : [];
  return [{ name, kind: textOf(value['dtype']), shape }];
}

function readTensors(path: string): FileHeader | null {
  const start = readPart(path, { bytes: 8 });
  if (start.length < 8) return null;
  const bytes = start.readBigUInt64LE();
  if (bytes < 2n || bytes > BigInt(maxHeaderBytes)) return null;
  const parsed = parseJson(readPart(path, { from: 8, bytes: Number(bytes) }).toString('utf8'));
  if (!isLooseObject(parsed)) return null;
  const { __metadata__: notes, ...tensors } = parsed;
  return {
    notes: new Map(Object.entries(objectOf(notes)).map(([name, text]) => [name, textOf(text)])),
    tensors: Object.entries(tensors).flatMap(([name, value]) => shapeOf(name, value)),
  };
}

/** Reads numbers and texts of a GGUF one after the other. Throws `RangeError` where the bytes end. */
function createGgufReader(bytes: Buffer) {
  let at = 8;
  const long = (): number => {
    const value = Number(bytes.readBigUInt64LE(at));
    at += 8;
    return value;
  };
  const text = (): string => {
    const length = long();
    if (length > bytes.length - at) throw new RangeError('The text goes on behind the bytes.');
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  const kind = (): number => {
    at += 4;
    return bytes.readUInt32LE(at - 4);
  };
  return { long, text, kind, skip: (count: number) => (at += count) };
}

/** How many bytes a value of a GGUF takes, by its kind; of texts and lists (8, 9) their own bytes say it. */
const ggufSizes: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const ggufText = 8;
const ggufNumber = 4;

function readGguf(path: string): FileHeader | null {
  const bytes = readPart(path, { bytes: ggufBytes });
  if (bytes.length < 24 || bytes.toString('latin1', 0, 4) !== 'GGUF') return null;
  const notes = new Map<string, string>();
  const reader = createGgufReader(bytes);
  try {
    reader.long();
    const entries = Math.min(reader.long(), maxGgufEntries);
    for (let count = 0; count < entries; count += 1) {
      const name = reader.text();
      const kind = reader.kind();
      const size = ggufSizes[kind];
      if (kind === ggufText) notes.set(name, reader.text());
      else if (kind === ggufNumber) notes.set(name, String(reader.kind()));
      else if (size === undefined) break;
      else reader.skip(size);
    }
  } catch (error) {
    // What is of interest stands in front; the rest of the header may be longer than what was read.
    if (!(error instanceof RangeError)) throw error;
  }
  return { notes, tensors: [] };
}

/** Whether files of this name have a header that can be read. */
export function hasHeader(name: string): boolean {
  return /\.(?:safetensors|sft|gguf)$/iu.test(name);
}

/** The header of a file of weights; null where it has none, is damaged, or cannot be read. Throws `TooDearError`. Reads the header alone, at once: for the thread that reads beside. */
export function readFileHeader(path: string): FileHeader | null {
  try {
    return extname(path).toLowerCase() === '.gguf' ? readGguf(path) : readTensors(path);
  } catch (error) {
    if (error instanceof TooDearError) throw error;
    // A damaged file tells nothing, as one that is gone; what is wrong with it is another question.
    return null;
  }
}
