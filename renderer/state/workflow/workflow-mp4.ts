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

interface Box {
  type: string;
  from: number;
  to: number;
}

/** Boxes of a film: length, four letters, content (ISO/IEC 14496-12, 4.2). */
function listBoxes(view: DataView, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  let at = from;
  while (at + 8 <= to) {
    const length = view.getUint32(at);
    if (length < 8 || at + length > to) break;
    boxes.push({ type: lettersOf(view, at + 4, 4), from: at + 8, to: at + length });
    at += length;
  }
  return boxes;
}

function findBox(view: DataView, within: Box, type: string): Box | undefined {
  return listBoxes(view, within.from, within.to).find((box) => box.type === type);
}

/** QuickTime's `meta` begins with its boxes, that of ISO with a version of four bytes. */
function openMeta(view: DataView, meta: Box): Box {
  const isWhole = listBoxes(view, meta.from, meta.to).some(({ type }) => type === 'hdlr');
  return isWhole ? meta : { ...meta, from: meta.from + 4 };
}

/** Names of the entries, in order: `keys` of QuickTime metadata. */
function readKeys(view: DataView, keys: Box): string[] {
  return listBoxes(view, keys.from + 8, keys.to).map(({ from, to }) => lettersOf(view, from, to - from).toLowerCase());
}

function readValue(view: DataView, item: Box): string {
  const data = findBox(view, item, 'data');
  // Kind and language, four bytes each, before the text.
  return data === undefined ? '' : textOfBytes(bytesOf(view, data.from + 8, data.to - data.from - 8));
}

/** The name of an entry: its place in `keys`, else its own letters, where `©cmt` is a comment. */
function nameOf(view: DataView, item: Box, keys: readonly string[]): string {
  const position = view.getUint32(item.from - 4);
  const letters = item.type.slice(1) === 'cmt' ? 'comment' : item.type.toLowerCase();
  return keys[position - 1] ?? letters;
}

function readMeta(view: DataView, meta: Box): Metadata {
  const keysBox = findBox(view, meta, 'keys');
  const list = findBox(view, meta, 'ilst');
  const keys = keysBox === undefined ? [] : readKeys(view, keysBox);
  if (list === undefined) return new Map();
  return new Map(listBoxes(view, list.from, list.to).map((item) => [nameOf(view, item, keys), readValue(view, item)]));
}

function readMovie(view: DataView): Metadata {
  const movie: Box = { type: 'moov', from: 0, to: view.byteLength };
  const user = findBox(view, movie, 'udta');
  const metas = [movie, user].flatMap((box) => (box === undefined ? [] : (findBox(view, box, 'meta') ?? [])));
  return new Map(metas.flatMap((meta) => [...readMeta(view, openMeta(view, meta))]));
}

/** The texts that a film in MP4 or MOV carries; its pictures are not read. */
export async function readMp4Texts(file: Blob): Promise<Metadata> {
  let at = 0;
  const countStep = createStepCount();
  while (at + 16 <= file.size) {
    countStep();
    const head = await readBytes(file, at, 16);
    const short = head.getUint32(0);
    // 1: the length follows in eight bytes; 0: up to the end.
    const length = short === 1 ? Number(head.getBigUint64(8)) : short === 0 ? file.size - at : short;
    if (length < 8) throw new NoWorkflowError('brokenPicture');
    if (lettersOf(head, 4, 4) === 'moov') {
      if (length > maxTextBytes) throw new NoWorkflowError('tooLarge');
      return readMovie(await readBytes(file, at + 8, length - 8));
    }
    at += length;
  }
  return new Map();
}
