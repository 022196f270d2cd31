import { link, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestWorld, type TestWorld } from './catalogue/testing/catalogue-world';
import { cacheFileName } from './catalogue/sources/cached-copies';
import { openConfig } from './installation/config';
import { createOrigins } from './packs/inventory/origins';
import { openHistory } from './queue/history';
import { openQueueJournal } from './queue/journal';

// A second name of a file shows how it was written: after a change in place both names have the new content, after a replacement the
// second one has the whole old content. Only the latter is never seen half.

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shared ünï-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Whether a change replaces the file as a whole; fails when it changes nothing. */
async function isReplaced(file: string, change: () => Promise<unknown>): Promise<boolean> {
  const before = await readFile(file, 'utf8');
  const second = `${file}.second`;
  await link(file, second);
  await change();
  expect(await readFile(file, 'utf8')).not.toBe(before);
  const isWhole = (await readFile(second, 'utf8')) === before;
  await rm(second);
  return isWhole;
}

describe('files that other programs read', () => {
  it('config.ini is replaced as a whole', async () => {
    const configFile = join(folder, 'config.ini');
    const config = await openConfig({ configFile });
    expect(await isReplaced(configFile, () => config.set({ security_level: 'weak' }))).toBe(true);
  });

  it('the names of disabled packs, the journal and the history of the queue are', async () => {
    const file = (name: string) => join(folder, name);
    const origins = createOrigins(file('origins.json'));
    await origins.apply([{ name: 'a@nightly', before: null, after: 'A' }]);
    const again = () => origins.apply([{ name: 'b@nightly', before: null, after: 'B' }]);
    expect(await isReplaced(file('origins.json'), again)).toBe(true);
    for (const open of [
      async (name: string) => (await openQueueJournal(name)).journal.close(),
      async (name: string) => (await openHistory(name)).close(),
    ]) {
      await writeFile(file('lines.jsonl'), '{"torn');
      expect(await isReplaced(file('lines.jsonl'), () => open(file('lines.jsonl')))).toBe(true);
    }
  });

  describe('of the catalogue', () => {
    let world: TestWorld;
    beforeEach(async () => {
      world = await createTestWorld();
    });
    afterEach(() => world.remove());

    it('every kept copy is replaced as a whole', async () => {
      const catalogue = await world.open();
      await catalogue.load('remote');
      const name = 'custom-node-list.json';
      const copy = join(world.paths.cacheDir, cacheFileName(`${world.url}/${name}`, name));
      world.files.set(`/${name}`, { custom_nodes: [] });
      expect(await isReplaced(copy, () => catalogue.load('remote'))).toBe(true);
    });
  });
});
