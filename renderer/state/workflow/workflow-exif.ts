import {
  createStepCount,
  bytesOf,
  lettersOf,
  type Metadata,
  NoWorkflowError,
  readBytes,
  textOfBytes,
} from './workflow-source';

const asciiType = 2;
const entryLength = 12;
/** Real files have a dozen. */
const maxEntries = 500;

function readEntry(tiff: DataView, at: number, isLittle: boolean): string {
  const length = tiff.getUint32(at + 4, isLittle);
  const from = length <= 4 ? at + 8 : tiff.getUint32(at + 8, isLittle);
  if (from + length > tiff.byteLength) return '';
  return textOfBytes(bytesOf(tiff, from, length)).replace(/\0+$/u, '');
}

/** The texts of the first directory of EXIF data: ComfyUI and its packs write `workflow:{...}` into whichever field is free. */
function readTiff(tiff: DataView): Metadata {
  const texts = new Map<string, string>();
  if (tiff.byteLength < 10) return texts;
  const isLittle = lettersOf(tiff, 0, 2) === 'II';
  const directory = tiff.getUint32(4, isLittle);
  if (directory + 2 > tiff.byteLength) return texts;
  const count = Math.min(tiff.getUint16(directory, isLittle), maxEntries);
  for (let index = 0; index < count; index += 1) {
    const at = directory + 2 + index * entryLength;
    if (at + entryLength > tiff.byteLength) break;
    if (tiff.getUint16(at + 2, isLittle) !== asciiType) continue;
    const [, key, value] = /^(workflow|prompt)\s*:\s*(.*)$/isu.exec(readEntry(tiff, at, isLittle)) ?? [];
    if (key !== undefined && value !== undefined) texts.set(key.toLowerCase(), value);
  }
  return texts;
}

/** Some writers put the head of a JPEG segment before the data in a WebP as well. */
function withoutHead(exif: DataView): DataView {
  const skipped = lettersOf(exif, 0, 6) === 'Exif\0\0' ? 6 : 0;
  return new DataView(exif.buffer, exif.byteOffset + skipped, exif.byteLength - skipped);
}

/** The EXIF texts of a WebP picture (RIFF: chunks of four letters, a length, and data padded to even). */
export async function readWebpTexts(file: Blob): Promise<Metadata> {
  let at = 12;
  const countStep = createStepCount();
  while (at + 8 <= file.size) {
    countStep();
    const head = await readBytes(file, at, 8);
    const length = head.getUint32(4, true);
    if (lettersOf(head, 0, 4) === 'EXIF') return readTiff(withoutHead(await readBytes(file, at + 8, length)));
    at += 8 + length + (length % 2);
  }
  return new Map();
}

const startOfScan = 0xda;
const exifMarker = 0xe1;

/** The EXIF texts of a JPEG picture, up to where its pixels begin. */
export async function readJpegTexts(file: Blob): Promise<Metadata> {
  let at = 2;
  const countStep = createStepCount();
  while (at + 4 <= file.size) {
    countStep();
    const head = await readBytes(file, at, 4);
    if (head.getUint8(0) !== 0xff) throw new NoWorkflowError('brokenPicture');
    const marker = head.getUint8(1);
    if (marker === startOfScan) break;
    const length = head.getUint16(2);
    if (marker === exifMarker) {
      const texts = readTiff(withoutHead(await readBytes(file, at + 4, length - 2)));
      if (texts.size > 0) return texts;
    }
    at += 2 + length;
  }
  return new Map();
}
