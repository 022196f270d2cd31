import { expect, it } from 'vitest';
import { readPictureHead } from './picture-size';

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat([
    ...parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
    Buffer.alloc(16),
  ]);
/** 16,000 by 12,000 pixels. */
const pictures: Readonly<Record<string, Buffer>> = {
  'image/png': bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', [0, 0, 0x3e, 0x80, 0, 0, 0x2e, 0xe0, 8, 6]),
  'image/gif': bytes('GIF89a', [0x80, 0x3e, 0xe0, 0x2e], '\0'.repeat(8)),
  'image/jpeg': bytes([
    0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc4, 0, 3, 0, 0xff, 0xc2, 0, 11, 8, 0x2e, 0xe0, 0x3e, 0x80,
  ]),
  'image/webp': bytes('RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0', [0x7f, 0x3e, 0, 0xdf, 0x2e, 0]),
};

it.each(Object.entries(pictures))('reads in its head how large a picture is: %s', (kind, picture) => {
  expect(readPictureHead(picture)).toEqual({ kind, width: 16_000, height: 12_000 });
});

it('reads both forms of WebP that have no head of their own', () => {
  const lossy = bytes('RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a', [0x80, 0x3e, 0xe0, 0x2e]);
  expect(readPictureHead(lossy)).toEqual({ kind: 'image/webp', width: 16_000, height: 12_000 });
  const sizes = Buffer.alloc(4);
  sizes.writeUInt32LE((15_999 | (11_999 << 14)) >>> 0);
  const lossless = bytes('RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f', [...sizes], '\0'.repeat(5));
  expect(readPictureHead(lossless)).toEqual({ kind: 'image/webp', width: 16_000, height: 12_000 });
});

it.each([
  ['nothing', ''],
  ['a page', `<html>${'x'.repeat(60)}`],
  ['a drawing', `<svg xmlns="http://www.w3.org/2000/svg">${'x'.repeat(60)}`],
  ['a head that is cut off', '\x89PNG\r\n\x1a\n'],
  ['a JPEG without a frame', `\xff\xd8\xff\xe0\x00\x10${'x'.repeat(60)}`],
])('takes for no picture: %s', (_name, text) => {
  expect(readPictureHead(Buffer.from(text, 'latin1'))).toBeNull();
});
