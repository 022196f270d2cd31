import { describe, expect, it } from 'vitest';
import type { LocalPack } from '../../../src/contract/packs/local-packs';
import type { PackActivity } from '../packs/pack-activity';
import { createPackIndex } from '../packs/pack-index';
import { makeTable } from '../packs/pack-table';
import { findByKey, listOrders, packOrders, sortOrders } from './pack-orders';
import { usePackQuestion } from './pack-questions';

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
  sortOrders(all, new Map(activities)).map(({ order, records }) => [order.id, ...records.map(({ key }) => key)]);

describe('what can be ordered for a selection', () => {
  it('names each order with the packs it applies to; updates leave held ones out', () => {
    expect(sort()).toEqual([
      ['update', 'old'],
      ['enable', 'disabled'],
      ['disable', 'held', 'new', 'old'],
      ['install', 'absent'],
      ['hold', 'disabled', 'new', 'old'],
      ['release', 'held'],
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
      ['hold', 'disabled', 'new'],
      ['release', 'held'],
      ['uninstall', 'disabled', 'held', 'new'],
    ]);
  });
});

describe('the key of an order', () => {
  const idOf = (key: string, name: string) => {
    const record = all.find((one) => one.key === name);
    return record && findByKey(key, listOrders(record, undefined))?.id;
  };

  it('means what can be done: one key enables and disables', () => {
    expect([idOf('d', 'new'), idOf('D', 'disabled')]).toEqual(['disable', 'enable']);
    expect([idOf('u', 'old'), idOf('i', 'absent')]).toEqual(['update', 'install']);
  });

  it('takes both keys that delete', () => {
    expect([idOf('Delete', 'new'), idOf('Backspace', 'new')]).toEqual(['uninstall', 'uninstall']);
  });

  it('means nothing where the order does not apply, and by every other key', () => {
    expect([idOf('i', 'new'), idOf('u', 'held'), idOf('x', 'old')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('a question before an order', () => {
  it('comes before many packs come or go: what is undone by one press needs none', () => {
    const asked = (id: string, count: number) => {
      usePackQuestion.setState({ question: null });
      const many = Array.from({ length: count }, () => all)
        .flat()
        .slice(0, count);
      packOrders.find((order) => order.id === id)?.run(many);
      return usePackQuestion.getState().question?.kind;
    };
    expect([asked('uninstall', 11), asked('install', 5896)]).toEqual(['uninstall', 'install']);
    expect([asked('change-hold', 1)]).toEqual(['hold']);
  });
});
