import { rename, rm, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { git } from '../../../../e2e/world/git-repos';
import { watchFolder as watchBySystem } from '../../../base/files/folder-watch';
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

const watchers = [
  ['told by the system', () => watchBySystem],
  ['looking by itself, for there is no watch to be had', () => watchesLimitedTo(0)],
  ['with fewer watches than there are folders', () => watchesLimitedTo(4)],
] as const;

describe.each(watchers)('the packs on disk, %s', (_how, watcher) => {
  const openWatched = () => testPacks.open({ watchFolder: watcher() });

  it('are the same objects as long as nothing about them changes', async () => {
    await testPacks.placeClone('Lantern');
    await testPacks.placeRegistryPack('demo', 'demo', '1.0.0');
    const inventory = openWatched();
    const first = await inventory.read();
    expect(Object.keys(first.installed)).toEqual(['Lantern', 'demo']);
    await letAge();
    expect(await inventory.read()).toBe(first);
    await testPacks.place({ 'Lantern/__init__.py': 'A = 1\n', 'demo/nodes/new.py': '' });
    await git(['gc', '--quiet'], { cwd: testPacks.path('Lantern') });
    inventory.invalidate();
    const again = await inventory.read();
    expect(again.list).toBe(first.list);
    expect(again.installed).toBe(first.installed);
  });

  it('show what is added, renamed and removed', async () => {
    const inventory = openWatched();
    expect(await installed(inventory)).toEqual({});
    await testPacks.placeRegistryPack('demo', 'demo', '1.0.0');
    await expectShown(inventory, { demo: version('1.0.0') });
    await testPacks.placeClone('Lantern');
    const ver = await testPacks.headOf('Lantern');
    await expectShown(inventory, { demo: version('1.0.0'), Lantern: version(ver) });
    await rename(testPacks.path('Lantern'), testPacks.path('my lantern'));
    await expectShown(inventory, { demo: version('1.0.0'), 'my lantern': version(ver) });
    await rm(testPacks.path('my lantern'), { recursive: true });
    await expectShown(inventory, { demo: version('1.0.0') });
    await rm(testPacks.path(), { recursive: true });
    await expectShown(inventory, {});
    await testPacks.placeRegistryPack('back', 'back', '2.0.0');
    await expectShown(inventory, { back: version('2.0.0') });
  });

  it('show another commit, however it came there', async () => {
    await testPacks.placeClone('Lantern');
    const inventory = openWatched();
    const second = await testPacks.headOf('Lantern');
    await expectShown(inventory, { Lantern: version(second) });
    await letAge();
    const cwd = testPacks.path('Lantern');
    await git(['checkout', '-q', 'HEAD~1'], { cwd });
    const first = await testPacks.headOf('Lantern');
    await expectShown(inventory, { Lantern: version(first) });
    await git(['checkout', '-q', 'main'], { cwd });
    await expectShown(inventory, { Lantern: version(second) });
    await git(['reset', '-q', '--hard', 'HEAD~1'], { cwd });
    await expectShown(inventory, { Lantern: version(first) });
    await git(['pack-refs', '--all'], { cwd });
    await testPacks.commit('Lantern', 'third');
    await expectShown(inventory, { Lantern: version(await testPacks.headOf('Lantern')) });
    await git(['checkout', '-q', '-b', 'feature/with/slashes'], { cwd });
    await testPacks.commit('Lantern', 'fourth');
    await expectShown(inventory, { Lantern: version(await testPacks.headOf('Lantern')) });
  });

  it('show another version, and a folder that becomes a pack or ceases to be one', async () => {
    await testPacks.placeRegistryPack('demo', 'demo', '1.0.0');
    await testPacks.place({ 'late/pyproject.toml': projectText('late', '0.1.0') });
    const inventory = openWatched();
    await expectShown(inventory, { demo: version('1.0.0') });
    await letAge();
    await testPacks.place({ 'demo/pyproject.toml': projectText('demo', '1.1.0') });
    await expectShown(inventory, { demo: version('1.1.0') });
    await writeFile(testPacks.path('demo', 'next'), projectText('demo', '1.2.0'));
    await rename(testPacks.path('demo', 'next'), testPacks.path('demo', 'pyproject.toml'));
    await expectShown(inventory, { demo: version('1.2.0') });
    await testPacks.place({ 'late/.tracking': 'pyproject.toml' });
    await expectShown(inventory, { demo: version('1.2.0'), late: version('0.1.0') });
    await rm(testPacks.path('demo', '.tracking'));
    await expectShown(inventory, { late: version('0.1.0') });
  });

  it('show what other programs disable and enable, in either place', async () => {
    await testPacks.placeRegistryPack('demo', 'demo', '1.0.0');
    const inventory = openWatched();
    await expectShown(inventory, { demo: expect.objectContaining({ enabled: true }) });
    const disabled = { demo: expect.objectContaining({ enabled: false, ver: '1.0.0' }) };
    await rename(testPacks.path('demo'), testPacks.path('.disabled', 'demo@1_0_0'));
    await expectShown(inventory, disabled);
    await rename(testPacks.path('.disabled', 'demo@1_0_0'), testPacks.path('demo'));
    await expectShown(inventory, { demo: expect.objectContaining({ enabled: true }) });
    await rename(testPacks.path('demo'), testPacks.path('demo.disabled'));
    await expectShown(inventory, disabled);
    await rm(testPacks.path('.disabled'), { recursive: true });
    await rename(testPacks.path('demo.disabled'), testPacks.path('other'));
    await expectShown(inventory, { demo: expect.objectContaining({ enabled: true }) });
    await testPacks.placeRegistryPack('.disabled/second@2_0_0', 'second', '2.0.0');
    await expectShown(inventory, { demo: expect.anything(), second: expect.objectContaining({ enabled: false }) });
  });

  it('follow a link to where it leads', async () => {
    await testPacks.placeRegistryPack('../elsewhere', 'linked', '1.0.0');
    await symlink(testPacks.path('..', 'elsewhere'), testPacks.path('link'), 'junction');
    await symlink(testPacks.path('..', 'later'), testPacks.path('dead'), 'junction');
    const inventory = openWatched();
    await expectShown(inventory, { linked: version('1.0.0') });
    await testPacks.placeRegistryPack('../elsewhere', 'linked', '1.1.0');
    await expectShown(inventory, { linked: version('1.1.0') });
    await testPacks.placeRegistryPack('../later', 'later', '3.0.0');
    await expectShown(inventory, { linked: version('1.1.0'), later: version('3.0.0') });
  });

  it('are announced when they change without anybody asking', async () => {
    await testPacks.placeClone('Lantern');
    const inventory = openWatched();
    await inventory.read();
    let changes = 0;
    inventory.onOutsideChange(() => (changes += 1));
    const expectChange = (what: string) => expect.poll(() => changes, { message: what }).toBeGreaterThan(0);
    await testPacks.placeRegistryPack('demo', 'demo', '1.0.0');
    await expectChange('a new pack');
    changes = 0;
    await git(['checkout', '-q', 'HEAD~1'], { cwd: testPacks.path('Lantern') });
    await expectChange('another commit');
    // A program that edits its files for hours is not announced every time.
    await expectShown(inventory, { Lantern: version(await testPacks.headOf('Lantern')), demo: version('1.0.0') });
    changes = 0;
    await testPacks.place({ 'demo/__init__.py': 'A = 1\n' });
    inventory.invalidate();
    await inventory.read();
    expect(changes).toBe(0);
  });
});
