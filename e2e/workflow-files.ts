import { deflateSync } from 'node:zlib';
import type { Page } from 'playwright';

/** A node as ComfyUI's editor saves it. */
export function node(
  type: string,
  properties: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): object {
  return { id: 1, type, pos: [0, 0], size: [200, 80], flags: {}, order: 0, mode: 0, properties, ...more };
}

/** A workflow as the editor saves it. */
export function graph(nodes: readonly object[]): string {
  return JSON.stringify({
    last_node_id: nodes.length,
    nodes,
    links: [],
    groups: [],
    config: {},
    extra: {},
    version: 0.4,
  });
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
}

/** A picture as ComfyUI saves it: the workflow packed, the prompt plain, then pixels. */
export function picture(workflow: string | null, prompt = workflow === null ? null : '{}'): Buffer {
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  const packed = (text: string) => Buffer.concat([Buffer.from('workflow\0\0', 'latin1'), deflateSync(text)]);
  const texts = [
    ...(workflow === null ? [] : [chunk('zTXt', packed(workflow))]),
    ...(prompt === null ? [] : [chunk('tEXt', Buffer.from(`prompt\0${prompt}`))]),
  ];
  const pixels = chunk('IDAT', deflateSync(Buffer.from([0, 1, 2, 3])));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', head), ...texts, pixels, chunk('IEND', Buffer.alloc(0))]);
}

/** Texts of the fields of a block of EXIF, by their numbers; what ComfyUI and its packs write. */
type ExifTexts = Record<number, string>;

const userComment = 0x9286;

/** A block of EXIF with its fields of letters in the first directory, and the comment in a second one. */
export function exifBlock(texts: ExifTexts, isLittle = true): Buffer {
  const number = (value: number, bytes: number): Buffer => {
    const written = Buffer.alloc(bytes);
    if (isLittle) written.writeUIntLE(value, 0, bytes);
    else written.writeUIntBE(value, 0, bytes);
    return written;
  };
  const fields = Object.entries(texts).map(([tag, text]) => ({ tag: Number(tag), bytes: Buffer.from(`${text}\0`) }));
  const letters = fields.filter(({ tag }) => tag !== userComment);
  const comment = fields.filter(({ tag }) => tag === userComment);
  const secondAt = 8 + 2 + 12 * (letters.length + comment.length) + 4;
  let textAt = secondAt + 2 + 12 * comment.length + 4;
  const row = (tag: number, kind: number, [length, value]: [number, number]): Buffer =>
    Buffer.concat([number(tag, 2), number(kind, 2), number(length, 4), number(value, 4)]);
  const rowOf = (kind: number) => (field: (typeof fields)[number]) => {
    const written = row(field.tag, kind, [field.bytes.length, textAt]);
    textAt += field.bytes.length;
    return written;
  };
  const firstRows = letters.map(rowOf(2));
  const secondRows = comment.map(rowOf(7));
  const pointer = comment.map(() => row(0x8769, 4, [1, secondAt]));
  const rows = (all: Buffer[]): Buffer => Buffer.concat([number(all.length, 2), ...all, number(0, 4)]);
  const head = Buffer.concat([Buffer.from(isLittle ? 'II' : 'MM'), number(42, 2), number(8, 4)]);
  return Buffer.concat([
    ...[head, rows([...firstRows, ...pointer]), rows(secondRows)],
    ...[...letters, ...comment].map(({ bytes }) => bytes),
  ]);
}

/** A WebP with its pixels before the block, as all programs write them. */
export function webpPicture(exif: Buffer): Buffer {
  const part = (kind: string, bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([Buffer.from(kind), length, bytes, Buffer.alloc(bytes.length % 2)]);
  };
  const parts = [part('VP8X', Buffer.alloc(10, 8)), part('VP8L', Buffer.alloc(33)), part('EXIF', exif)];
  return part('RIFF', Buffer.concat([Buffer.from('WEBP'), ...parts]));
}

/** A JPEG with a part of another kind before the block, as all programs write it. */
export function jpegPicture(exif: Buffer): Buffer {
  const part = (kind: number, bytes: Buffer): Buffer => {
    const head = Buffer.from([0xff, kind, 0, 0]);
    head.writeUInt16BE(bytes.length + 2, 2);
    return Buffer.concat([head, bytes]);
  };
  const marked = Buffer.concat([Buffer.from('Exif\0\0'), exif]);
  const pixels = Buffer.from([0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), part(0xe0, Buffer.from('JFIF\0')), part(0xe1, marked), pixels]);
}

/** A FLAC of 2 MB with 400,000 comments of one name. The library that reads it copies all of them for each one more: hours. */
export function endlessSound(): Buffer {
  const comment = Buffer.from('\x02\0\0\0A=', 'latin1');
  const count = 400_000;
  const head = Buffer.alloc(8);
  head.writeUInt32LE(count, 4);
  const comments = Buffer.concat([head, ...Array<Buffer>(count).fill(comment)]);
  // The last block of metadata (0x80), of kind 4, and its length; before it what a stream is, whose rate must not be 0.
  const blockHead = Buffer.alloc(4);
  blockHead.writeUInt32BE(0x84_00_00_00 + comments.length);
  const stream = Buffer.alloc(34);
  stream.set([0x0b, 0xb8, 0x00, 0xf0], 10);
  return Buffer.concat([Buffer.from('fLaC\0\0\0\x22', 'latin1'), stream, blockHead, comments]);
}

/** What is dragged: a file's content, or texts by their kind. */
export type Dragged = { name: string; bytes: Buffer } | { texts: Record<string, string> };

/** Drops and pastes are heard once the window's start is over, a moment after its first rows. */
async function waitForDrops(page: Page): Promise<void> {
  await page.locator('html[data-takes-drops]').waitFor({ state: 'attached' });
}

/** Lets something hover over the middle of the window, or drops it there, as the system does. */
export async function drag(
  page: Page,
  dragged: Dragged,
  steps: readonly ('dragenter' | 'dragover' | 'drop')[],
): Promise<void> {
  await waitForDrops(page);
  const given =
    'texts' in dragged
      ? { name: '', base64: '', texts: dragged.texts }
      : { name: dragged.name, base64: dragged.bytes.toString('base64'), texts: {} };
  await page.evaluate(
    ([{ name, base64, texts }, events]) => {
      const items = new DataTransfer();
      if (name !== '') items.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name));
      for (const [kind, text] of Object.entries(texts)) items.setData(kind, text);
      const target = document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 2) ?? document.body;
      for (const event of events) {
        target.dispatchEvent(new DragEvent(event, { bubbles: true, cancelable: true, dataTransfer: items }));
      }
    },
    [given, steps] as const,
  );
}

/** Drops a file that lies on disk, path and all. */
export async function dropFromDisk(page: Page, path: string): Promise<void> {
  await waitForDrops(page);
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'from-disk';
    document.body.append(input);
  });
  await page.locator('#from-disk').setInputFiles(path);
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#from-disk');
    const items = new DataTransfer();
    const file = input?.files?.[0];
    if (file) items.items.add(file);
    input?.remove();
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: items }));
  });
}

/** Pastes a text into whatever has the focus. */
export async function paste(page: Page, text: string): Promise<void> {
  await waitForDrops(page);
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }));
  }, text);
}
