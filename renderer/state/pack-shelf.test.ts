import { describe, expect, it } from 'vitest';
import type { Catalogue, CataloguePack, LocalPack } from '../../src/contract/packs';
import { createShelf, prepareCatalogue } from './pack-shelf';

const line = (change: Partial<CataloguePack>): CataloguePack => ({
  key: 'impact',
  registryId: 'impact',
  title: 'Impact Pack',
  author: 'Dr.Lt.Data',
  description: '',
  repository: 'https://github.com/ltdrdata/Impact-Pack',
  files: ['https://github.com/ltdrdata/Impact-Pack'],
  installType: 'git-clone',
  latestVersion: '2.0.0',
  stars: 10,
  updatedAt: '2026-01-02T03:04:05Z',
  nodeClasses: [],
  tags: [],
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

const catalogueOf = (...packs: CataloguePack[]): Catalogue => ({ packs, asOf: null, origin: 'fetched', notice: null });
const shelve = (packs: CataloguePack[], locals: LocalPack[]) =>
  createShelf(prepareCatalogue(catalogueOf(...packs)), locals);

describe('createShelf', () => {
  it('knows what is absent, installed, outdated and disabled', () => {
    const packs = ['a', 'b', 'c', 'd'].map((id) => line({ key: id, registryId: id, repository: null, files: [] }));
    const shelf = shelve(packs, [
      onDisk({ key: 'b', registryId: 'b' }),
      onDisk({ key: 'c', registryId: 'c', version: '1.9.9' }),
      onDisk({ key: 'd', registryId: 'd', version: '1.0.0', enabled: false }),
    ]);
    const states = ['a', 'b', 'c', 'd'].map((id) => shelf.findByKey(id)?.state);
    expect(states).toEqual(['absent', 'installed', 'update', 'disabled']);
  });

  it('matches registry ids whatever their case, and clones by address or owner/repo', () => {
    const packs = [
      line({}),
      line({ key: 'https://github.com/A/B', registryId: null, repository: 'https://github.com/A/B', files: [] }),
    ];
    const shelf = shelve(packs, [
      onDisk({ key: 'IMPACT', registryId: 'IMPACT' }),
      onDisk({ key: 'B', name: 'B', source: 'git', registryId: null, auxId: 'a/b', version: 'f'.repeat(40) }),
    ]);
    expect(shelf.findByKey('impact')?.local?.key).toBe('IMPACT');
    expect(shelf.findByKey('https://github.com/A/B')?.state).toBe('installed');
    expect(shelf.orders.byName).toHaveLength(2);
  });

  it('never offers an update to a clone, nor for a version it cannot read', () => {
    const clone = onDisk({ source: 'git', version: 'f'.repeat(40) });
    expect(shelve([line({})], [clone]).findByKey('impact')?.state).toBe('installed');
    expect(shelve([line({ latestVersion: 'soon' })], [onDisk({ version: '1.0.0' })]).findByKey('impact')?.state).toBe(
      'installed',
    );
  });

  it('lets the enabled copy of a pack speak for both, in either order', () => {
    const enabled = onDisk({ key: 'impact', enabled: true, version: '2.0.0' });
    const disabled = onDisk({ key: 'impact@1_0_0', enabled: false, version: '1.0.0' });
    for (const locals of [
      [enabled, disabled],
      [disabled, enabled],
    ]) {
      expect(shelve([line({})], locals).findByKey('impact')?.local?.version).toBe('2.0.0');
    }
  });

  it('adds packs that the catalogue lacks, sorted among the names', () => {
    const stranger = onDisk({ key: 'aaa-mine', name: 'aaa-mine', source: 'folder', registryId: null, version: '' });
    const shelf = shelve([line({})], [stranger]);
    expect(shelf.orders.byName.map(({ title }) => title)).toEqual(['aaa-mine', 'Impact Pack']);
    expect(shelf.findByKey('aaa-mine')).toMatchObject({ isListed: false, isRegistry: false, state: 'installed' });
  });

  it('finds a pack by every name that tasks use', () => {
    const local = onDisk({ name: 'Impact Ünï Folder', auxId: 'ltdrdata/impact-pack' });
    const shelf = shelve([line({})], [local]);
    const names = [
      'IMPACT',
      'impact ünï folder',
      'LtDrData/Impact-Pack',
      'https://github.com/ltdrdata/Impact-Pack.git/',
    ];
    for (const name of names) expect(shelf.findByName(name)?.key, name).toBe('impact');
    expect(shelf.findByName('somebody-else')).toBeUndefined();
  });

  it('orders by stars and by date, those without last', () => {
    const packs = [
      line({ key: 'none', registryId: 'none', stars: null, updatedAt: null }),
      line({ key: 'few', registryId: 'few', stars: 1, updatedAt: '2026-02-01T00:00:00Z' }),
      line({ key: 'many', registryId: 'many', stars: 900, updatedAt: '2025-01-01T00:00:00Z' }),
    ];
    const { orders } = shelve(packs, []);
    expect(orders.byStars.map(({ key }) => key)).toEqual(['many', 'few', 'none']);
    expect(orders.byUpdated.map(({ key }) => key)).toEqual(['few', 'many', 'none']);
  });
});
