import { describe, expect, it } from 'vitest';
import { formatHash, type Location, parseHash, startLocation } from './location';

describe('the hash', () => {
  it('brings every place, filter, search and selection back', () => {
    const places: Location[] = [
      startLocation,
      {
        place: 'packs',
        filter: 'not-installed',
        sort: 'updated',
        isReversed: true,
        query: 'node:K Sampler & #ünï?',
        packKey: 'https://github.com/a/b?c=d#e',
        isDetailsOpen: true,
        packTab: 'readme',
        isReader: true,
        taskId: null,
        historyFilter: 'failed',
        historyQuery: 'no compiler & more',
        historyKey: 'batch_20261127_000000_ab',
        modelFilter: 'attention',
        modelType: 'checkpoint',
        modelBase: 'SD1.5',
        modelSort: 'size',
        modelQuery: 'tiny & small',
        modelKey: 'https://models.example/a b?c d/e.pt',
        isModelOpen: true,
        isDiskPicture: true,
        snapshotFilter: 'automatic',
        snapshot: '2026-11-25_14-03-22_before',
        comparedWith: 'another',
        comfyTab: 'log',
        packageFilter: 'unneeded',
        logKind: 'errors',
        logPack: 'my pack & more',
        settingSection: 'security',
        settingQuery: 'proxy',
        logQuery: 'a=b',
      },
      { ...startLocation, place: 'activity', taskId: '5d0c-11' },
    ];
    for (const location of places) expect(parseHash(formatHash(location))).toEqual(location);
  });

  it('stays short at the start', () => {
    expect(formatHash(startLocation)).toBe('#/home');
  });

  it('reads what it does not know as the start', () => {
    for (const hash of ['', '#', '#/elsewhere?filter=odd&sort=odd', '#/home?open=1']) {
      expect(parseHash(hash), hash).toEqual(startLocation);
    }
  });
});
