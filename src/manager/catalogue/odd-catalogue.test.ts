import { describe, expect, it } from 'vitest';
import { oddCatalogue, oddEntryCount } from '../../../e2e/world/odd-catalogue';
import { beginSlice } from '../../base/async/time-slice';
import { readChannelList, readNodeMap, readStats } from './sources/channel-data';
import { measureMerges } from './testing/merge-times';
import { mergeCatalogue, type MergedPack } from './table/merge';
import { createPackIndex } from './table/pack-index';
import { readRegistryRecord } from './sources/registry-data';

// What real-catalogue.test.ts shows of the public catalogue, shown of a small one with the same forms of entries.
describe('a catalogue with odd entries', () => {
  const files = oddCatalogue();
  const entries = readChannelList(files['custom-node-list.json']);
  const registry = entries
    .filter((_entry, index) => index % 2 === 0)
    .map((entry, index) =>
      readRegistryRecord({
        id: `pack-${index}`,
        name: entry.title,
        repository: entry.files[0],
        latest_version: { version: '1.0.0' },
      }),
    )
    .filter((record) => record !== null);
  const input = {
    entries,
    nodeMap: readNodeMap(files['extension-node-map.json']),
    stats: readStats(files['github-stats.json']),
    isDefaultChannel: true,
  };
  const merge = (records: typeof registry) => mergeCatalogue({ ...input, registry: records }, beginSlice());
  const titled = (merged: readonly MergedPack[], title: string) => merged.filter(({ pack }) => pack.title === title);

  it('lists every entry that has an address, each under its own key', async () => {
    for (const records of [[], registry]) {
      const merged = await merge(records);
      expect(merged.slice(oddEntryCount).every(({ pack }) => pack.installType === 'registry')).toBe(true);
      expect(new Set(merged.map(({ pack }) => pack.key)).size).toBe(merged.length);
      const listed = merged.slice(0, oddEntryCount);
      expect(listed.map(({ pack }) => pack.files)).toEqual(entries.map((entry) => entry.files));
    }
  });

  it('takes an unknown way to install for a clone, and a list of files as it is', async () => {
    const merged = await merge([]);
    const typeOf = (title: string) => titled(merged, title)[0]?.pack.installType;
    for (const title of ['loud-type', 'unknown-type', 'no-type', 'future-type', 'elsewhere'])
      expect(typeOf(title), title).toBe('git-clone');
    expect([typeOf('nine-files'), typeOf('gist'), typeOf('zipped')]).toEqual(['copy', 'copy', 'unzip']);
    expect(titled(merged, 'nine-files')[0]?.pack.files).toHaveLength(9);
    expect(titled(merged, 'no-files')[0]?.pack.files).toEqual(['https://github.com/oddling/no-files']);
  });

  it('finds packs by node class, with stars and plain descriptions', async () => {
    const merged = await merge([]);
    const withSampler = merged.filter(({ pack }) => pack.nodeClasses.some((name) => /ksampler/i.test(name)));
    expect(withSampler).toHaveLength(50);
    const keys = withSampler.map(({ pack }) => pack.key);
    expect(keys).toContain('https://github.com/oddling/far-east');
    expect(keys).toContain('https://raw.githubusercontent.com/oddling/two/main/one.py');
    expect(titled(merged, 'two-files')[0]?.pack.nodeClasses).toEqual(['TwoFilesKSampler', 'TwoFilesLoader']);
    expect(titled(merged, 'Bed 7')[0]?.pack).toMatchObject({ stars: 77, updatedAt: '2025-08-12T07:30:07Z' });
    expect(titled(merged, 'Blümchen und Kräuter')[0]?.pack).toMatchObject({ stars: null, updatedAt: null });
    expect(merged.map(({ pack }) => pack.description).filter((text) => /\[[aw]\//.test(text))).toEqual([]);
  });

  it('finds every pack by its address', async () => {
    const merged = await merge([]);
    const index = await createPackIndex(merged, beginSlice());
    const found = ({ pack }: MergedPack) => index.find(pack.files[0] ?? '')?.title;
    for (const item of merged) expect(found(item), item.pack.key).toBeDefined();
    const unlike = merged.filter((item) => found(item) !== item.pack.title).map(({ pack }) => pack.title);
    // Of three entries for one repository, one is found.
    expect(unlike).toHaveLength(2);
    for (const title of unlike) expect(title).toMatch(/^Twice/);
  });

  it('of public size is merged in less than 150 ms, and other work has its turn meanwhile', async () => {
    const large = oddCatalogue(5870);
    const size = {
      ...input,
      entries: readChannelList(large['custom-node-list.json']),
      nodeMap: readNodeMap(large['extension-node-map.json']),
      stats: readStats(large['github-stats.json']),
      registry,
    };
    const { times, turns } = await measureMerges(size, 4);
    expect(Math.min(...times)).toBeLessThan(150);
    expect(turns).toBeGreaterThan(times.length * 2);
  });
});
