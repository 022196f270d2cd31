import { describe, expect, it } from 'vitest';
import { mostManifestModels } from '../../../contract/library/model-manifest-format';
import { shareableAddress } from '../ledger/source-address';
import { readManifest, writeManifest } from './manifest-document';

const good = { name: 'sub/x.safetensors', type: 'loras', urls: ['https://example.com/x.safetensors'] };
const head = { format: 'comfyui-model-manifest', version: 1 };
const textOf = (row: object) => JSON.stringify({ ...head, models: [{ ...good, ...row }] });
const refusalOf = (text: string): unknown => {
  try {
    return readManifest(text);
  } catch (error) {
    return error;
  }
};

describe('a list of models', () => {
  it('is read as it was written', () => {
    const [row] = readManifest(textOf({})).models;
    expect(row).toEqual({ ...good, size_bytes: null, sha256: null, base: '', licence: '' });
    const { document, leftOut } = writeManifest([row, null, undefined]);
    expect(leftOut).toBe(2);
    expect(readManifest(JSON.stringify(document))).toEqual(document);
  });

  it.each<[string, string, string]>([
    ['cut', textOf({}).slice(0, -4), 'ends in the middle'],
    ['no JSON', 'hello', 'is not JSON'],
    ['another document', '{"nodes":[]}', 'is not a list of models'],
    ['a newer one', JSON.stringify({ ...head, version: 2, models: [] }), 'written by a newer version'],
    ['without models', JSON.stringify(head), '"models"'],
    ['with models of another kind', JSON.stringify({ ...head, models: {} }), '"models"'],
    [
      'too long',
      `{"format":"${head.format}","version":1,"models":[${'0,'.repeat(1_000_000)}0]}`,
      `${mostManifestModels}`,
    ],
    ...[
      { name: '../x.pt' },
      { name: '/etc/x.pt' },
      { name: 'C:\\x.pt' },
      { name: 'a/../../x.pt' },
      { name: 'a//x.pt' },
      { name: '' },
      { name: 7 },
      { name: 'nul' },
      { name: 'nodes.py' },
      { name: 'weights.zip' },
    ].map((row): [string, string, string] => [`a name ${JSON.stringify(row.name)}`, textOf(row), 'models > 0 > name']),
    ...['..', '/etc', 'custom_nodes', 'Custom_Nodes', 'a/b'].map((type): [string, string, string] => [
      `a type ${type}`,
      textOf({ type }),
      'models > 0 > type',
    ]),
    ...['file:///etc/passwd', 'http://example.com/x.pt', 'https://me:secret@example.com/x.pt', 'owner/name', ''].map(
      (url): [string, string, string] => [`an address ${url}`, textOf({ urls: [url] }), 'models > 0 > urls'],
    ),
    ['a hash that is none', textOf({ sha256: 'abc' }), 'models > 0 > sha256'],
    ['a negative size', textOf({ size_bytes: -1 }), 'models > 0 > size_bytes'],
  ])('is refused with the reason: %s', (_what, text, reason) => {
    expect(refusalOf(text)).toMatchObject({ code: 'invalid-input', message: expect.stringContaining(reason) });
    expect(refusalOf(text)).toMatchObject({ message: expect.stringContaining('Nothing was changed.') });
  });
});

describe('an address that is handed on', () => {
  it.each([
    [
      'https://civitai.com/api/download/models/1?type=Model&token=secret',
      'https://civitai.com/api/download/models/1?type=Model',
    ],
    ['https://cdn.example.com/x.pt?X-Amz-Signature=abc&Expires=1#top', 'https://cdn.example.com/x.pt'],
    ['https://me:secret@example.com/x.pt', null],
    ['http://127.0.0.1:8000/x.pt', null],
    ['file:///etc/passwd', null],
    ['owner/name', null],
  ])('%s is %s', (address, shared) => {
    expect(shareableAddress(address)).toBe(shared);
  });
});
