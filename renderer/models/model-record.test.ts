import { describe, expect, it } from 'vitest';
import type { LocalModel, ModelRow } from '../../src/contract/models';
import { findCopies, listLinks } from './arrange/duplicate-queries';
import { mergeModels } from './model-record';
import { searchModels } from './model-search';
import { readSize } from '../../src/contract/text/size-text';

const row = (name: string, more: Partial<ModelRow> = {}): ModelRow => ({
  ...{ name, type: 'checkpoint', base: 'SDXL', savePath: 'default', description: '', reference: '', size: '2.0GB' },
  ...{ filename: `${name}.safetensors`, url: `https://models.example/${name}`, presence: 'absent', file: null },
  ...{ targetDir: '/m/checkpoints' },
  ...more,
});
const file = (path: string, size: number, hash: string | null = null): LocalModel => ({
  ...{ name: path.split('/').slice(3).join('/'), path, type: path.split('/')[2] ?? '', size_bytes: size, hash },
  install_date: null,
});
const findingsOf = (records: ReturnType<typeof mergeModels>) =>
  Object.fromEntries(records.map(({ title, findings }) => [title, findings.map(({ kind }) => kind)]));

describe('models of the list and on disk', () => {
  it('are one record where they are one model', () => {
    const known = row('one', { presence: 'present', file: '/m/checkpoints/one.safetensors' });
    const records = mergeModels(
      [known, row('two')],
      [file('/m/checkpoints/one.safetensors', 2e9), file('/m/loras/own.pt', 5e6)],
    );
    expect(records.map(({ title, file: found, listed }) => [title, found !== null, listed !== null])).toEqual([
      ['one', true, true],
      ['own.pt', true, false],
      ['two', false, true],
    ]);
  });

  it('tell a file that is cut short from another file of the name', () => {
    const other = (name: string) => row(name, { presence: 'other', file: `/m/checkpoints/${name}.safetensors` });
    const records = mergeModels(
      [other('short'), other('long')],
      [file('/m/checkpoints/short.safetensors', 1.2e9), file('/m/checkpoints/long.safetensors', 3e9)],
    );
    expect(findingsOf(records)).toEqual({
      short: ['partial'],
      long: ['other-file'],
    });
  });

  it('name both copies of a duplicate, by content where that is known, else by name and size', () => {
    const hinted = [file('/m/loras/a.pt', 5e6), file('/m/old/A.pt', 5e6), file('/m/x/t.pt', 10), file('/m/y/t.pt', 10)];
    const read = ['b', 'c', 'linked'].map((name) => file(`/m/loras/${name}.pt`, 7e6, 'ab'));
    // Second names of one file are no copies of it, whatever their names and sizes.
    const names = [file('/m/loras/one.pt', 8e6, 'cd'), file('/m/old/one.pt', 8e6, 'cd')];
    const copyOf = { b: 0, linked: 0, c: 1 };
    const files = Object.entries(copyOf).map(([name, copy]) => ({
      ...{ path: `/m/loras/${name}.pt`, name: `${name}.pt`, type: 'loras', copy, disk: 0 },
    }));
    const copies = findCopies([{ hash: 'ab', size_bytes: 7e6, freeable_bytes: 7e6, files }]);
    const records = mergeModels([], [...hinted, ...read, ...names], { copies });
    const found = records.flatMap(({ filename, findings }) =>
      findings.map((finding) => [filename, finding.kind === 'duplicate' && finding.path]),
    );
    expect(found).toEqual([
      ['a.pt', '/m/old/A.pt'],
      ['A.pt', '/m/loras/a.pt'],
      ['b.pt', '/m/loras/c.pt'],
      ['c.pt', '/m/loras/b.pt'],
      ['c.pt', '/m/loras/linked.pt'],
      ['linked.pt', '/m/loras/c.pt'],
    ]);
  });

  it('say where a file belongs that lies in another folder', () => {
    const [found] = mergeModels([row('lost')], [file('/m/loras/lost.safetensors', 2.01e9)]).filter(
      ({ file: own }) => own,
    );
    expect(found?.findings).toEqual([{ kind: 'misplaced', targetDir: '/m/checkpoints' }]);
    const [another] = mergeModels([row('lost')], [file('/m/loras/lost.safetensors', 9e9)]).filter(
      ({ file: own }) => own,
    );
    expect(another?.findings).toEqual([]);
  });
});

