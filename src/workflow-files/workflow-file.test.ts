import { describe, expect, it } from 'vitest';
import { readWorkflowFile } from './workflow-file';
import { NoWorkflowError } from './workflow-source';

type Bytes = Uint8Array<ArrayBuffer>;

const latin1 = (text: string): Bytes => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

function join(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function number(value: number): Bytes {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value);
  return new Uint8Array(view.buffer);
}

const noChecksum = number(0);
const chunk = (type: string, ...data: readonly Uint8Array[]): Bytes => {
  const whole = join(...data);
  return join(number(whole.length), latin1(type), whole, noChecksum);
};
const head = chunk('IHDR', number(1), number(1), latin1('\x08\x02\0\0\0'));
const end = chunk('IEND');
const png = (...chunks: readonly Uint8Array[]): Bytes => join(latin1('\x89PNG\r\n\x1a\n'), head, ...chunks, end);

async function deflate(bytes: Bytes): Promise<Bytes> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

function fileOf(name: string, bytes: Bytes): File {
  return new File([bytes], name);
}

async function reasonOf(file: File): Promise<string> {
  const thrown: unknown = await readWorkflowFile(file).then(
    () => null,
    (error: unknown) => error,
  );
  return thrown instanceof NoWorkflowError ? thrown.reason : String(thrown);
}

const graph = '{"nodes":[{"type":"Größe 花"}]}';
const wrapped = (workflow?: string, prompt?: string) => ({ workflow, prompt });
const read = async (file: File): Promise<unknown> => JSON.parse(await readWorkflowFile(file));

describe('pictures in PNG', () => {
  it('carry a workflow as plain, international and packed text', async () => {
    const plain = png(chunk('tEXt', latin1('Workflow\0{"nodes":[1]}')), chunk('tEXt', latin1('prompt\0{"1":2}')));
    expect(await read(fileOf('a.png', plain))).toEqual(wrapped('{"nodes":[1]}', '{"1":2}'));
    const international = png(chunk('iTXt', latin1('workflow\0\0\0de\0Ablauf\0'), utf8(graph)));
    expect(await read(fileOf('b.png', international))).toEqual(wrapped(graph));
    const packedText = chunk('iTXt', latin1('workflow\0\x01\0\0\0'), await deflate(utf8(graph)));
    expect(await read(fileOf('c.png', png(packedText)))).toEqual(wrapped(graph));
    const packed = chunk('zTXt', latin1('prompt\0\0'), await deflate(latin1('{"3":{}}')));
    expect(await read(fileOf('d.png', png(packed)))).toEqual(wrapped(undefined, '{"3":{}}'));
  });

  it('are read without their pixels: less than 100 kB of 40 MB', async () => {
    const pixels = new Uint8Array(40 * 1024 * 1024);
    const file = fileOf('large.png', png(chunk('tEXt', latin1('workflow\0{"nodes":[]}')), chunk('IDAT', pixels)));
    let bytes = 0;
    const counted = Object.assign(file, {
      slice: (from: number, to: number) => {
        bytes += to - from;
        return Blob.prototype.slice.call(file, from, to);
      },
    });
    expect(await read(counted)).toEqual(wrapped('{"nodes":[]}'));
    expect(bytes).toBeLessThan(100_000);
  });

  it('carry it behind the pixels as well', async () => {
    const file = fileOf('late.png', png(chunk('IDAT', latin1('xyz')), chunk('tEXt', latin1('workflow\0{}'))));
    expect(await read(file)).toEqual(wrapped('{}'));
  });

  it('without one say what they have instead', async () => {
    expect(await reasonOf(fileOf('a.png', png()))).toBe('noMetadata');
    const other = png(chunk('tEXt', latin1('parameters\0a cat, Steps: 20')));
    expect(await reasonOf(fileOf('b.png', other))).toBe('otherParameters');
  });

  it('that are damaged or planted are refused', async () => {
    const broken = join(latin1('\x89PNG\r\n\x1a\n'), head, latin1('\xff\xff\xff\xff\0\0\0\0'));
    expect(await reasonOf(fileOf('a.png', broken))).toBe('brokenPicture');
    const badStream = png(chunk('zTXt', latin1('workflow\0\0not deflate')));
    expect(await reasonOf(fileOf('b.png', badStream))).toBe('brokenPicture');
    const bomb = png(chunk('zTXt', latin1('workflow\0\0'), await deflate(new Uint8Array(80 * 1024 * 1024))));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await reasonOf(fileOf('c.png', bomb))).toBe('tooLarge');
    const claims = join(latin1('\x89PNG\r\n\x1a\n'), head, number(0x7f_ff_ff_ff), latin1('tEXtworkflow\0{}'));
    expect(await reasonOf(fileOf('d.png', claims))).toBe('tooLarge');
  });
});

