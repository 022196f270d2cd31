import { describe, expect, it } from 'vitest';
import type { LocalPack } from '../../../src/contract/packs';
import type { PackActivity } from '../../state/packs/pack-activity';
import { createPackIndex } from '../../state/packs/pack-index';
import { makeTable } from '../../state/packs/pack-table';
import { needsQuestion, sortCommands } from './selection-commands';

const row = (id: string) => ({
  ...{ key: id, registryId: id, title: id, author: '', description: '', repository: null, files: [] },
  ...{ latestVersion: '2.0.0', stars: null, updatedAt: null, nodeClasses: [] },
});
const onDisk = (id: string, version: string, rest: Partial<LocalPack> = {}): LocalPack => ({
  ...{ key: id, name: id, source: 'registry', enabled: true, version, registryId: id },
  ...{ auxId: null, repository: null, branch: null },
  ...rest,
});
const hold = { reason: '', heldAt: '2026-01-01T00:00:00Z' };
const packIndex = createPackIndex(makeTable(['absent', 'disabled', 'held', 'new', 'old'].map(row)), [
  onDisk('old', '1.0.0'),
  onDisk('new', '2.0.0'),
  onDisk('held', '1.0.0', { hold }),
  onDisk('disabled', '1.0.0', { enabled: false }),
]);
const all = packIndex.inOrder('name').map(({ record }) => record);
const sort = (activities: [string, PackActivity][] = []) =>
  [...sortCommands(all, new Map(activities))].map(([kind, records]) => [kind, ...records.map(({ key }) => key)]);

describe('what can be done with a selection', () => {
  it('names each order with the packs it applies to; updates leave held ones out', () => {
    expect(sort()).toEqual([
      ['update', 'old'],
      ['enable', 'disabled'],
      ['disable', 'held', 'new', 'old'],
      ['install', 'absent'],
      ['uninstall', 'disabled', 'held', 'new', 'old'],
    ]);
  });

  it('leaves out what the queue is busy with, and not what failed', () => {
    const error = { error: 'x', message: 'x', code: 'internal' };
    expect(
      sort([
        ['old', { phase: 'waiting', uiId: 'a', kind: 'update' }],
        ['absent', { phase: 'failed', uiId: null, kind: 'install', error }],
      ]),
    ).toEqual([
      ['enable', 'disabled'],
      ['disable', 'held', 'new'],
      ['install', 'absent'],
      ['uninstall', 'disabled', 'held', 'new'],
    ]);
  });

  it('asks before many packs come or go: what is undone by one press needs no question', () => {
    expect(needsQuestion('uninstall', 3)).toBe(false);
    expect(needsQuestion('uninstall', 11)).toBe(true);
    expect(needsQuestion('install', 3)).toBe(false);
    expect(needsQuestion('install', 5896)).toBe(true);
    expect(needsQuestion('update', 5896)).toBe(false);
  });
});
