import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { beginSlice } from '../../base/async/time-slice';
import { onlyWhere } from '../../base/testing/only-where';
import { readChannelList, readNodeMap, readStats } from './sources/channel-data';
import { mergeCatalogue, type MergedPack } from './table/merge';
import { measureMerges } from './testing/merge-times';
import { createPackIndex } from './table/pack-index';
import { readRegistryRecord } from './sources/registry-data';

/** The real catalogue, when the project lies beside it; a lone clone has none. */
function findData(folder: string): string | null {
  const candidate = join(folder, '..', 'shared', 'data');
  if (existsSync(join(folder, 'package.json'))) return existsSync(candidate) ? candidate : null;
  const parent = dirname(folder);
  return parent === folder ? null : findData(parent);
}

const dataDir = findData(import.meta.dirname);
const read = (name: string): unknown => JSON.parse(readFileSync(join(dataDir ?? '', name), 'utf8'));

describe('the real catalogue', onlyWhere(dataDir !== null, '../shared/data is not beside this project'), () => {
  const load = () => {
    const entries = readChannelList(read('custom-node-list.json'));
    const nodeMap = readNodeMap(read('extension-node-map.json'));
    // As many registry packs as there really are, claiming every second repository.
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
    return { entries, nodeMap, stats: readStats(read('github-stats.json')), registry, isDefaultChannel: true };
  };

  it('lists all 5,896 entries, each under its own key', async () => {
    const input = load();
    for (const registry of [[], input.registry]) {
      const merged = await mergeCatalogue({ ...input, registry }, beginSlice());
      const listed = merged.slice(0, 5896);
      expect(merged.slice(5896).every(({ pack }) => pack.installType === 'registry')).toBe(true);
      expect(new Set(merged.map(({ pack }) => pack.key)).size).toBe(merged.length);
      expect(listed.map(({ pack }) => pack.files)).toEqual(input.entries.map((entry) => entry.files));
    }
  });

  it('finds packs by node class, with stars and plain descriptions', async () => {
    const merged = await mergeCatalogue({ ...load(), registry: [] }, beginSlice());
    const withSampler = merged.filter(({ pack }) => pack.nodeClasses.some((name) => /ksampler/i.test(name)));
    expect(withSampler.length).toBeGreaterThan(150);
    const keys = withSampler.map(({ pack }) => pack.key);
    expect(keys).toContain('https://github.com/ltdrdata/ComfyUI-Inspire-Pack');
    expect(keys).toContain('https://raw.githubusercontent.com/dawangraoming/ComfyUI_ksampler_gpu/main/ksampler_gpu.py');
    expect(merged.filter(({ pack }) => pack.stars !== null).length).toBeGreaterThan(5700);
    expect(merged.filter(({ pack }) => /\[[aw]\//.test(pack.description)).map(({ pack }) => pack.description)).toEqual(
      [],
    );
  });

  it('finds every pack by its address', async () => {
    const merged = await mergeCatalogue({ ...load(), registry: [] }, beginSlice());
    const index = await createPackIndex(merged, beginSlice());
    const isFound = ({ pack }: MergedPack) =>
      index.find(pack.files[0] ?? '')?.files[0]?.toLowerCase() === pack.files[0]?.toLowerCase();
    expect(merged.filter((item) => !isFound(item)).map(({ pack }) => pack.files[0])).toEqual([]);
  });

  it('merges in less than 150 ms, and lets other work have its turn meanwhile', async () => {
    const { times, turns } = await measureMerges(load(), 4);
    expect(Math.min(...times)).toBeLessThan(150);
    expect(turns).toBeGreaterThan(times.length * 2);
  });
});
