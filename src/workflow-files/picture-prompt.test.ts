import { expect, it } from 'vitest';
import { exifBlock, jpegPicture, picture, webpPicture } from '../../e2e/workflow-files';
import { readWorkflowFile } from './workflow-file';
import { NoWorkflowError } from './workflow-source';

/** The prompt in a picture; null where it carries neither prompt nor workflow. */
async function read(bytes: Buffer): Promise<string | null> {
  try {
    const { prompt } = JSON.parse(await readWorkflowFile(new Blob([new Uint8Array(bytes)]))) as { prompt?: unknown };
    return typeof prompt === 'string' ? prompt : JSON.stringify(prompt);
  } catch (error) {
    if (error instanceof NoWorkflowError && ['noMetadata', 'otherKind'].includes(error.reason)) return null;
    throw error;
  }
}

const prompt = JSON.stringify({ 1: { class_type: 'Loader', inputs: { name: 'ink.safetensors' } } });
const [description, make, model, comment] = [0x010e, 0x010f, 0x0110, 0x9286];
const inComment = (set: string): string => `${set}{"workflow": {}, "prompt": ${prompt}}`;
const forms: [form: string, (exif: Buffer) => Buffer][] = [
  ['a WebP', webpPicture],
  ['a JPEG', jpegPicture],
  ['a WebP whose block has the mark of JPEG', (exif) => webpPicture(Buffer.concat([Buffer.from('Exif\0\0'), exif]))],
];

it.each(forms)(
  'finds the prompt in %s, whichever field it is in and in which order its bytes are',
  async (_form, of) => {
    for (const isLittle of [true, false]) {
      const read1 = (texts: Record<number, string>) => read(of(exifBlock(texts, isLittle)));
      expect(await read1({ [make]: 'workflow:{}', [model]: `prompt:${prompt}` })).toBe(prompt);
      expect(await read1({ [description]: 'Workflow:{}', [make]: `Prompt:${prompt}` })).toBe(prompt);
      expect(await read1({ [comment]: inComment('ASCII\0\0\0') })).toBe(prompt);
      expect(await read1({ [comment]: inComment('') })).toBe(prompt);
      expect(await read1({ [make]: 'Canon', [comment]: 'ASCII\0\0\0a holiday' })).toBeNull();
      expect(await read1({ [comment]: 'null' })).toBeNull();
      expect(await read1({})).toBeNull();
    }
  },
);

it('finds a comment in letters of two bytes', async () => {
  const [front, text] = ['UNICODE\0', `{"prompt": ${prompt}}`];
  const wide = Buffer.from(text, 'utf16le').swap16().toString('latin1');
  expect(await read(webpPicture(exifBlock({ [comment]: front + wide })))).toBe(prompt);
});

it('finds nothing in pictures without a text, and in what only begins as one', async () => {
  expect(await read(picture(null, null))).toBeNull();
  expect(await read(Buffer.from('no picture at all'))).toBeNull();
  expect(await read(webpPicture(Buffer.from('no block of EXIF')))).toBeNull();
});

it('takes no harm from a block that is made for it', { timeout: 5000 }, async () => {
  const size = 4 * 1024 * 1024;
  const hostile = Buffer.alloc(size, 0xff);
  hostile.write('II*\0\x08\0\0\0', 'latin1');
  // The most fields that there can be, each as long as a number can say.
  for (let at = 10; at < 65_535 * 12; at += 12) hostile.writeUInt16LE(2, at + 2);
  expect(await read(webpPicture(hostile))).toBeNull();
  // The directory leads out of the block, and back to itself.
  expect(await read(jpegPicture(Buffer.from('MM\0*\xff\xff\xff\xff', 'latin1')))).toBeNull();
  const circle = exifBlock({ [comment]: 'x' });
  circle.writeUInt32LE(8, 10 + 8);
  expect(await read(jpegPicture(circle))).toBeNull();
});

it('throws for a PNG that is still being written', async () => {
  await expect(read(picture(null, prompt).subarray(0, 30))).rejects.toThrow(NoWorkflowError);
});
