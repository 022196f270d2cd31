import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { appendFile, link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { bundleModules, type BundledModules } from '../../../../e2e/bundle-modules';
import { unwatchedJob } from '../../../base/async/job';
import { onlyWhere } from '../../../base/testing/only-where';
import { otherVolume } from '../../../base/testing/other-volume';
import { canMount, openSmallDisk } from '../../../base/testing/small-disk';
import { openKnownHashes, type KnownHashes } from '../ledger/known-hashes';
import { copyLibrary } from './copy-library';
import { listLibrary, type Library } from './library';

let modules: BundledModules;
beforeAll(async () => {
  const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const hashes = at('../ledger/known-hashes.ts');
  modules = await bundleModules({ copy: at('./copy-library.ts'), library: at('./library.ts'), hashes });
});
afterAll(() => rm(modules.folder, { recursive: true }));

let from = '';
let parent = '';
let library: Library;
let hashes: KnownHashes;
const ledger = () => join(dirname(from), 'hashes.jsonl');
beforeEach(async () => {
  from = join(await mkdtemp(join(tmpdir(), 'library ü-')), 'models');
  parent = await mkdtemp(join(otherVolume ?? tmpdir(), 'other disk-'));
  const to = join(parent, 'models');
  library = { from, to, roots: [join(from, 'loras')], section: { base: to, foldersByKey: {} } };
  hashes = openKnownHashes(ledger());
  for (const name of names) await put(name, name.repeat(1_000_000));
});
afterEach(async () => {
  await rm(dirname(from), { recursive: true });
  await rm(parent, { recursive: true });
});

const names = ['a.safetensors', 'b.safetensors', 'c.safetensors'];
const original = (name: string) => join(from, 'loras', name);
const copy = (name: string) => join(library.to, 'loras', name);

async function put(name: string, text: string): Promise<void> {
  await mkdir(dirname(original(name)), { recursive: true });
  await writeFile(original(name), text);
}

async function run(job = unwatchedJob()): Promise<string[]> {
  const files = await copyLibrary({ ...library, ...(await listLibrary(library)) }, hashes, job);
  return files.map(({ below }) => below);
}

/** Copies in another process that kills itself before its nth writing call, or once so many bytes are reported; true when it came to the end first. */
function crashAt(step: number, bytes = Number.MAX_SAFE_INTEGER): boolean {
  const fileAt = (name: string) => JSON.stringify(modules.urlOf(name));
  const script = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    let left = Infinity;
    const counted = (call) => (...args) => { left -= 1; if (left === 0) process.kill(process.pid, 'SIGKILL'); return call(...args); };
    for (const name of ['rename', 'rm', 'mkdir', 'open']) fs.promises[name] = counted(fs.promises[name]);
    syncBuiltinESMExports();
    const { copyLibrary } = await import(${fileAt('copy')});
    const { listLibrary } = await import(${fileAt('library')});
    const { openKnownHashes } = await import(${fileAt('hashes')});
    const library = ${JSON.stringify(library)};
    const listed = await listLibrary(library);
    left = ${step};
    const quiet = () => undefined;
    const report = ({ bytesDone = 0 }) => bytesDone >= ${bytes} && process.kill(process.pid, 'SIGKILL');
    const signal = new AbortController().signal;
    await copyLibrary({ ...library, ...listed }, openKnownHashes(${JSON.stringify(ledger())}), { signal, report, log: quiet, warn: quiet });
  `;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  if (ran.status !== 0 && ran.signal !== 'SIGKILL') throw new Error(ran.stderr);
  return ran.status === 0;
}

it('goes on after a kill at any step: no copy is half, and none is made twice', { timeout: 300_000 }, async () => {
  const made = new Map<string, number>();
  let kills = 0;
  for (let step = 4; !crashAt(step); step += 1) {
    kills += 1;
    for (const name of names.filter((one) => existsSync(copy(one)))) {
      expect(readFileSync(copy(name)).equals(readFileSync(original(name)))).toBe(true);
      made.set(name, made.get(name) ?? statSync(copy(name)).ino);
    }
    if (kills > 60) throw new Error('It never ends');
  }
  expect(kills).toBeGreaterThan(5);
  expect(names.filter((name) => made.has(name) && made.get(name) !== statSync(copy(name)).ino)).toEqual([]);
  expect(readdirSync(library.to)).toEqual(['loras']);
  for (const name of names) expect(readFileSync(original(name), 'utf8')).toBe(name.repeat(1_000_000));
});

/** Kills a copy in the middle of its first file. Answers the part that it leaves. */
function killInside(): string {
  // A piece has 4 MiB, and counts for half until it is checked.
  expect(crashAt(1e9, 4_000_000)).toBe(false);
  const [parts = ''] = readdirSync(library.to).filter((name) => name.startsWith('.'));
  const [part = ''] = readdirSync(join(library.to, parts));
  return join(library.to, parts, part);
}

async function expectWhole(): Promise<void> {
  expect((await run()).length).toBe(3);
  expect(readdirSync(library.to)).toEqual(['loras']);
  for (const name of names) expect(readFileSync(copy(name)).equals(readFileSync(original(name)))).toBe(true);
}

it('goes on inside of a file after a kill', async () => {
  const left = statSync(killInside());
  expect(left.size).toBeGreaterThan(8_000_000);
  const reported: number[] = [];
  const files = await run({ ...unwatchedJob(), report: ({ bytesDone = 0 }) => void reported.push(bytesDone) });
  expect(files.length).toBe(3);
  expect(reported[0]).toBeGreaterThan(left.size / 2);
  expect(statSync(copy('a.safetensors')).ino).toBe(left.ino);
  for (const name of names) expect(readFileSync(copy(name)).equals(readFileSync(original(name)))).toBe(true);
});

it('copies a file anew of which something else lies there than what was written', async () => {
  const part = killInside();
  await writeFile(part, Buffer.alloc(statSync(part).size));
  await expectWhole();
});

it('copies a file anew that has changed since it was begun', async () => {
  killInside();
  await put('a.safetensors', 'other '.repeat(2_000_000));
  await expectWhole();
});

it.each(['link', 'second name'])('goes on with no %s that somebody lays in the place of the part', async (kind) => {
  const part = killInside();
  const theirs = join(parent, 'theirs');
  await writeFile(theirs, 'theirs');
  await rm(part);
  await (kind === 'link' ? symlink(theirs, part) : link(theirs, part));
  await expectWhole();
  expect(readFileSync(theirs, 'utf8')).toBe('theirs');
});

it('copies anew what changes meanwhile, takes what comes, and lets go what leaves', async () => {
  let hasChanged = false;
  const changes: Promise<void>[] = [];
  const job = {
    ...unwatchedJob(),
    report: ({ message = '' }: { message?: unknown }) => {
      if (hasChanged || message !== 'b.safetensors') return;
      hasChanged = true;
      changes.push(appendFile(original('a.safetensors'), 'more'), appendFile(original('b.safetensors'), 'more'));
      changes.push(put('late.safetensors', 'late'), rm(original('c.safetensors')));
    },
  };
  expect(await run(job)).toEqual(['a', 'b', 'late'].map((name) => join('loras', `${name}.safetensors`)));
  await Promise.all(changes);
  for (const name of ['a.safetensors', 'b.safetensors', 'late.safetensors'])
    expect(readFileSync(copy(name)).equals(readFileSync(original(name)))).toBe(true);
});

it('takes a file for damaged that is not what it was known to be, and keeps the original', async () => {
  await hashes.remember({ [original('a.safetensors')]: 'f'.repeat(64) });
  await expect(run()).rejects.toMatchObject({ code: 'verification-failed' });
  expect(readdirSync(library.to).filter((name) => name === 'loras')).toEqual([]);
});

it(
  'keeps what has arrived on a disk that fills up, and goes on once there is room',
  onlyWhere(canMount, 'this account may mount no disk'),
  async () => {
    const disk = openSmallDisk(60);
    try {
      library = { ...library, to: join(disk.dir, 'models') };
      disk.leaveFree(30_000_000);
      await expect(run()).rejects.toMatchObject({ code: 'disk-full' });
      expect(names.map((name) => existsSync(copy(name)))).toEqual([true, true, false]);
      for (const name of names) expect(readFileSync(original(name), 'utf8')).toBe(name.repeat(1_000_000));
      const { ino } = statSync(copy('a.safetensors'));
      disk.free();
      expect((await run()).length).toBe(3);
      expect(statSync(copy('a.safetensors')).ino).toBe(ino);
      expect(readFileSync(copy('c.safetensors')).equals(readFileSync(original('c.safetensors')))).toBe(true);
    } finally {
      disk.remove();
    }
  },
);
