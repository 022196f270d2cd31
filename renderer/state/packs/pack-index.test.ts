import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTitles, type TableHead, tableFormat, type TableRow } from '../../../src/contract/library/pack-table';
import type { LocalPack } from '../../../src/contract/packs/local-packs';
import { createFirstPackIndex, createPackIndex, type PackIndex } from './pack-index';
import { type ListOrder, makeTable, readTable } from './pack-table';

const line = (change: Partial<TableRow>): TableRow => ({
  key: 'impact',
  registryId: 'impact',
  title: 'Impact Pack',
  author: 'Dr.Lt.Data',
  description: '',
  repository: 'https://github.com/ltdrdata/Impact-Pack',
  files: ['https://github.com/ltdrdata/Impact-Pack'],
  latestVersion: '2.0.0',
  stars: 10,
  updatedAt: '2026-01-02T03:04:05Z',
  nodeClasses: [],
  ...change,
});

const onDisk = (change: Partial<LocalPack>): LocalPack => ({
  key: 'impact',
  name: 'impact',
  source: 'registry',
  enabled: true,
  version: '2.0.0',
  registryId: 'impact',
  auxId: null,
  repository: null,
  branch: null,
  ...change,
});

const indexPacks = (packs: TableRow[], locals: LocalPack[]) => createPackIndex(makeTable(packs), locals);
const recordsIn = (packIndex: PackIndex, order: ListOrder) => packIndex.inOrder(order).map(({ record }) => record);
const keysOf = (packIndex: PackIndex, order: ListOrder) => recordsIn(packIndex, order).map(({ key }) => key);