it('films in MP4 carry it in their metadata', async () => {
  const box = (type: string, ...content: readonly Uint8Array[]): Bytes => {
    const whole = join(...content);
    return join(number(whole.length + 8), latin1(type), whole);
  };
  const data = (text: string) => box('data', number(1), number(0), utf8(text));
  const keys = box('keys', number(0), number(2), box('mdta', latin1('encoder')), box('mdta', latin1('workflow')));
  const list = box('ilst', box('\0\0\0\x01', data('Lavf')), box('\0\0\0\x02', data(graph)));
  const meta = box('meta', number(0), box('hdlr', number(0)), keys, list);
  const film = join(box('ftyp', latin1('isom')), box('mdat', new Uint8Array(1000)), box('moov', box('udta', meta)));
  expect(await read(fileOf('a.mp4', film))).toEqual(wrapped(graph));
  const comment = box(
    'meta',
    number(0),
    box('hdlr', number(0)),
    box('ilst', box('\xa9cmt', data('{"workflow":"{}"}'))),
  );
  const other = join(box('ftyp', latin1('isom')), box('moov', box('udta', comment)));
  expect(await read(fileOf('b.mp4', other))).toEqual({ workflow: '{}' });
  expect(await reasonOf(fileOf('c.mp4', join(box('ftyp', latin1('isom')), box('mdat', number(1)))))).toBe('noMetadata');
});

it('films in WebM without an end, or of tags without anything in them, end with a reason', async () => {
  const id = (value: number): Bytes => number(value).filter((byte, at) => byte !== 0 || at > 1);
  const element = (name: number, ...content: readonly Uint8Array[]): Bytes => {
    const whole = join(...content);
    const size = number(whole.length);
    size[0] = (size[0] ?? 0) | 0x10;
    return join(id(name), size, whole);
  };
  const start = element(0x1a45dfa3, element(0x4282, latin1('webm')));
  const endless = join(start, id(0x18538067), latin1('\x01\xff\xff\xff\xff\xff\xff\xff'));
  expect(await reasonOf(fileOf('a.webm', endless))).toBe('noMetadata');
  expect(await reasonOf(fileOf('b.webm', latin1('\x1a\x45\xdf\xa3\0\0\0\0')))).toBe('brokenPicture');
  // A tag without anything in it has three bytes.
  const tags = element(0x1254c367, latin1('\x73\x73\x80'.repeat(300_000)));
  const inOne = element(0x1254c367, element(0x7373, latin1('\x67\xc8\x80'.repeat(300_000))));
  for (const planted of [tags, inOne]) {
    expect(await reasonOf(fileOf('c.webm', join(start, element(0x18538067, planted))))).toBe('noMetadata');
  }
});

describe('other files', () => {
  it('are text when they look so, and nothing else', async () => {
    expect(await readWorkflowFile(fileOf('flow.json', utf8(graph)))).toBe(graph);
    expect(await readWorkflowFile(fileOf('flow.txt', utf8(` ${graph}`)))).toBe(` ${graph}`);
    expect(await reasonOf(fileOf('a.zip', latin1('PK\x03\x04')))).toBe('otherKind');
    expect(await reasonOf(fileOf('a.pdf', latin1('%PDF-1.7')))).toBe('otherKind');
    expect(await reasonOf(fileOf('empty.png', latin1('')))).toBe('otherKind');
  });
});
