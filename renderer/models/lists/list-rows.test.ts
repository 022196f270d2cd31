import { expect, it } from 'vitest';
import type { ManifestRow } from '../../../src/contract/library/model-manifest';
import { moveOf, sumBytes } from './list-rows';

const row = (fields: Partial<ManifestRow>): ManifestRow => ({
  ...{ name: 'b.safetensors', type: 'loras', size_bytes: 10, sha256: 'a'.repeat(64), urls: [], base: '', licence: '' },
  ...{ state: 'elsewhere', path: '/models/vae/a.safetensors', place: 'vae/a.safetensors', install: null },
  ...fields,
});
const nobody = new Set<string>();

it('moves a file that lies elsewhere to its folder and its name', () => {
  const path = '/models/vae/a.safetensors';
  expect(moveOf(row({}), nobody)).toEqual({ path, folder: 'loras', new_name: 'b.safetensors' });
  expect(moveOf(row({ name: 'a.safetensors' }), nobody)).toEqual({ path, folder: 'loras', new_name: null });
});

it.each<[string, Partial<ManifestRow>, ReadonlySet<string>]>([
  ['what the list wants where it lies as well', {}, new Set(['vae/a.safetensors'])],
  ['into a folder below that of the type', { name: 'sub/b.safetensors' }, nobody],
  ['to another ending', { name: 'b.pt' }, nobody],
  ['what is only alike', { state: 'unproven' }, nobody],
])('does not move %s', (_what, fields, wanted) => {
  expect(moveOf(row(fields), wanted)).toBeNull();
});

it('says of a sum whether all of it is known', () => {
  expect(sumBytes([row({}), row({ size_bytes: null })])).toEqual({ bytes: 10, isWhole: false });
});
