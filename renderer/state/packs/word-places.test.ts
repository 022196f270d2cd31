import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TableRow } from '../../../src/contract/pack-table/pack-table';
import { makeTable } from './pack-table';
import { placesOf, preparePlaces } from './word-places';

const row = (title: string): TableRow => ({
  ...{ key: title, registryId: null, title, author: '', description: '', repository: null, files: [] },
  ...{ latestVersion: null, updatedAt: null, stars: 0, nodeClasses: [`${title} class`] },
});
const makeTables = () =>
  [1000, 10].map((rows) => makeTable(Array.from({ length: rows }, (_none, at) => row(`pack ${at}`))));

/** An idle time for one look at the clock; the next one is asked for. */
function idleOnce(): { run: () => boolean; asked: () => number } {
  let waiting: IdleRequestCallback | null = null;
  let asked = 0;
  vi.stubGlobal('requestIdleCallback', (callback: IdleRequestCallback) => {
    waiting = callback;
    asked += 1;
    return asked;
  });
  vi.stubGlobal('cancelIdleCallback', () => {
    waiting = null;
  });
  const run = (): boolean => {
    const [callback, times] = [waiting, [10, 0]];
    waiting = null;
    callback?.({ didTimeout: false, timeRemaining: () => times.shift() ?? 0 });
    return callback !== null;
  };
  return { run, asked: () => asked };
}

afterEach(() => void vi.unstubAllGlobals());

describe('places of words', () => {
  it('that were found ahead, in steps, are those that are found at once', () => {
    const idle = idleOnce();
    const [ahead, atOnce] = [makeTables(), makeTables()];
    preparePlaces(ahead);
    while (idle.run());
    expect(idle.asked()).toBeGreaterThan(3);
    expect(ahead.map(placesOf)).toEqual(atOnce.map(placesOf));
    expect(placesOf(ahead[0] ?? makeTable([])).titles.from).toHaveLength(2000);
  });

  it('are all there for a search that comes in the middle', () => {
    const idle = idleOnce();
    const [table = makeTable([])] = makeTables();
    preparePlaces([table]);
    idle.run();
    expect(placesOf(table).classes.from).toHaveLength(1000);
  });

  it('are looked for no further when nobody types any more', () => {
    const idle = idleOnce();
    const end = preparePlaces(makeTables());
    idle.run();
    end();
    expect(idle.run()).toBe(false);
  });
});
