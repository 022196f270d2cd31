import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFileName } from './sources/cached-copies';
import { createTestWorld, node, type TestWorld } from './testing/catalogue-world';
import { saying } from '../../base/testing/saying';

let world: TestWorld;
beforeEach(async () => {
  world = await createTestWorld();
});
afterEach(() => world.remove());

/** Makes the kept copies look as if another program had written them that long ago. */
async function makeOld(hours: number): Promise<void> {
  const time = new Date(Date.now() - hours * 3_600_000);
  await rm(join(world.paths.desktopDir, 'catalogue-times.json'), { force: true });
  for (const name of await readdir(world.paths.cacheDir)) await utimes(join(world.paths.cacheDir, name), time, time);
}

describe('load', () => {
  it('merges channel and registry, and names each pack once', async () => {
    const catalogue = await world.open();
    const list = await catalogue.load('cache');
    expect(list).toMatchObject({ origin: 'fetched', notice: null });
    expect(list.packs.map((pack) => pack.key)).toEqual([
      'alpha',
      'https://github.com/some/beta',
      'https://github.com/other/beta',
      'https://github.com/x/gamma',
      'solo',
    ]);
    expect(list.packs[0]).toMatchObject({
      registryId: 'alpha',
      title: 'The alpha',
      author: 'Maker',
      description: 'See this.',
      repository: 'https://github.com/maker/Alpha',
      latestVersion: '1.2.0',
      stars: 7,
      updatedAt: '2025-03-02T11:59:14Z',
      nodeClasses: ['AlphaSampler'],
    });
    expect(list.packs.at(-1)).toMatchObject({
      installType: 'registry',
      repository: 'https://github.com/Maker/solo-repo',
    });
  });

  it('keeps its copies under the reference’s names and serves them without network', async () => {
    await (await world.open()).load('cache');
    const names = await readdir(world.paths.cacheDir);
    expect(names).toContain(cacheFileName(`${world.url}/custom-node-list.json`, 'custom-node-list.json'));
    const nodes = JSON.parse(
      await readFile(join(world.paths.cacheDir, cacheFileName(`${world.url}/nodes`, 'nodes.json')), 'utf8'),
    );
    expect(nodes.nodes[0]).toMatchObject({
      id: 'alpha',
      publisher: { name: 'Maker' },
      latest_version: { version: '1.2.0' },
    });
    world.requestedPaths.length = 0;
    const again = await world.open();
    expect(await again.load('local')).toMatchObject({
      origin: 'kept',
      notice: null,
      asOf: expect.any(String),
      packs: { length: 5 },
    });
    expect((await again.load('cache')).packs).toHaveLength(5);
    expect(world.requestedPaths).toEqual([]);
  });

  it('asks again after a day, and by ETag only for what changed', async () => {
    await (await world.open()).load('cache');
    const notes = join(world.paths.desktopDir, 'catalogue-times.json');
    const aged = (await readFile(notes, 'utf8')).replaceAll(
      /"(fetchedAt|wholeAt)": "[^"]+"/g,
      `"$1": "${new Date(Date.now() - 25 * 3_600_000).toISOString()}"`,
    );
    await writeFile(notes, aged);
    const listFile = join(
      world.paths.cacheDir,
      cacheFileName(`${world.url}/custom-node-list.json`, 'custom-node-list.json'),
    );
    const before = await stat(listFile);
    world.files.set('/github-stats.json', { 'https://github.com/x/gamma': { stars: 3, last_update: '' } });
    world.requestedPaths.length = 0;
    const list = await (await world.open()).load('cache');
    expect(list.packs[3]).toMatchObject({ stars: 3 });
    expect(Date.now() - Date.parse(list.asOf ?? '')).toBeLessThan(60_000);
    expect((await stat(listFile)).mtimeMs).toBe(before.mtimeMs);
    expect(world.requestedPaths.filter((path) => path.startsWith('/nodes'))).toEqual([
      expect.stringContaining('timestamp='),
    ]);
  });

  it('takes a copy of another program as old as the file is, and falls back to it with its date', async () => {
    await (await world.open()).load('cache');
    await makeOld(30);
    world.broken = () => 503;
    const list = await (await world.open()).load('cache');
    expect(list.packs).toHaveLength(5);
    expect(list.origin).toBe('kept');
    expect(Date.now() - Date.parse(list.asOf ?? '')).toBeGreaterThan(29 * 3_600_000);
    expect(list.notice).toEqual(
      saying(/could not be refreshed; the copy from \d{4}-\d\d-\d\d is shown\. 127\.0\.0\.1:\d+ answered 503/),
    );
  });

  it('is empty with a sentence when there is nothing at all', async () => {
    await world.stopHost();
    const catalogue = await world.open();
    for (const mode of ['cache', 'remote', 'local'] as const) {
      expect(await catalogue.load(mode)).toMatchObject({
        packs: [],
        asOf: null,
        origin: 'none',
        notice: saying(/no (saved copy|catalogue)/),
      });
    }
  });

  it('lists the channel when only the registry is down, and the other way round', async () => {
    world.broken = (path) => (path.startsWith('/nodes') ? 500 : null);
    const list = await (await world.open()).load('cache');
    expect(list.packs).toHaveLength(4);
    expect(list.notice).toEqual(saying('500'));
    world.broken = (path) => (path.startsWith('/nodes') ? null : 404);
    await rm(world.paths.cacheDir, { recursive: true });
    expect((await (await world.open()).load('cache')).packs.map((pack) => pack.key)).toEqual(['alpha', 'solo']);
  });

  it('keeps the pages it got, says what is missing, and gets them next time', async () => {
    world.nodes = Array.from({ length: 450 }, (_item, index) => node(`n${index}`));
    world.broken = (path) => (path.includes('page=3') ? 500 : null);
    const catalogue = await world.open();
    const list = await catalogue.load('remote');
    expect(list.packs).toHaveLength(4 + 350);
    expect(list.notice).toEqual(saying('1 of 5 pages of the registry could not be read'));
    world.broken = () => null;
    expect((await (await world.open()).load('cache')).packs).toHaveLength(4 + 450);
  });

  it('shares one fetch among readers at the same time, and tells of the change once', async () => {
    const catalogue = await world.open();
    const changes: (string | null)[] = [];
    catalogue.onChange((asOf) => changes.push(asOf));
    await Promise.all([catalogue.load('cache'), catalogue.load('cache'), catalogue.load('remote')]);
    await new Promise((done) => setTimeout(done, 50));
    expect(world.requestedPaths.filter((path) => path === '/custom-node-list.json')).toHaveLength(1);
    expect(changes.length).toBeGreaterThan(0);
    changes.length = 0;
    await catalogue.load('remote');
    await new Promise((done) => setTimeout(done, 50));
    expect(changes).toEqual([]);
  });

  it('obeys the network mode', async () => {
    await world.config.set({ network_mode: 'offline' });
    const catalogue = await world.open();
    expect(await catalogue.load('remote')).toMatchObject({ packs: [], notice: saying('offline') });
    expect(world.requestedPaths).toEqual([]);
    await expect(catalogue.resolveVersion('alpha', null, new AbortController().signal)).rejects.toMatchObject({
      code: 'network-failed',
    });
    await world.config.set({ network_mode: 'private' });
    expect((await catalogue.load('remote')).packs).toHaveLength(4);
    expect(world.requestedPaths.some((path) => path.startsWith('/nodes'))).toBe(false);
  });

  it('stops waiting when its signal aborts', async () => {
    world.broken = () => 'hang';
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await expect((await world.open()).load('remote', { signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('survives half a copy and wrong documents', async () => {
    await (await world.open()).load('cache');
    await writeFile(
      join(world.paths.cacheDir, cacheFileName(`${world.url}/custom-node-list.json`, 'custom-node-list.json')),
      '{"custom_no',
    );
    expect((await (await world.open()).load('local')).packs.map((pack) => pack.key)).toEqual(['alpha', 'solo']);
    world.files.set('/custom-node-list.json', ['no list']);
    expect((await (await world.open()).load('remote')).notice).toEqual(saying('not a valid custom-node-list.json'));
  });
});