describe('createPackIndex', () => {
  it('knows what is absent, installed, outdated and disabled', () => {
    const packs = ['a', 'b', 'c', 'd'].map((id) => line({ key: id, registryId: id, repository: null, files: [] }));
    const packIndex = indexPacks(packs, [
      onDisk({ key: 'b', registryId: 'b' }),
      onDisk({ key: 'c', registryId: 'c', version: '1.9.9' }),
      onDisk({ key: 'd', registryId: 'd', version: '1.0.0', enabled: false }),
    ]);
    const states = ['a', 'b', 'c', 'd'].map((id) => packIndex.findByKey(id)?.state);
    expect(states).toEqual(['absent', 'installed', 'update', 'disabled']);
  });

  it('matches registry ids whatever their case, and clones by address or owner/repo', () => {
    const packs = [
      line({}),
      line({ key: 'https://github.com/A/B', registryId: null, repository: 'https://github.com/A/B', files: [] }),
    ];
    const packIndex = indexPacks(packs, [
      onDisk({ key: 'IMPACT', registryId: 'IMPACT' }),
      onDisk({ key: 'B', name: 'B', source: 'git', registryId: null, auxId: 'a/b', version: 'f'.repeat(40) }),
    ]);
    expect(packIndex.findByKey('impact')?.local?.key).toBe('IMPACT');
    expect(packIndex.findByKey('https://github.com/A/B')?.state).toBe('installed');
    expect(packIndex.count).toBe(2);
  });

  it('never offers an update to a clone, nor for a version it cannot read', () => {
    const clone = onDisk({ source: 'git', version: 'f'.repeat(40) });
    expect(indexPacks([line({})], [clone]).findByKey('impact')?.state).toBe('installed');
    expect(
      indexPacks([line({ latestVersion: 'soon' })], [onDisk({ version: '1.0.0' })]).findByKey('impact')?.state,
    ).toBe('installed');
  });

  it('lets the enabled copy of a pack speak for both, in either order', () => {
    const enabled = onDisk({ key: 'impact', enabled: true, version: '2.0.0' });
    const disabled = onDisk({ key: 'impact@1_0_0', enabled: false, version: '1.0.0' });
    for (const locals of [
      [enabled, disabled],
      [disabled, enabled],
    ]) {
      expect(indexPacks([line({})], locals).findByKey('impact')?.local?.version).toBe('2.0.0');
    }
  });

  it('adds packs that the catalogue lacks, sorted among the names', () => {
    const stranger = onDisk({ key: 'aaa-mine', name: 'aaa-mine', source: 'folder', registryId: null, version: '' });
    const packIndex = indexPacks([line({})], [stranger]);
    expect(recordsIn(packIndex, 'name').map(({ title }) => title)).toEqual(['aaa-mine', 'Impact Pack']);
    expect(packIndex.findByKey('aaa-mine')).toMatchObject({ isListed: false, isRegistry: false, state: 'installed' });
  });

  it('knows a folder by its name, whatever is in that', () => {
    const key = 'mine\u007f\tyours';
    const packIndex = indexPacks(
      [line({})],
      [onDisk({ key, name: key, source: 'folder', registryId: null, version: '' })],
    );
    expect(packIndex.findByKey(key)).toMatchObject({ key, state: 'installed' });
    expect(packIndex.listOnDisk().map((record) => record.key)).toEqual([key]);
  });

  it('means the line on disk where two lines share an address', () => {
    const rows = [line({ key: 'x', registryId: 'x', stars: 50 }), line({ key: 'y', registryId: 'y', stars: 1 })];
    const packIndex = indexPacks(rows, [onDisk({ key: 'y', registryId: 'y' })]);
    expect(packIndex.findByName('https://github.com/ltdrdata/Impact-Pack')?.key).toBe('y');
  });

  it('finds a pack by every name that tasks use', () => {
    const local = onDisk({ name: 'Impact Ünï Folder', auxId: 'ltdrdata/impact-pack' });
    const packIndex = indexPacks([line({})], [local]);
    const names = [
      'IMPACT',
      'impact ünï folder',
      'LtDrData/Impact-Pack',
      'https://github.com/ltdrdata/Impact-Pack.git/',
    ];
    for (const name of names) expect(packIndex.findByName(name)?.key, name).toBe('impact');
    expect(packIndex.findByName('somebody-else')).toBeUndefined();
  });

  it('orders by stars and by date, those without last', () => {
    const packs = [
      line({ key: 'none', registryId: 'none', stars: null, updatedAt: null }),
      line({ key: 'few', registryId: 'few', stars: 1, updatedAt: '2026-02-01T00:00:00Z' }),
      line({ key: 'many', registryId: 'many', stars: 900, updatedAt: '2025-01-01T00:00:00Z' }),
    ];
    const mine = onDisk({ key: 'mine', name: 'mine', registryId: null });
    const packIndex = indexPacks(packs, [mine]);
    expect(keysOf(packIndex, 'stars')).toEqual(['many', 'few', 'none', 'mine']);
    expect(keysOf(packIndex, 'updated')).toEqual(['few', 'many', 'none', 'mine']);
  });

  it('orders by name as if nobody knew where a pack comes from, those of the catalogue first among equals', () => {
    const title = fc.constantFrom('a', 'B', 'b', 'c', 'Ä', 'pack 2', 'Pack 10', '工');
    fc.assert(
      fc.property(fc.array(title, { maxLength: 8 }), fc.array(title, { maxLength: 5 }), (listed, unlisted) => {
        const lines = listed.map((name, at) => line({ key: `l${at}`, registryId: `l${at}`, title: name }));
        const mine = unlisted.map((name, at) => onDisk({ key: `s${at}`, name, registryId: null }));
        const packIndex = indexPacks(lines, mine);
        const all = [...lines, ...mine.map(({ key, name }) => ({ key, title: name }))].toSorted(compareTitles);
        expect(keysOf(packIndex, 'name')).toEqual(all.map(({ key }) => key));
        for (const order of ['stars', 'updated', 'downloads', 'new'] as const) {
          expect(keysOf(packIndex, order).toSorted()).toEqual(all.map(({ key }) => key).toSorted());
        }
      }),
    );
  });

  it('lists what is on disk by title, whether it is listed or not', () => {
    const packs = [line({}), line({ key: 'b', registryId: 'b', title: 'Bbb' }), line({ key: 'no', registryId: 'no' })];
    const locals = [
      onDisk({ key: 'z', name: 'Zzz', registryId: null }),
      onDisk({}),
      onDisk({ key: 'b', registryId: 'b' }),
      onDisk({ key: 'a', name: 'aaa', registryId: null }),
    ];
    expect(
      indexPacks(packs, locals)
        .listOnDisk()
        .map(({ title }) => title),
    ).toEqual(['aaa', 'Bbb', 'Impact Pack', 'Zzz']);
  });

  it('finds a row by its key alone, one that only the disk knows first', () => {
    const repository = 'https://github.com/a/b';
    const packIndex = indexPacks(
      [line({ key: 'B', registryId: 'B', repository })],
      [onDisk({ key: 'b', registryId: null })],
    );
    expect(packIndex.findByKey('b')?.isListed).toBe(false);
    expect(packIndex.findByKey('B')?.isListed).toBe(true);
    expect(packIndex.findByKey(repository)).toBeUndefined();
  });

  it('finds two packs that only the disk knows and that share their names', () => {
    const two = ['one', 'two'].map((key) => onDisk({ key, name: 'same', registryId: null, enabled: key === 'one' }));
    const packIndex = indexPacks([], two);
    expect(['one', 'two'].map((key) => packIndex.findByKey(key)?.state)).toEqual(['installed', 'disabled']);
    expect(packIndex.listOnDisk()).toHaveLength(2);
  });

  it('keeps what a line says beside what is on disk', () => {
    const packIndex = indexPacks([line({ nodeClasses: ['Größe'] })], [onDisk({ version: '1.0.0', source: 'git' })]);
    const { updatedAt: _text, ...rest } = line({ nodeClasses: ['Größe'] });
    expect(packIndex.findByKey('impact')).toEqual({
      ...rest,
      ...{ downloads: null, createdAtMs: null, tags: [], needs: undefined, icon: undefined },
      updatedAtMs: Date.parse('2026-01-02T03:04:05Z'),
      ...{ isListed: true, isRegistry: false, state: 'installed', update: null },
      local: onDisk({ version: '1.0.0', source: 'git' }),
    });
  });
});

describe('createFirstPackIndex', () => {
  it('leaves out packs on disk that are not among the first rows', () => {
    const packIndex = createFirstPackIndex(makeTable([line({})]), [
      onDisk({}),
      onDisk({ key: 'later', registryId: 'later' }),
    ]);
    expect(packIndex.count).toBe(1);
    expect(packIndex.listOnDisk().map(({ key }) => key)).toEqual(['impact']);
  });
});

describe('the file of a table', () => {
  const write = (change: Partial<TableHead> = {}) => {
    const head = { format: tableFormat, fingerprint: 'print', rows: 1, ...change };
    return `${JSON.stringify(head)}\n${JSON.stringify(line({}))}\n`;
  };

  it('is read with its rows and fingerprint', async () => {
    const table = await readTable(write());
    expect(table).toMatchObject({ fingerprint: 'print', length: 1 });
    expect(table?.findByKey('impact')?.record.title).toBe('Impact Pack');
  });

  it('is refused when it is damaged, cut short, or of another version', async () => {
    const [head = ''] = write().split('\n');
    for (const text of ['', 'null', '[]', head, write().slice(0, -3), write({ format: tableFormat - 1 })]) {
      expect(await readTable(text), text).toBeNull();
    }
  });
});
