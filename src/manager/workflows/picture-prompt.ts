import { readRange } from '../models/places/model-content';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Behind its length: the kind of a part that is text, and the key of that text. */
const prompt = Buffer.from('tEXtprompt\0', 'latin1');
const keyBytes = 'prompt\0'.length;
/** Longer texts, and parts behind so many others, are left alone. */
const limits = { textBytes: 4 * 1024 * 1024, parts: 64 };

/** Throws `RangeError` where the file ends before. */
async function readAt(file: string, at: number, bytes: number): Promise<Buffer> {
  const found = await readRange(file, at, bytes);
  if (found.length < bytes) throw new RangeError('The picture ends before its pixels.');
  return found;
}

/** The request that ComfyUI made a PNG from, as it writes that before the pixels; null where there is none. Throws where the file is not yet written so far, and what reading throws. */
export async function readPrompt(file: string): Promise<string | null> {
  if (!(await readAt(file, 0, signature.length)).equals(signature)) return null;
  for (let at = signature.length, part = 0; part < limits.parts; part += 1) {
    const head = await readAt(file, at, 4 + prompt.length);
    const length = head.readUInt32BE(0);
    if (head.toString('latin1', 4, 8) === 'IDAT' || length > limits.textBytes) return null;
    const isPrompt = head.subarray(4).equals(prompt) && length > keyBytes;
    if (isPrompt) return (await readAt(file, at + head.length, length - keyBytes)).toString('utf8');
    // Length, kind and check sum have four bytes each.
    at += 4 + 4 + length + 4;
  }
  return null;
}
