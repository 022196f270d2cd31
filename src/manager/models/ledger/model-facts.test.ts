import { describeBytes } from '../../../contract/text/size-text';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyContent } from '../places/model-content';
import { fitsSizeText } from './size-text';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cmd inhalt-'));
});

afterAll(() => rm(folder, { recursive: true }));

function tensors(header: unknown, dataBytes: number, headerText = JSON.stringify(header)): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(headerText)));
  return Buffer.concat([length, Buffer.from(headerText), Buffer.alloc(dataBytes)]);
}
const one = { __metadata__: { format: 'pt' }, a: { dtype: 'U8', shape: [4], data_offsets: [0, 4] } };

describe('the content of a file', () => {
  it.each([
    ['a.safetensors', tensors(one, 4), null],
    ['a.safetensors', tensors({}, 0), null],
    ['a.safetensors', tensors(one, 3), 'need more bytes'],
    ['a.safetensors', tensors(one, 5), 'need fewer bytes'],
    ['a.safetensors', tensors(null, 0, '{"a": nonsense}'), 'does not describe tensors'],
    ['a.safetensors', tensors([1, 2, 3], 0), 'does not describe tensors'],
    ['a.safetensors', Buffer.from('\x80\x02}q\x00. a pickle under a false name', 'latin1'), 'no possible length'],
    ['a.safetensors', Buffer.from('short'), 'shorter than a header'],
    ['a.SFT', Buffer.from('anything else at all'), 'no possible length'],
    ['a.ckpt', Buffer.from('anything else at all'), null],
    ['a.ckpt', Buffer.alloc(0), 'empty'],
    ['a.pt', Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:ab'), 'git-lfs pointer'],
    ['a.pt', Buffer.from('\n<!DOCTYPE html><html>'), 'a web page'],
    ['index.html', Buffer.from('<!DOCTYPE html><html>'), null],
  ])('%s #%#', async (name, content, problem) => {
    const file = join(folder, 'file.part');
    await writeFile(file, content);
    const verdict = verifyContent(file, name);
    if (problem === null) await expect(verdict).resolves.toBeUndefined();
    else
      await expect(verdict).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringContaining(problem) });
  });
});

describe('sizes in the list', () => {
  it.each([
    [334_641_164, '334.6MB', true],
    [4_938_000, '4.71MB', true],
    [4_710_000, '4.71MB', true],
    [5_200_000, '4.71MB', false],
    [25_100, '25KB', true],
    [2_132_000_000, '2.13GB', true],
    [1_000_000_000, '2.13GB', false],
    [7, 'unknown', true],
    [7, '', true],
  ])('%d bytes and %s', (bytes, text, fits) => {
    expect(fitsSizeText(bytes, text)).toBe(fits);
  });

  it('are written for people', () => {
    expect([0, 999, 1000, 120_000, 3_000_000, 2.5e12].map(describeBytes)).toEqual([
      ...['0 bytes', '999 bytes', '1.00 KB', '120.00 KB', '3.00 MB', '2.50 TB'],
    ]);
  });
});