describe('what is known of a file beside the list', () => {
  const use = { count: 1, workflows: [{ name: 'flow', path: 'u/workflows/flow.json' }] };
  const files = [file('/models/loras/own.safetensors', 5), file('/models/loras/idle.safetensors', 6)];
  const headers = { '/models/loras/own.safetensors': { base: 'SDXL', precision: 'fp16', notes: { title: 'Own' } } };

  it('is what it says of itself, and which saved workflows name it', () => {
    const records = mergeModels([], files, { headers, uses: { [files[0]?.name ?? '']: use } });
    expect(records.map(({ filename, base, precision, uses }) => [filename, base, precision, uses?.count])).toEqual([
      ['idle.safetensors', '', '', 0],
      ['own.safetensors', 'SDXL', 'fp16', 1],
    ]);
  });

  it('is not claimed to be unused where nothing is saved', () => {
    expect(mergeModels([], files, { headers, uses: null }).map(({ uses }) => uses)).toEqual([null, null]);
  });
});

describe('a search for models', () => {
  const records = mergeModels(
    [row('Alpha', { base: 'SD1.5' }), row('Beta', { type: 'lora' }), row('Gamma', { size: '9GB' })],
    [file('/m/vae/own.pt', 4e6)],
  );
  const search = { text: '', filter: 'all', type: '', base: '', sort: 'name' } as const;

  it('narrows by words, type, base and presence, and counts what the filters would leave', () => {
    expect(searchModels(records, { ...search, text: 'sdxl beta' }).rows.map(({ title }) => title)).toEqual(['Beta']);
    const checkpoints = searchModels(records, { ...search, type: 'checkpoint', filter: 'absent' });
    expect(checkpoints.rows.map(({ title }) => title)).toEqual(['Alpha', 'Gamma']);
    expect([checkpoints.counts, checkpoints.bases]).toEqual([
      { all: 2, 'on-disk': 0, absent: 2, online: 0, unused: 0, attention: 0 },
      ['SD1.5', 'SDXL'],
    ]);
    expect(searchModels(records, { ...search, filter: 'on-disk' }).diskBytes).toBe(4e6);
  });

  it('calls unused what no saved workflow names', () => {
    const named = { count: 1, workflows: [] };
    const files = [file('/m/loras/a.pt', 1), file('/m/loras/b.pt', 2)];
    const unused = searchModels(mergeModels([], files, { uses: { 'b.pt': named } }), {
      ...search,
      filter: 'unused',
    });
    expect(unused.rows.map(({ title }) => title)).toEqual(['a.pt']);
  });

  it('begins with what is on disk, and looks among all models where nothing there matches', () => {
    expect(searchModels(records, search).rows.map(({ title }) => title)).toEqual(['own.pt', 'Alpha', 'Beta', 'Gamma']);
    const disk = { ...search, filter: 'on-disk' } as const;
    expect(searchModels(records, disk)).toMatchObject({ filter: 'on-disk', rows: [{ title: 'own.pt' }] });
    expect(searchModels(records, { ...disk, text: 'own' })).toMatchObject({ filter: 'on-disk' });
    expect(searchModels(records, { ...disk, text: 'beta' })).toMatchObject({
      filter: 'all',
      rows: [{ title: 'Beta' }],
    });
    expect(searchModels([], disk)).toMatchObject({ filter: 'on-disk', rows: [] });
  });

  it('sorts by when a file came, those that are not there last', () => {
    const came = (name: string, day: number) => ({
      ...file(`/m/vae/${name}.pt`, 1),
      install_date: `2026-01-0${day}T00:00:00.000Z`,
    });
    const found = searchModels(mergeModels([row('Alpha')], [came('old', 1), came('new', 3), came('mid', 2)]), {
      ...search,
      sort: 'newest',
    });
    expect(found.rows.map(({ title }) => title)).toEqual(['new.pt', 'mid.pt', 'old.pt', 'Alpha']);
  });

  it('sorts by size, the largest first', () => {
    expect(searchModels(records, { ...search, sort: 'size' }).rows.map(({ title }) => title)).toEqual([
      ...['Gamma', 'Alpha', 'Beta', 'own.pt'],
    ]);
  });
});

it.each([
  ['4.71MB', 4_710_000],
  ['2.5 GB', 2_500_000_000],
  ['1GiB', 1_073_741_824],
  ['812', 812],
  ['unknown', null],
  ['', null],
])('reads the size %j', (text, bytes) => {
  expect(readSize(text)).toBe(bytes);
});

describe('copies that can become one file', () => {
  const place = (path: string, copy: number, disk: number) => ({ path, name: path, type: 'loras', copy, disk });
  const group = (...files: ReturnType<typeof place>[]) => ({ hash: 'ab', size_bytes: 1, freeable_bytes: 1, files });

  it('are those of one disk, without the names that are one file already', () => {
    expect(listLinks(group(place('/a', 0, 0), place('/b', 0, 0), place('/c', 1, 0), place('/far', 2, 1)))).toEqual([
      { path: '/a', others: ['/c'] },
    ]);
    expect(listLinks(group(place('/a', 0, 0), place('/far', 1, 1)))).toEqual([]);
  });
});
