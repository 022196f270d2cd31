import { describeBytes } from '../../../contract/text/size-text';
import { formatMessage } from '../../../contract/text/message';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weightsOf } from '../../../../e2e/world/models/model-bytes';
import { zipFiles } from '../../../../e2e/world/zip';
import { onlyWhere } from '../../../base/testing/only-where';
import { formatOf, isFreeOfCode } from './formats';
import { findFault, untold, type Told } from './gate';
import { fitsSizeText } from './size-text';
import { firstWords } from './what-came';

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

async function judge(content: Buffer | string, told: Told): Promise<string | null> {
  const file = join(folder, 'file.part');
  await writeFile(file, content);
  const hash = async () =>
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  const fault = await findFault(file, told, hash);
  return fault === null ? null : formatMessage(fault.reason);
}

const right = (name: string) => weightsOf(name, { seed: name, size: 5000 });
const pickle = Buffer.from('\x80\x02}q\x00. a pickle under a false name', 'latin1');
/** What hosts send in the place of a file, and what is said of it. */
const messages = [
  ['{"error":"Unauthorized","message":"Log in"}', 'a JSON message that says "Unauthorized"'],
  ['<!DOCTYPE html><html><title>Sign in</title></html>', 'a web page that says "Sign in"'],
  ['<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 'an XML message that says "AccessDenied"'],
  ['Entry not found, ask somebody else', 'a text that says "Entry not found'],
  ['version https://git-lfs.github.com/spec/v1\noid sha256:ab', 'a git-lfs pointer'],
  ['', 'empty'],
] as const;
const weights = ['safetensors', 'sft', 'gguf', 'ckpt', 'pt', 'pth', 'pt2', 'bin', 'pkl', 'jit', 'onnx', 'zip'];

describe('what begins as something else', () => {
  it.each(weights)('is no .%s', async (ending) => {
    const name = `a.${ending.toUpperCase()}`;
    for (const [content, said] of messages) expect(await judge(content, untold(name))).toContain(said);
    for (const packed of [gzipSync('{}'), gzipSync(right(`a.${ending}`))])
      expect(await judge(packed, untold(name))).toBe('it is packed (gzip)');
    expect(await judge(Buffer.from('89504e470d0a1a0a0000000d', 'hex'), untold(name))).toContain('does not begin');
  });

  it.each<readonly [string, Buffer | string, string]>([
    ...['a.safetensors', 'a.sft', 'a.gguf', 'a.onnx'].map(
      (name) => [name, pickle, 'a pickle, which can run code'] as const,
    ),
    ['a.gguf', right('a.safetensors'), 'does not begin'],
    ['a.safetensors', right('a.gguf'), 'does not begin'],
    ['config.json', '<html>', 'a web page'],
    ['config.json', '{"error": "Not found"}', 'says "Not found"'],
    ['config.json', 'Not found', 'a text'],
    ['README.md', '<!doctype html>', 'a web page'],
    ['vocab.txt', gzipSync('words'), 'packed'],
    ['tokenizer.model', '{"error": {"code": 401}}', 'a JSON message'],
  ])('%s #%#', async (name, content, reason) => {
    expect(await judge(content, untold(name))).toContain(reason);
  });
});

describe('what is of its format', () => {
  it.each<readonly [string, Buffer | string]>([
    ...['a.safetensors', 'a.sft', 'a.gguf', 'a.ckpt', 'a.pt', 'a.pth', 'a.bin', 'a.onnx'].map(
      (name) => [name, right(name)] as const,
    ),
    ['a.safetensors', tensors(one, 4)],
    ['index.html', '<!DOCTYPE html><html>'],
    ['config.json', '\ufeff {"architectures": []}'],
    ['README.md', '# A model\n<p align="center">'],
    ['LICENSE', 'MIT'],
    ['tokenizer.model', Buffer.from('0a0e0a053c756e6b3e', 'hex')],
    ['GroundingDINO.cfg.py', 'batch_size = 1'],
  ])('passes: %s #%#', async (name, content) => {
    expect(await judge(content, untold(name))).toBeNull();
  });

  it('passes as a zip of torch, unless its end is missing', async () => {
    const zip = await zipFiles({ 'archive/data.pkl': pickle, 'archive/data/0': Buffer.alloc(2000, 1) });
    for (const name of ['a.ckpt', 'a.pt', 'a.pth', 'a.bin', 'a.jit', 'a.zip']) {
      expect(await judge(zip, untold(name))).toBeNull();
      expect(await judge(zip.subarray(0, -30), untold(name))).toBe('its end is missing');
    }
  });

  it('is held to its structure', async () => {
    const named = untold('a.safetensors');
    expect(await judge(tensors(one, 3), named)).toContain('need more bytes');
    expect(await judge(tensors(one, 5), named)).toContain('need fewer bytes');
    expect(await judge(tensors(null, 0, '{"a": nonsense}'), named)).toContain('does not describe tensors');
    // A text of its maker that looks like a tensor is none.
    const fooled = { __metadata__: { a: '"data_offsets":[0,400]' }, b: { data_offsets: [0, 4] } };
    expect(await judge(tensors(fooled, 4), named)).toBeNull();
    const onnx = right('a.onnx');
    expect(await judge(onnx.subarray(0, -1), untold('a.onnx'))).toContain('need more bytes');
    expect(await judge(Buffer.concat([onnx, Buffer.from('junk')]), untold('a.onnx'))).not.toBeNull();
    expect(await judge(right('a.gguf').subarray(0, 20), untold('a.gguf'))).toContain('shorter than a header');
  });

  it('is measured across a header of many pieces', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 9000 }, (_, at) => [
        `blocks.${at}.${'x'.repeat(at % 90)}`,
        { dtype: 'U8', shape: [1], data_offsets: [at, at + 1] },
      ]),
    );
    expect(await judge(tensors(many, 9000), untold('a.safetensors'))).toBeNull();
    expect(await judge(tensors(many, 8999), untold('a.safetensors'))).toContain('need more bytes');
  });
});

