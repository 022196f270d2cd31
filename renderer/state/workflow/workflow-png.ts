import {
  createStepCount,
  bytesOf,
  lettersOf,
  maxTextBytes,
  type Metadata,
  NoWorkflowError,
  readBytes,
  textOfBytes,
} from './workflow-source';

const signatureLength = 8;
/** Length, type, and behind the data a checksum. */
const headLength = 8;
const aroundData = 12;

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    // A few kilobytes can unpack to gigabytes.
    if (length > maxTextBytes) throw new NoWorkflowError('tooLarge');
    parts.push(next.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Where the next zero byte is, from an offset on; the end when there is none. */
function zeroAfter(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(0, from);
  return at < 0 ? bytes.length : at;
}

/** The value of one text chunk, behind its key (PNG specification, 11.3.4). */
async function readValue(type: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (type === 'tEXt') return textOfBytes(bytes);
  if (type === 'zTXt') return textOfBytes(await inflate(bytes.subarray(1)));
  // iTXt: compression flag and method, language, translated key, text.
  const languageEnd = zeroAfter(bytes, 2);
  const text = bytes.subarray(zeroAfter(bytes, languageEnd + 1) + 1);
  return textOfBytes(bytes[0] === 1 ? await inflate(text) : text);
}

/** Keys that are read; pictures carry megabytes of other things. */
const wantedKeys = new Set(['workflow', 'prompt', 'parameters']);

async function readChunk(file: Blob, chunk: { type: string; from: number; length: number }, into: Map<string, string>) {
  if (chunk.length > maxTextBytes) throw new NoWorkflowError('tooLarge');
  const bytes = bytesOf(await readBytes(file, chunk.from, chunk.length), 0);
  const keyEnd = zeroAfter(bytes, 0);
  const key = textOfBytes(bytes.subarray(0, Math.min(keyEnd, 80))).toLowerCase();
  if (wantedKeys.has(key)) into.set(key, await readValue(chunk.type, bytes.subarray(keyEnd + 1)));
}

/**
 * The texts of a PNG, without its pixels: chunk by chunk, and no further than the first pixels once something was found. Throws
 * NoWorkflowError for a file whose chunks run out of it.
 */
export async function readPngTexts(file: Blob): Promise<Metadata> {
  const texts = new Map<string, string>();
  let at = signatureLength;
  const countStep = createStepCount();
  while (at + headLength <= file.size) {
    countStep();
    const head = await readBytes(file, at, headLength);
    const length = head.getUint32(0);
    const type = lettersOf(head, 4, 4);
    if (!/^[A-Za-z]{4}$/u.test(type)) throw new NoWorkflowError('brokenPicture');
    if (type === 'IEND' || (type === 'IDAT' && (texts.has('workflow') || texts.has('prompt')))) return texts;
    if (/^[tiz]{1}(?:EXt|TXt)$/u.test(type)) await readChunk(file, { type, from: at + headLength, length }, texts);
    at += length + aroundData;
  }
  if (texts.size === 0) throw new NoWorkflowError('brokenPicture');
  return texts;
}
