import ExifReader, { type ExpandedTags } from 'exifreader';
import { maxTextBytes, type Metadata, NoWorkflowError, textOfBytes } from './workflow-source';

/** What of a picture is read first: ComfyUI writes its texts before the pixels, and they rarely are larger. */
const firstReadBytes = 64 * 1024;
/** Length and letters of a part: where one begins this near to the end of what was read, it was not seen. */
const partHead = 12;
/** The largest picture that is read to its end; texts behind the pixels are searched for by reading these as well. */
const maxPictureBytes = 512 * 1024 * 1024;

/** Unpacks the packed texts of one picture, under one limit for all of them; what goes wrong is kept, since the library steps over it. */
function createInflate(): { deflate: (bytes: Uint8Array) => Promise<Uint8Array>; check: () => void } {
  let room = maxTextBytes;
  let failure: NoWorkflowError | null = null;
  const unpack = async (bytes: Uint8Array): Promise<Uint8Array> => {
    const packed = new Blob([new Uint8Array(bytes)]);
    const reader = packed.stream().pipeThrough(new DecompressionStream('deflate')).getReader();
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      room -= next.value.length;
      // A few kilobytes can unpack to gigabytes.
      if (room < 0) throw new NoWorkflowError('tooLarge');
      parts.push(next.value);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  };
  const deflate = async (bytes: Uint8Array) => {
    try {
      return await unpack(bytes);
    } catch (error) {
      failure ??= error instanceof NoWorkflowError ? error : new NoWorkflowError('brokenPicture');
      throw error;
    }
  };
  return {
    deflate,
    check: () => {
      if (failure !== null) throw failure;
    },
  };
}

async function loadTags(file: Blob, length: number): Promise<ExpandedTags | null> {
  const inflate = createInflate();
  try {
    return await ExifReader.load(await file.slice(0, length).arrayBuffer(), {
      expanded: true,
      async: true,
      includeUnknown: true,
      includeOffsets: true,
      includeTags: { exif: true, png: true },
      decompress: { deflate: inflate.deflate },
    });
  } catch (error) {
    if (error instanceof ExifReader.errors.MetadataMissingError) return null;
    throw error;
  } finally {
    inflate.check();
  }
}

/** The byte of each letter of windows-1252, which is how the plain texts of a PNG are decoded. */
const bytesOfLetters = new Map(
  Array.from(new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_none, byte) => byte))).map(
    (letter, byte) => [letter, byte] as const,
  ),
);

/** Plain texts are Latin by the specification, and UTF-8 in many files. */
function withUtf8(text: string): string {
  if (!/[\x80-\uffff]/u.test(text)) return text;
  const bytes = Array.from(text, (letter) => bytesOfLetters.get(letter));
  return bytes.includes(undefined) ? text : textOfBytes(Uint8Array.from(bytes, Number));
}

const wantedKeys = /^(workflow|prompt|parameters)(?: \(.*\))?$/iu;

/** The texts of a PNG by their keys; an international one has its language behind the key. */
function pngTexts({ pngText = {} }: ExpandedTags): [string, string][] {
  return Object.entries(pngText).flatMap(([name, tag]) => {
    const [, key] = wantedKeys.exec(name) ?? [];
    return key === undefined ? [] : [[key.toLowerCase(), withUtf8(tag.value)]];
  });
}

/** ComfyUI and its packs write `workflow:{...}` into whichever field of the first directory is free: Make and Model, as a rule. */
function exifTexts({ exif = {} }: ExpandedTags): [string, string][] {
  return Object.values(exif).flatMap((tag: { value?: unknown } | undefined) => {
    const [first] = Array.isArray(tag?.value) ? (tag.value as unknown[]) : [];
    const [, key, value] = typeof first === 'string' ? (/^(workflow|prompt)\s*:\s*(.*)$/isu.exec(first) ?? []) : [];
    return key === undefined || value === undefined ? [] : [[key.toLowerCase(), value]];
  });
}

/** Some packs write one JSON text with both into the comment, behind the name of a character set or without one. */
function commentTexts({ exif = {} }: ExpandedTags): [string, string][] {
  const { value } = (exif['UserComment'] ?? {}) as { value?: unknown };
  const letters = Array.isArray(value) ? textOfBytes(Uint8Array.from(value as number[])) : '';
  // Letters of two bytes have a null in one of them.
  const text = (letters.startsWith('{') ? letters : letters.slice(8)).replaceAll('\0', '');
  return text.startsWith('{') ? [['comment', text]] : [];
}

/** What is known of a picture after a look at its beginning; `length` is how much has to be read for the rest, 0 for nothing. */
interface PictureStart {
  texts: Metadata;
  length: number;
  /** A PNG whose parts run out of it. Of other pictures nobody says where their end is. */
  isCut: boolean;
}

async function readStart(file: Blob, read: number): Promise<PictureStart> {
  const tags = await loadTags(file, read);
  if (tags === null) return { texts: new Map(), length: file.size, isCut: false };
  const texts = new Map([...commentTexts(tags), ...exifTexts(tags), ...pngTexts(tags)]);
  const { blocks = [], complete = false, end = 0 } = tags.metadataRange ?? {};
  const isLarge = blocks.some((block) => block.type === 'png' && block.end - block.start > maxTextBytes);
  if (isLarge) throw new NoWorkflowError('tooLarge');
  if (complete) return { texts, length: 0, isCut: false };
  const hasFound = texts.has('workflow') || texts.has('prompt');
  return { texts, length: hasFound ? end + partHead : file.size, isCut: tags.pngFile !== undefined };
}

/**
 * The texts of a picture (PNG, WebP, JPEG, AVIF), with no more of its pixels than lie before them. Throws NoWorkflowError for one
 * that is too large, or cut off before any text.
 */
export async function readPictureTexts(file: Blob): Promise<Metadata> {
  let read = firstReadBytes;
  let start = await readStart(file, read);
  while (start.length > read && read < file.size) {
    read = start.length;
    if (read > maxPictureBytes) throw new NoWorkflowError('unreadable');
    start = await readStart(file, read);
  }
  if (start.texts.size === 0 && start.isCut) throw new NoWorkflowError('brokenPicture');
  return start.texts;
}