describe('what was told of it', () => {
  const name = 'a.ckpt';
  const content = right(name);
  const sha256 = createHash('sha256').update(content).digest('hex');

  it('is the size, the size in the list as far as it is rounded, and the hash', async () => {
    expect(await judge(content, { ...untold(name), sizeBytes: 5000, sha256, listedSizes: ['5.00KB'] })).toBeNull();
    expect(await judge(content, { ...untold(name), sizeBytes: 5001 })).toContain('5000 bytes instead of 5001');
    expect(await judge(content, { ...untold(name), sha256: 'a'.repeat(64) })).toContain('wrong SHA-256');
    expect(await judge(content, { ...untold(name), listedSizes: ['2.00GB'] })).toContain('the list says 2.00GB');
    // One address can be in a list twice, with an older size.
    expect(await judge(content, { ...untold(name), listedSizes: ['2.00GB', '5KB'] })).toBeNull();
  });

  it('counts a hash from elsewhere for more than a list, or the beginning of a format that may hold code anyway', async () => {
    const noise = content.subarray(8);
    const hash = createHash('sha256').update(noise).digest('hex');
    const vouched = { ...untold('openvino_model.bin'), sha256: hash, isVouched: true, listedSizes: ['2.00GB'] };
    expect(await judge(noise, vouched)).toBeNull();
    expect(await judge(noise, { ...vouched, isVouched: false })).toContain('does not begin');
    expect(await judge(noise, { ...vouched, name: 'a.gguf' })).toContain('does not begin');
    const message = Buffer.from('{"error":"Unauthorized"}');
    const hashed = createHash('sha256').update(message).digest('hex');
    expect(await judge(message, { ...vouched, sha256: hashed })).toContain('Unauthorized');
  });
});

it('an empty file is one only where that is told', async () => {
  expect(await judge('', { ...untold('__init__.py'), mayBeEmpty: true })).toBeNull();
  expect(await judge('', { ...untold('__init__.py'), mayBeEmpty: true, sizeBytes: 3 })).toContain(
    '0 bytes instead of 3',
  );
});

describe('a pipe', onlyWhere(process.platform !== 'win32', 'Windows has no pipes among files.'), () => {
  it('in the place of a file is waited for by nobody', async () => {
    const pipe = join(folder, 'a.ckpt');
    execFileSync('mkfifo', [pipe]);
    expect(await findFault(pipe, untold('a.ckpt'))).toMatchObject({ reason: { english: 'it is no file' } });
  });
});

it('formats that hold no code are those of weights alone', () => {
  expect(weights.filter((ending) => isFreeOfCode(`a.${ending}`))).toEqual(['safetensors', 'sft', 'gguf']);
  for (const name of ['a', 'a.py', 'a.safetensors.bin', 'a.gguf.exe']) expect(isFreeOfCode(name)).toBe(false);
  expect(formatOf('A.SFT')).toBe(formatOf('a.safetensors'));
});

it('the words of a host are one line without orders, and without what may be a secret', () => {
  expect(firstWords('Bad\u0000 \u202eknot\u202c\u001b[31m\n"token"  hf_abcdefghijklmnopqrstuvwxyz012345')).toBe(
    'Bad knot[31m token …',
  );
  expect(firstWords('word '.repeat(200)).length).toBeLessThan(130);
  expect(firstWords('<'.repeat(4000))).not.toBe('');
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
