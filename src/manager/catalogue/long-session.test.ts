import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestWorld, entry, type TestWorld } from './testing/catalogue-world';

const list = '/custom-node-list.json';
let world: TestWorld;
beforeEach(async () => {
  world = await createTestWorld();
});
afterEach(async () => {
  vi.useRealTimers();
  await world.remove();
});

describe('a catalogue that stays open', () => {
  it('asks the network in mode remote, however fresh its copy is', async () => {
    const catalogue = await world.open();
    await catalogue.load('cache');
    world.files.set(list, { custom_nodes: [entry('brand/new')] });
    expect((await catalogue.load('cache')).packs.map(({ key }) => key)).not.toContain('https://github.com/brand/new');
    expect((await catalogue.load('remote')).packs.map(({ key }) => key)).toContain('https://github.com/brand/new');
    expect((await catalogue.load('cache')).packs.map(({ key }) => key)).toContain('https://github.com/brand/new');
  });

  it('asks again in mode cache once its copy is a day old', async () => {
    const catalogue = await world.open();
    await catalogue.load('cache');
    world.files.set(list, { custom_nodes: [entry('brand/new')] });
    world.requestedPaths.length = 0;
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 23 * 3_600_000);
    await catalogue.load('cache');
    expect(world.requestedPaths).toEqual([]);
    vi.setSystemTime(Date.now() + 2 * 3_600_000);
    expect((await catalogue.load('cache')).packs.map(({ key }) => key)).toContain('https://github.com/brand/new');
    expect(world.requestedPaths).toContain(list);
  });

  it('shows readers the whole old list while a new one comes in, and looks packs up in it', async () => {
    const catalogue = await world.open();
    const before = await catalogue.load('cache');
    world.files.set(list, { custom_nodes: [entry('brand/new')] });
    // The list itself has arrived when the registry still keeps the refresh waiting.
    world.broken = (path) => (path.startsWith('/nodes') ? 'hang' : null);
    world.requestedPaths.length = 0;
    const refresh = catalogue.load('remote').catch(() => null);
    await vi.waitFor(() => expect(world.requestedPaths.some((path) => path.startsWith('/nodes'))).toBe(true));
    for (let round = 0; round < 20; round += 1) {
      const shown = (await catalogue.load('local')).packs.map(({ key }) => key);
      const isOld = shown.includes('https://github.com/other/beta');
      expect(shown).toEqual(
        isOld ? before.packs.map(({ key }) => key) : ['https://github.com/brand/new', 'alpha', 'solo'],
      );
      expect(catalogue.registryIdOf('https://github.com/maker/alpha')).toBe('alpha');
      await new Promise((done) => setImmediate(done));
    }
    await world.stopHost();
    await refresh;
  });
});
