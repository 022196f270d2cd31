import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackWheel } from '../../../../e2e/world/wheel';
import { silentLogger } from '../../../base/log';
import { readTree } from '../testing/package-files';
import { createPackageStore, keyOf, storeLimits, type PackageStore } from './package-store';
import { listRecords } from './packages';

let root = '';
let site = '';
let dir = '';
let store: PackageStore;
const open = (limits = {}) => createPackageStore({ dir, limits: { ...storeLimits, ...limits }, log: silentLogger });
const at = (...names: string[]) => join(site, ...names);
const keep = async (from = store) => {
  const known = await from.identify(await listRecords(site));
  await from.keep(known);
  return known;
};
const only = async (from = store) => {
  const [known] = await keep(from);
  if (known === undefined) throw new Error('nothing is installed');
  return known;
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'store 工房-'));
  site = join(root, 'venv/lib/python3.11/site-packages');
  dir = join(root, 'packages');
  await mkdir(site, { recursive: true });
  await unpackWheel({ name: 'tinydep', version: '2.0' }, site);
  store = open();
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('createPackageStore', () => {
  it('holds second names, once, and puts back bit by bit what is gone', async () => {
    const before = await readTree(site);
    const known = await only();
    expect((await stat(at('tinydep/__init__.py'))).nlink).toBe(2);
    expect(await store.differs(known)).toBe(false);
    const keptNames = await readdir(dir);
    expect(await only()).toEqual(known);
    expect(await readdir(dir)).toEqual(keptNames);
    await rm(site, { recursive: true });
    expect(await store.differs(known)).toBe(true);
    expect(await store.restore(known)).toBe(true);
    expect(await readTree(site)).toEqual(before);
    expect(await store.differs(known)).toBe(false);
  });

  it('puts back what somebody had changed before, and not what its RECORD says', async () => {
    await writeFile(at('tinydep/__init__.py'), 'mine = True\n');
    const known = await only();
    await rm(at('tinydep'), { recursive: true });
    expect(await store.restore(known)).toBe(true);
    expect(await readFile(at('tinydep/__init__.py'), 'utf8')).toBe('mine = True\n');
  });

  it('does not miss a file that was missing before', async () => {
    await rm(at('tinydep-2.0.dist-info/top_level.txt'));
    const known = await only();
    expect(await store.differs(known)).toBe(false);
    expect(await store.restore(known)).toBe(true);
    expect(await readdir(at('tinydep-2.0.dist-info'))).not.toContain('top_level.txt');
  });

  it('puts nothing back when a held file is no longer what it was', async () => {
    const known = await only();
    // Both names are one file.
    await writeFile(at('tinydep/__init__.py'), 'broken');
    await rm(at('tinydep'), { recursive: true });
    await rm(at('tinydep-2.0.dist-info/METADATA'));
    expect(await store.restore(known)).toBe(false);
    expect(await readdir(site)).toEqual(['tinydep-2.0.dist-info']);
    expect(await readdir(at('tinydep-2.0.dist-info'))).not.toContain('METADATA');
  });

  it('puts back what somebody wrote into a held file until then, and nothing that came later', async () => {
    const known = await only();
    const file = at('tinydep/__init__.py');
    await writeFile(file, 'mine = True\n');
    const writtenMs = (await stat(file)).mtimeMs;
    await rm(at('tinydep'), { recursive: true });
    expect(await store.restore(known, writtenMs)).toBe(false);
    expect(await store.restore(known, writtenMs + 1)).toBe(true);
    expect(await readFile(file, 'utf8')).toBe('mine = True\n');
  });

  it('holds anew what somebody wrote aside and renamed, in the next run of the app too', async () => {
    await only();
    const file = at('tinydep/__init__.py');
    const text = await readFile(file, 'utf8');
    // As long as before: no look at sizes finds it.
    await writeFile(`${file}~`, text.replace(/./u, '#'));
    await rename(`${file}~`, file);
    const before = await readTree(site);
    store = open();
    const known = await only();
    await rm(site, { recursive: true });
    expect(await store.restore(known)).toBe(true);
    expect(await readTree(site)).toEqual(before);
  });

  it('reads no file again because Python has compiled one', async () => {
    await only();
    const keptNames = join(dir, (await readdir(dir))[0] ?? '', '0');
    const { ino } = await stat(keptNames);
    await mkdir(at('tinydep/__pycache__'));
    store = open();
    await only();
    expect((await stat(keptNames)).ino).toBe(ino);
  });

  it('never touches what a RECORD names outside of its environment', async () => {
    const outside = join(root, 'precious.txt');
    await writeFile(outside, 'as it was');
    await writeFile(
      at('tinydep-2.0.dist-info/RECORD'),
      `../../../../precious.txt,,\n${outside},,\ntinydep/__init__.py,,\n`,
    );
    const known = await only();
    await rm(outside);
    expect(await store.differs(known)).toBe(false);
    expect(await store.restore(known)).toBe(true);
    expect(await readdir(root)).not.toContain('precious.txt');
  });

  it('finds a package by name and version, with the record that it had', async () => {
    const known = await only();
    await rm(site, { recursive: true });
    expect(await open().find({ name: 'tinydep', version: '2.0' }, site)).toEqual(known);
    expect(await open().find({ name: 'tinydep', version: '2' }, site)).toBeNull();
  });

  it('forgets what nothing needs: after its days, and the oldest sooner when all is too large', async () => {
    const old = await only();
    await rm(site, { recursive: true });
    await mkdir(site, { recursive: true });
    await unpackWheel({ name: 'tinydep', version: '1.0' }, site);
    const now = await only();
    const keys = [old, now].map(keyOf);
    await store.prune([now]);
    expect(new Set(await readdir(dir))).toEqual(new Set(keys));
    const before = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
    await utimes(join(dir, keyOf(old) ?? '', 'unneeded'), before, before);
    await store.prune([now, old]);
    await store.prune([now]);
    // It was needed again in between, so its days begin anew.
    expect(new Set(await readdir(dir))).toEqual(new Set(keys));
    await utimes(join(dir, keyOf(old) ?? '', 'unneeded'), before, before);
    await store.prune([now]);
    expect(await readdir(dir)).toEqual([keyOf(now)]);
    // What a change may want back has no days, and counts for the size.
    await utimes(join(dir, keyOf(now) ?? '', 'unneeded'), before, before).catch(() => undefined);
    await store.prune([], [now]);
    await utimes(join(dir, keyOf(now) ?? '', 'unneeded'), before, before);
    await store.prune([], [now]);
    expect(await readdir(dir)).toEqual([keyOf(now)]);
    await open({ mostBytes: 1 }).prune([], [now]);
    expect(await readdir(dir)).toEqual([]);
    await only();
    await open({ mostBytes: 1 }).prune([]);
    expect(await readdir(dir)).toEqual([]);
  });
});
