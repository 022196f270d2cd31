import { describe, expect, it } from 'vitest';
import type { LocalPack } from '../../../src/contract/packs/local-packs';
import type { PackRecord } from '../../state/packs/pack-record';
import { findCollisions } from './node-collisions';

const pack = (key: string, nodeClasses: string[], enabled: boolean | null = true): PackRecord => ({
  ...{ key, title: key.toUpperCase(), nodeClasses, registryId: key, author: '', description: '', repository: null },
  ...{ files: [], latestVersion: null, stars: null, updatedAtMs: null, isRegistry: true, isListed: true },
  ...{ state: 'installed', update: null, downloads: null, createdAtMs: null, tags: [], needs: undefined },
  icon: undefined,
  local: enabled === null ? null : ({ key, enabled } as LocalPack),
});

describe('findCollisions', () => {
  it('names the packs on disk that bring the same class', () => {
    const others = [pack('b', ['Blur', 'Scale']), pack('c', ['Scale']), pack('d', ['Other'])];
    const found = findCollisions(pack('a', ['Scale', 'Blur', 'Mine']), others);
    expect([...found]).toEqual([
      ['Blur', ['B']],
      ['Scale', ['B', 'C']],
    ]);
  });

  it('leaves out the pack itself, and packs that ComfyUI does not import', () => {
    const own = pack('a', ['Scale']);
    expect(findCollisions(own, [own, pack('b', ['Scale'], false), pack('c', ['Scale'], null)]).size).toBe(0);
  });
});
