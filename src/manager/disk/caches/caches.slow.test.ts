import { access, link, mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProgram, sitePackagesOf } from '../../../../e2e/world/python-env';
import { unwatchedJob } from '../../../base/async/job';
import type { DiskCache } from '../../../contract/disk';
import { AppSettings } from '../../../contract/settings';
import { messageOf } from '../../../contract/tasks/task-outcome';
import { formatMessage, type Sentence } from '../../../contract/text/message';
import { openPythonPlace, openTestPython, type PythonPlace } from '../../python/testing/python-place';
import { describeCache, findCaches, type CacheSources } from './caches';
import { cleanCache } from './clean-cache';

let place: PythonPlace;
let sources: CacheSources;
let models = '';
let site = '';
let variables: Record<string, string> = {};

const never = new AbortController().signal;
const inHome = (...parts: string[]): string => join(place.root, 'home', ...parts);
const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

beforeAll(async () => {
  place = await openPythonPlace();
  site = await sitePackagesOf(place.venvDir);
  variables = {
    ...{ UV_CACHE_DIR: inHome('uv'), PIP_CACHE_DIR: inHome('pip'), HF_HOME: inHome('hf'), TORCH_HOME: inHome('torch') },
    ...{ UV_LINK_MODE: 'hardlink', UV_DEFAULT_INDEX: place.index.indexUrl, PIP_INDEX_URL: place.index.indexUrl },
  };
  const baseDir = dirname(place.venvDir);
  const { python, paths } = await openTestPython(place, { baseDir, tool: 'uv' });
  models = join(baseDir, 'models');
  await mkdir(join(models, 'vae'), { recursive: true });
  sources = {
    installation: { rootDir: baseDir },
    ...{ paths, variables: () => variables },
    settings: AppSettings.parse({ 'python.indexUrl': place.index.indexUrl }),
    environment: async () => ({ ...(await python.environment()), variables: () => variables }),
    models: { folders: () => Promise.resolve({ modelsDir: models, folders: { vae: [join(models, 'vae')] } }) },
  };
}, 60_000);
afterAll(() => place.remove());

