import { rename, rm, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { git } from '../../../../e2e/world/git-repos';
import { watchFolder as watchBySystem, type WatchFolder, type WatchListener } from '../../../base/files/folder-watch';
import {
  expectShown,
  installed,
  letAge,
  openTestPacks,
  projectText,
  version,
  watchesLimitedTo,
  type TestPacks,
} from '../testing/packs';

let testPacks: TestPacks;
beforeEach(async () => {
  testPacks = await openTestPacks();
});
afterEach(() => testPacks.close());

describe('an operation of ours', () => {
  it('is in the next answer, whether it failed or not, and is not announced', async () => {
    const inventory = testPacks.open();
    await inventory.read();
    let reported = 0;
    inventory.onOutsideChange(() => (reported += 1));
    await inventory.changing(() => testPacks.placeRegistryPack('one', 'one', '1.0.0'));
    expect(await installed(inventory)).toEqual({ one: version('1.0.0') });
    const failing = inventory.changing(async () => {
      await testPacks.placeRegistryPack('two', 'two', '1.0.0');
      throw new Error('half way');
    });
    await expect(failing).rejects.toThrow('half way');
    expect(Object.keys(await installed(inventory))).toEqual(['one', 'two']);
    expect(reported).toBe(0);
  });

  it('does not hide what another program changes meanwhile', async () => {
    await testPacks.placeClone('Lantern');
    await testPacks.placeRegistryPack('demo', 'demo', '1.0.0');
    const inventory = testPacks.open();
    await inventory.read();
    await letAge();
    await inventory.changing(async () => {
      await git(['checkout', '-q', 'HEAD~1'], { cwd: testPacks.path('Lantern') });
      await expectShown(inventory, { Lantern: version(await testPacks.headOf('Lantern')), demo: version('1.0.0') });
      await testPacks.placeRegistryPack('ours', 'ours', '1.0.0');
      // The last moment there is.
      await testPacks.place({ 'demo/pyproject.toml': projectText('demo', '1.1.0') });
    });
    const ver = await testPacks.headOf('Lantern');
    expect(await installed(inventory)).toEqual({
      Lantern: version(ver),
      demo: version('1.1.0'),
      ours: version('1.0.0'),
    });
  });

  it('is in the answer of whoever asks after it, even while an older reading is under way', async () => {
    for (let index = 0; index < 40; index += 1)
      await testPacks.placeRegistryPack(`pack-${index}`, `pack-${index}`, '1.0.0');
    const inventory = testPacks.open();
    for (let round = 0; round < 20; round += 1) {
      inventory.invalidate();
      const older = inventory.read();
      await inventory.changing(() =>
        testPacks.place({ 'pack-39/pyproject.toml': projectText('pack-39', `2.${round}.0`) }),
      );
      expect((await installed(inventory))['pack-39']).toEqual(version(`2.${round}.0`));
      await older;
    }
  });

  it('is in every answer that is asked for while it is being read', async () => {
    // So many that the reading gives way to other work in between.
    const names = Array.from({ length: 1500 }, (_, index) => `pack-${index}`);
    await Promise.all(names.map((name) => testPacks.placeRegistryPack(name, name, '1.0.0')));
    // Without watches nothing but the end of the operation says that there is something to read.
    const inventory = testPacks.open({ watchFolder: watchesLimitedTo(0) });
    await inventory.read();
    await letAge();
    await inventory.read();
    await inventory.changing(() => testPacks.place({ 'pack-0/pyproject.toml': projectText('pack-0', '2.0.0') }));
    const answers = [];
    for (let moment = 0; moment < 100; moment += 1) {
      answers.push(installed(inventory));
      await new Promise(setImmediate);
    }
    for (const answer of await Promise.all(answers)) expect(answer['pack-0']).toEqual(version('2.0.0'));
  });
});

describe('a watch that fails', () => {
  /** The system's watches, and what the inventory hears of each folder. */
  function recorded() {
    const listeners = new Map<string, WatchListener>();
    const watch: WatchFolder = (folder, listener) => {
      const watching = watchBySystem(folder, listener);
      if (watching !== null) listeners.set(folder, listener);
      return watching;
    };
    return { watch, listeners };
  }

  it('is replaced, and what happened meanwhile is found', async () => {
    await testPacks.placeRegistryPack('demo', 'demo', '1.0.0');
    const { watch, listeners } = recorded();
    const inventory = testPacks.open({ watchFolder: watch });
    await inventory.read();
    await letAge();
    for (const folder of [testPacks.path(), testPacks.path('demo'), testPacks.path('.disabled')]) {
      const before = listeners.get(folder);
      before?.lost();
      await expect.poll(() => listeners.get(folder) !== before || before === undefined, { timeout: 5000 }).toBe(true);
    }
    await testPacks.place({ 'demo/pyproject.toml': projectText('demo', '1.1.0') });
    await expectShown(inventory, { demo: version('1.1.0') });
    await testPacks.placeRegistryPack('new', 'new', '1.0.0');
    await expectShown(inventory, { demo: version('1.1.0'), new: version('1.0.0') });
  });

  it('that lost count of what happened makes everything be looked at', async () => {
    await testPacks.placeRegistryPack('demo', 'demo', '1.0.0');
    let ear: WatchListener | null = null;
    // A watch that is deaf: the system's queue of events ran over.
    const deaf: WatchFolder = (folder, listener) => {
      if (folder === testPacks.path()) ear = listener;
      return { close: () => undefined };
    };
    const inventory = testPacks.open({ watchFolder: deaf });
    await inventory.read();
    await letAge();
    await testPacks.place({ 'demo/pyproject.toml': projectText('demo', '1.1.0') });
    (ear as WatchListener | null)?.changed(null);
    expect(await installed(inventory)).toEqual({ demo: version('1.1.0') });
  });

  it('is made good by looking every few seconds, even if it never says so', async () => {
    await testPacks.placeRegistryPack('demo', 'demo', '1.0.0');
    const inventory = testPacks.open({ watchFolder: () => ({ close: () => undefined }) });
    await inventory.read();
    await letAge();
    await testPacks.place({ 'demo/pyproject.toml': projectText('demo', '1.1.0') });
    await expectShown(inventory, { demo: version('1.1.0') });
  });
});

describe('names', () => {
  it('follow the catalogue and the record of former folder names', async () => {
    await testPacks.placeClone('Lantern');
    await testPacks.placeClone('.disabled/second@nightly');
    let id: string | null = null;
    const inventory = testPacks.open({ registryIdOf: (url) => (url.endsWith('/Lantern') ? id : null) });
    expect(await installed(inventory)).toMatchObject({ Lantern: { cnr_id: '' }, second: { enabled: false } });
    id = 'paper-lantern';
    inventory.renameAll();
    expect(await installed(inventory)).toMatchObject({ Lantern: { cnr_id: 'paper-lantern' } });
    await testPacks.origins.apply([{ name: 'second@nightly', before: null, after: 'My Second' }]);
    expect(Object.keys(await installed(inventory))).toEqual(['Lantern', 'My Second']);
  });
});

describe('a folder of packs that cannot be read', () => {
  const spoilers = {
    'a link that leads back to itself': (path: string) => symlink(path, path),
    'something other than a folder': (path: string) => writeFile(path, 'no folder'),
  };
  it.each(Object.entries(spoilers))('is told as such, and not as empty: %s', async (words, spoil) => {
    await testPacks.placeRegistryPack('demo', 'demo', '1.0.0');
    const inventory = testPacks.open();
    await inventory.read();
    await rename(testPacks.path(), `${testPacks.path()}-aside`);
    await spoil(testPacks.path());
    const reported = { code: 'folder-unreadable', message: expect.stringContaining(words) as string };
    await expect(inventory.read()).rejects.toMatchObject(reported);
    await expect(inventory.read()).rejects.toMatchObject(reported);
    await rm(testPacks.path());
    await rename(`${testPacks.path()}-aside`, testPacks.path());
    expect(await installed(inventory)).toEqual({ demo: version('1.0.0') });
  });
});

describe('a closed inventory', () => {
  it('gives its watches back, and still answers with what there is now', async () => {
    await testPacks.placeClone('Lantern');
    await testPacks.placeRegistryPack('demo', 'demo', '1.0.0');
    const watch = watchesLimitedTo(1000);
    const inventory = testPacks.open({ watchFolder: watch });
    await inventory.read();
    expect(watch.given()).toBeGreaterThan(1);
    await rm(testPacks.path('demo'), { recursive: true });
    await expectShown(inventory, { Lantern: expect.anything() });
    await inventory.close();
    expect(watch.given()).toBe(0);
    await testPacks.placeRegistryPack('late', 'late', '1.0.0');
    expect(Object.keys(await installed(inventory))).toEqual(['Lantern', 'late']);
    expect(watch.given()).toBe(0);
  });
});
