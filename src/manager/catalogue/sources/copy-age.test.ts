import { expect, it } from 'vitest';
import { readCopyAge } from './copy-age';
import { cacheFileName } from './cached-copies';

const baseUrl = 'https://channel.example';
const registryUrl = 'https://registry.example';
const hourMs = 3_600_000;
const names = {
  list: cacheFileName(`${baseUrl}/custom-node-list.json`, 'custom-node-list.json'),
  map: cacheFileName(`${baseUrl}/extension-node-map.json`, 'extension-node-map.json'),
  stats: cacheFileName(`${baseUrl}/github-stats.json`, 'github-stats.json'),
  registry: cacheFileName(`${registryUrl}/nodes`, 'nodes.json'),
};

/** Asks about copies that are so many hours old. */
function ask(hours: Partial<Record<keyof typeof names, number>>, isDaily: boolean): Promise<number | null> {
  const nowMs = Date.now();
  const known = new Map(Object.entries(hours).map(([part, age]) => [names[part as keyof typeof names], age]));
  const facts = (name: string) => {
    const age = known.get(name);
    const fact = age === undefined ? null : { fetchedAtMs: nowMs - age * hourMs, etag: null, wholeAtMs: null };
    return Promise.resolve(fact);
  };
  return readCopyAge({ copies: { facts }, baseUrl, registryUrl, isDaily }).then((atMs) =>
    atMs === null ? null : Math.round((nowMs - atMs) / hourMs),
  );
}

it('is the age of the oldest part', async () => {
  expect(await ask({ list: 1, map: 5, stats: 2, registry: 3 }, true)).toBe(5);
});

it('does not tell when a part is older than a day, or missing, and today’s list is asked for', async () => {
  expect(await ask({ list: 1, map: 25, stats: 2, registry: 3 }, true)).toBeNull();
  expect(await ask({ list: 1, map: 2, registry: 3 }, true)).toBeNull();
});

it('takes what there is when no network is allowed, but not without the list itself', async () => {
  expect(await ask({ list: 90, registry: 3 }, false)).toBe(90);
  expect(await ask({ map: 1, stats: 1, registry: 1 }, false)).toBeNull();
});
