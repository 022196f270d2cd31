import { readRange } from '../models/places/model-content';
import { promptInExif } from './exif-prompt';

/** Endings of pictures that carry what they were made from. */
export const pictureEndings = ['.png', '.webp', '.jpg', '.jpeg'];

const pngSignature = '\x89PNG\r\n\x1a\n';
/** In front of the block in a JPEG; some programs put it in front of that in a WebP as well. */
const exifMark = 'Exif\0\0';
/** Longer texts, and parts behind so many others, are left alone. */
const limits = { textBytes: 4 * 1024 * 1024, parts: 1024 };

/** A part of a picture. */
interface Part {
  kind: string;
  /** Where its content begins, and how long that is. */
  at: number;
  length: number;
  next: number;
}

/** Throws `RangeError` where the file ends before. */
async function readAt(file: string, at: number, bytes: number): Promise<Buffer> {
  const found = await readRange(file, at, bytes);
  if (found.length < bytes) throw new RangeError('The picture ends before its pixels.');
  return found;
}

async function readStart(file: string, at: number, { length }: string): Promise<string> {
  return length === 0 ? '' : (await readAt(file, at, length)).toString('latin1');
}

/** How the parts of one kind of picture are found; null behind the last in which there can be a text. */
type NextPart = (file: string, at: number) => Promise<Part | null>;

const nextOfPng: NextPart = async (file, at) => {
  const head = await readAt(file, at, 8);
  const [length, kind] = [head.readUInt32BE(0), head.toString('latin1', 4)];
  // Behind it comes a check sum of four bytes.
  return kind === 'IDAT' ? null : { kind, at: at + 8, length, next: at + 8 + length + 4 };
};

/** The parts of a WebP have even lengths; the whole says its own in front. */
const nextOfWebp: NextPart = async (file, at) => {
  const end = 8 + (await readAt(file, 4, 4)).readUInt32LE(0);
  if (at + 8 > end) return null;
  const head = await readAt(file, at, 8);
  const length = head.readUInt32LE(4);
  return { kind: head.toString('latin1', 0, 4), at: at + 8, length, next: at + 8 + length + (length % 2) };
};

/** What says of a JPEG how it is comes before what begins its pixels (`ffda`); a length counts its own two bytes. */
const nextOfJpeg: NextPart = async (file, at) => {
  const head = await readAt(file, at, 4);
  const [kind, length] = [head.toString('hex', 0, 2), head.readUInt16BE(2)];
  if (!kind.startsWith('ff') || kind === 'ffda' || length < 2) return null;
  return { kind, at: at + 4, length: length - 2, next: at + 2 + length };
};

/** Where the text of a kind of picture is: in the first part of this kind that begins so. */
interface Form {
  next: NextPart;
  first: number;
  kind: string;
  mark: string;
}

function formOf(start: string): Form | null {
  if (start.startsWith(pngSignature))
    return { next: nextOfPng, first: pngSignature.length, kind: 'tEXt', mark: 'prompt\0' };
  if (start.startsWith('RIFF')) return { next: nextOfWebp, first: 12, kind: 'EXIF', mark: '' };
  return start.startsWith('\xff\xd8') ? { next: nextOfJpeg, first: 2, kind: 'ffe1', mark: exifMark } : null;
}

function textIn(part: Buffer, { kind, mark }: Form): string | null {
  if (kind === 'tEXt') return part.toString('utf8', mark.length) || null;
  const hasMark = part.toString('latin1', 0, exifMark.length) === exifMark;
  return promptInExif(part.subarray(hasMark ? exifMark.length : 0));
}

/**
 * The request that ComfyUI made a PNG, WebP or JPEG from, as it or its packs write that beside the pixels; null where there is none. Only the heads of
 * parts and what may be the text are read. Throws where the file is not yet written so far, and what reading throws.
 */
export async function readPrompt(file: string): Promise<string | null> {
  const form = formOf((await readAt(file, 0, pngSignature.length)).toString('latin1'));
  if (form === null) return null;
  let part = await form.next(file, form.first);
  for (let count = 0; part !== null && count < limits.parts; count += 1) {
    const { kind, at, length, next } = part;
    const isLong = length > limits.textBytes || length < form.mark.length;
    const isIt = kind === form.kind && !isLong && (await readStart(file, at, form.mark)) === form.mark;
    if (isIt) return textIn(await readAt(file, at, length), form);
    part = await form.next(file, next);
  }
  return null;
}