async function readCache(name: DiskCache['name']): Promise<DiskCache> {
  const found = (await findCaches(sources, never)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no cache of ${name}.`);
  return describeCache(sources, found, { signal: never, untilMs: performance.now() + 30_000 });
}

async function clean(params: Parameters<typeof cleanCache>[1]) {
  const warned: string[] = [];
  const job = { ...unwatchedJob(), warn: (sentence: Sentence) => void warned.push(formatMessage(sentence)) };
  const outcome = await cleanCache(sources, params, job);
  if (outcome.status === 'failed') throw new Error(outcome.error.message);
  return { told: formatMessage(messageOf(outcome)), warned };
}

async function runTool(program: string, args: string[]): Promise<void> {
  const { code, output } = await runProgram(program, args, { env: { ...process.env, ...variables } });
  expect(code, output).toBe(0);
}

async function placeRepository(id: string, bytes: number): Promise<string> {
  const folder = inHome('hf', 'hub', id);
  await mkdir(join(folder, 'blobs'), { recursive: true });
  await mkdir(join(folder, 'snapshots', 'abc'), { recursive: true });
  await writeFile(join(folder, 'blobs', 'weights'), Buffer.alloc(bytes));
  await symlink('../../blobs/weights', join(folder, 'snapshots', 'abc', 'model.safetensors'));
  return folder;
}

it('lets uv empty its cache, and says what of it stays as files of installed packages', async () => {
  await place.index.publish({
    name: 'cached-part',
    version: '1.0',
    files: { 'cached_part.py': `a = "${'x'.repeat(200_000)}"\n` },
  });
  const { uv, interpreter } = await sources.environment();
  await runTool(uv ?? '', ['pip', 'install', '--python', interpreter, 'cached-part']);
  const before = await readCache('uv');
  expect(before).toMatchObject({ path: inHome('uv'), isShared: true, isWhole: true, linkedFrom: null, entries: [] });
  expect(before.bytes - before.freeableBytes).toBeGreaterThan(200_000);
  const { told } = await clean({ name: 'uv' });
  expect(told).toMatch(
    /^The cache of uv went from .*, which freed .*\. The other 2\d\d\.\d\d KB is shared with installed packages, and stays\.$/,
  );
  expect(await isThere(join(site, 'cached_part.py'))).toBe(true);
  expect((await runProgram(interpreter, ['-c', 'import cached_part'])).code).toBe(0);
  expect(await isThere(inHome('uv', 'archive-v0'))).toBe(false);
}, 60_000);

it('does not empty a cache of uv whose files the packages are links to', async () => {
  const { uv, interpreter } = await sources.environment();
  await place.index.publish({ name: 'linked-part', version: '1.0' });
  await runTool(uv ?? '', ['pip', 'install', '--link-mode', 'symlink', '--python', interpreter, 'linked-part']);
  expect((await readCache('uv')).linkedFrom).toContain(site);
  const before = await readdir(inHome('uv'));
  await expect(clean({ name: 'uv' })).rejects.toMatchObject({ code: 'packages-protected' });
  expect(await readdir(inHome('uv'))).toEqual(before);
  await runTool(uv ?? '', ['pip', 'uninstall', '--python', interpreter, 'linked-part']);
  await clean({ name: 'uv', only_unused: true });
  expect(await isThere(inHome('uv'))).toBe(true);
}, 60_000);

it('lets pip empty its cache', async () => {
  const { interpreter } = await sources.environment();
  await runTool(interpreter, ['-m', 'pip', 'download', '--no-deps', '-d', inHome('got'), 'cached-part']);
  await mkdir(inHome('pip', 'http', 'a'), { recursive: true });
  await writeFile(inHome('pip', 'http', 'a', 'kept'), Buffer.alloc(50_000));
  expect((await readCache('pip')).bytes).toBeGreaterThanOrEqual(50_000);
  expect((await clean({ name: 'pip' })).told).toContain('which freed 50.00 KB');
  expect(await isThere(inHome('pip', 'http', 'a', 'kept'))).toBe(false);
}, 60_000);

it('lists the repositories of Hugging Face, and removes only what is named, led to by nothing and whole', async () => {
  const plain = await placeRepository('models--ada--plain', 3000);
  const used = await placeRepository('models--ada--used', 5000);
  const coming = await placeRepository('datasets--ada--coming', 7000);
  await writeFile(join(coming, 'blobs', 'more.incomplete'), '');
  await symlink(join(used, 'snapshots', 'abc', 'model.safetensors'), join(models, 'vae', 'used.safetensors'));
  const day = new Date('2026-01-02T03:04:05Z');
  await utimes(join(plain, 'blobs', 'weights'), day, day);
  await mkdir(inHome('hf', 'hub', 'holiday photos'));

  const { bytes, entries, isShared } = await readCache('huggingface');
  expect({ bytes, isShared }).toEqual({ bytes: 15_000, isShared: true });
  expect(entries).toMatchObject([
    { id: 'datasets--ada--coming', name: 'ada/coming', kind: 'dataset', bytes: 7000, linkedFrom: null },
    { name: 'ada/plain', kind: 'model', bytes: 3000, files: 1, usedAt: day.toISOString(), linkedFrom: null },
    { name: 'ada/used', bytes: 5000, linkedFrom: join(models, 'vae', 'used.safetensors') },
  ]);
  const ids = [...entries.map(({ id }) => id), 'holiday photos', '../token'];
  const { told, warned } = await clean({ name: 'huggingface', entries: ids });
  expect(told).toContain('which freed 3.00 KB');
  expect(warned).toEqual([
    'ada/coming stays: it is being downloaded.',
    `ada/used stays: ${join(models, 'vae', 'used.safetensors')} links to it.`,
    '"holiday photos" is not in the cache any more.',
    '"../token" is not in the cache any more.',
  ]);
  expect(await readdir(inHome('hf', 'hub'))).toEqual(['datasets--ada--coming', 'holiday photos', 'models--ada--used']);
  await expect(clean({ name: 'huggingface', entries: ['models--ada--used'] })).rejects.toMatchObject({
    code: 'file-held',
  });
  expect(await isThere(join(used, 'blobs', 'weights'))).toBe(true);
});

it('lists the parts of files that Hugging Face keeps by host, and leaves an upload that was interrupted', async () => {
  const xet = inHome('hf', 'xet');
  for (const [folder, bytes] of [
    ['host-a/chunk_cache', 4000],
    ['host-a/shard-cache', 500],
    ['host-a/staging', 70],
    ['logs', 3],
  ] as const) {
    await mkdir(join(xet, folder), { recursive: true });
    await writeFile(join(xet, folder, 'data'), Buffer.alloc(bytes));
  }
  const cache = await readCache('xet');
  expect(cache).toMatchObject({ path: xet, bytes: 4500, freeableBytes: 4500, isShared: true, linkedFrom: null });
  expect(cache.entries.map(({ id, kind, bytes }) => [id, kind, bytes])).toEqual([
    ['host-a/chunk_cache', 'parts', 4000],
    ['host-a/shard-cache', 'parts', 500],
  ]);
  const { told, warned } = await clean({ name: 'xet', entries: ['host-a/chunk_cache', 'host-a/staging'] });
  expect(told).toContain('The cache of Hugging Face (xet) went from');
  expect(told).toContain('which freed 4.00 KB');
  expect(warned).toEqual(['"host-a/staging" is not in the cache any more.']);
  expect((await readdir(join(xet, 'host-a'))).sort()).toEqual(['shard-cache', 'staging']);
});

it('lists weights and repositories of torch hub, a file with two names once, and frees nothing by one of them', async () => {
  const hub = inHome('torch', 'hub');
  await mkdir(join(hub, 'checkpoints'), { recursive: true });
  await mkdir(join(hub, 'ada_net_main'));
  await mkdir(join(hub, 'my own'));
  await writeFile(join(hub, 'ada_net_main', 'hubconf.py'), 'a = 1\n');
  await writeFile(join(hub, 'checkpoints', 'net.pth'), Buffer.alloc(9000));
  await link(join(hub, 'checkpoints', 'net.pth'), join(place.root, 'same.pth'));
  const cache = await readCache('torch');
  expect(cache).toMatchObject({ bytes: 9006, freeableBytes: 6, files: 2 });
  expect(cache.entries.map(({ id, kind }) => [id, kind])).toEqual([
    ['checkpoints/net.pth', 'file'],
    ['ada_net_main', 'code'],
  ]);
  expect((await clean({ name: 'torch', entries: ['checkpoints/net.pth', 'my own/../ada_net_main'] })).told).toContain(
    ', which freed 0 bytes. The other 9.00 KB',
  );
  expect(await readdir(hub)).toEqual(['ada_net_main', 'checkpoints', 'my own']);
});

it('stops when it is told to, and says at least what it saw when the time is up', async () => {
  const places = await findCaches(sources, never);
  const torch = places.find(({ name }) => name === 'huggingface');
  if (torch === undefined) throw new Error('It is gone.');
  const ended = new AbortController();
  ended.abort();
  await expect(
    describeCache(sources, torch, { signal: ended.signal, untilMs: Number.POSITIVE_INFINITY }),
  ).rejects.toThrow();
  expect(await describeCache(sources, torch, { signal: never, untilMs: 0 })).toMatchObject({ isWhole: false });
});
