import {
  createStepCount,
  bytesOf,
  maxTextBytes,
  type Metadata,
  NoWorkflowError,
  readBytes,
  textOfBytes,
} from './workflow-source';

/** Names of elements in Matroska and WebM (RFC 9559). */
const ids = {
  segment: 0x18538067,
  tags: 0x1254c367,
  tag: 0x7373,
  simpleTag: 0x67c8,
  name: 0x45a3,
  text: 0x4487,
} as const;

/** The longest head: four bytes of name, eight of length. */
const maxHead = 12;

interface Element {
  id: number;
  /** Where its content begins and ends. */
  from: number;
  to: number;
}

/** How many bytes a number of variable length has: its leading zero bits tell. */
function widthOf(first: number): number {
  return first === 0 ? 9 : Math.clz32(first) - 23;
}

/** The element at an offset of a view that begins at `base` of the file; null when there is none, or it does not say its length. */
function readElement(view: DataView, at: number, base: number): Element | null {
  if (at >= view.byteLength) return null;
  const idWidth = widthOf(view.getUint8(at));
  const sizeAt = at + idWidth;
  if (idWidth > 4 || sizeAt >= view.byteLength) return null;
  const sizeWidth = widthOf(view.getUint8(sizeAt));
  if (sizeWidth > 8 || sizeAt + sizeWidth > view.byteLength) return null;
  let id = 0;
  for (let index = 0; index < idWidth; index += 1) id = id * 256 + view.getUint8(at + index);
  let size = view.getUint8(sizeAt) % 2 ** (8 - sizeWidth);
  for (let index = 1; index < sizeWidth; index += 1) size = size * 256 + view.getUint8(sizeAt + index);
  const from = base + sizeAt + sizeWidth;
  // All ones: a stream that was never finished.
  return size === 2 ** (7 * sizeWidth) - 1 ? null : { id, from, to: from + size };
}

/** `countStep` ends a reading of more elements than any film has: an empty one takes three bytes of the file, and a hundred here. */
function listElements(view: DataView, { from, to }: Pick<Element, 'from' | 'to'>, countStep: () => void): Element[] {
  const elements: Element[] = [];
  const end = Math.min(to, view.byteLength);
  for (let at = from; at < end;) {
    const element = readElement(view, at, 0);
    if (element === null || element.to > end) break;
    countStep();
    elements.push(element);
    at = element.to;
  }
  return elements;
}

function readTags(view: DataView, countStep: () => void): Metadata {
  const whole = { from: 0, to: view.byteLength };
  const tags = listElements(view, whole, countStep).filter(({ id }) => id === ids.tag);
  const simple = tags.flatMap((tag) => listElements(view, tag, countStep)).filter(({ id }) => id === ids.simpleTag);
  const textOf = (elements: readonly Element[], wanted: number): string => {
    const found = elements.find(({ id }) => id === wanted);
    return found === undefined
      ? ''
      : textOfBytes(bytesOf(view, found.from, found.to - found.from)).replace(/\0+$/u, '');
  };
  return new Map(
    simple.map((element) => {
      const parts = listElements(view, element, countStep);
      return [textOf(parts, ids.name).toLowerCase(), textOf(parts, ids.text)];
    }),
  );
}

/** The texts that a film in WebM or MKV carries; its pictures are not read. */
export async function readWebmTexts(file: Blob): Promise<Metadata> {
  let at = 0;
  const countStep = createStepCount();
  while (at < file.size) {
    countStep();
    const element = readElement(await readBytes(file, at, maxHead), 0, at);
    if (element === null) return new Map();
    if (element.id === ids.tags) {
      if (element.to - element.from > maxTextBytes) throw new NoWorkflowError('tooLarge');
      return readTags(await readBytes(file, element.from, element.to - element.from), countStep);
    }
    // What a segment holds is walked through as well; everything else is stepped over.
    at = element.id === ids.segment ? element.from : element.to;
  }
  return new Map();
}
