import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { zipFiles } from '../../../e2e/world/zip';
import type { AppError } from '../../contract/errors';
import { leaseFileIn, parseHolder } from '../../manager/installation/lease-file';
import { readLease } from '../../manager/installation/read-lease';
import { openCoreOffline } from '../../manager/testing/core-offline';
import { layOutPacks, packTask } from '../../manager/testing/used-installation';
import { openLockedCore } from './locked-core';

const address = 'http://127.0.0.1:8190';
const door = { caller: 'person' } as const;
let root = '';
/** Folders of which the profile says that they are served. */
const noted: string[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'locked core-'));
  await layOutPacks(root, ['pack-a']);
  await writeFile(join(root, 'main.py'), '');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function open(onLost: (error: AppError) => void) {
  const places = { customNodesDir: join(root, 'custom_nodes'), userDir: join(root, 'user'), interpreter: null };
  const installation = { kind: 'git', rootDir: root, comfyDir: root, baseDir: root, version: null, ...places } as const;
  const given = { appVersion: '1.0.0', address, onWait: () => undefined, signal: new AbortController().signal };
  const noteServed = async (folder: string) => {
    noted.push(folder);
    return () => Promise.resolve(void noted.pop());
  };
  return openLockedCore(installation, { ...given, noteServed, onLost }, () => openCoreOffline(root));
}

/** Another app takes the folder while this one does not look. */
async function takeOver(): Promise<void> {
  const file = leaseFileIn(join(root, 'user', '__manager', 'desktop'));
  const holder = parseHolder(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...holder, id: randomUUID(), host: 'another-machine', pid: 1 }));
}

async function readAll(): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)),
  );
}

it('says where it is served while it is open, and no longer', async () => {
  const core = await open(() => undefined);
  expect(await readLease(root)).toMatchObject({ address, isAlive: true });
  expect(noted).toEqual([root]);
  await core.close();
  expect(await readLease(root)).toBeNull();
  expect(noted).toEqual([]);
});

it('changes nothing more once another app has the folder: it refuses what is asked, closes by itself, and leaves its tasks to that one', async () => {
  let tell: (error: AppError) => void = () => undefined;
  const lost = new Promise<AppError>((resolve) => (tell = resolve));
  const core = await open(tell);
  await core.operations['queue.pause']({}, door);
  await core.operations['queue.order']({ tasks: [packTask('one', 'disable', 'pack-a')], rows: [] }, door);
  await takeOver();
  const before = await readAll();
  const refused = { code: 'installation-in-use' };
  // What was checked a moment ago counts for that moment.
  await expect
    .poll(
      () =>
        core.operations['snapshots.save']({}, door).then(
          () => null,
          (error: unknown) => error,
        ),
      { timeout: 5000 },
    )
    .toMatchObject(refused);
  expect(await lost).toMatchObject({ ...refused, message: expect.stringContaining('on another-machine') as string });
  await core.close();
  const after = await readAll();
  expect(Object.keys(after).filter((file) => !file.includes('snapshots') && after[file] !== before[file])).toEqual([]);
  expect(await readLease(root)).toMatchObject({ host: 'another-machine' });

  await rm(leaseFileIn(join(root, 'user', '__manager', 'desktop')));
  const next = await open(() => undefined);
  expect(await next.operations['queue.view']({}, door)).toMatchObject({ pending: [{ ui_id: 'one' }] });
  await next.close();
});

it('leaves nothing half of an installation during which another app took the folder, and the next core has all of it', async () => {
  const names = Array.from({ length: 4000 }, (_, at) => `part_${at}.py`);
  const path = join(root, 'given.zip');
  await writeFile(path, await zipFiles(Object.fromEntries(names.map((name) => [`pack-b/${name}`, 'x = 1\n']))));
  await mkdir(join(root, 'user', '__manager'), { recursive: true });
  await writeFile(join(root, 'user', '__manager', 'config.ini'), '[default]\nallow_git_url_install = True\n');
  const packs = async () => (await readdir(join(root, 'custom_nodes'))).sort();
  const parts = async () =>
    (await readdir(join(root, 'custom_nodes', 'pack-b'))).filter((name) => name.endsWith('.py')).length;
  let tell: (error: AppError) => void = () => undefined;
  const lost = new Promise<AppError>((resolve) => (tell = resolve));
  const core = await open(tell);
  const begun = new Promise<void>((resolve) => core.onEvent(({ name }) => name === 'cmd-task-progress' && resolve()));
  const params = { path, name: 'pack-b' };
  const task = { ui_id: 'install', client_id: 'tests', kind: 'install-archive', params } as const;
  await core.operations['queue.order']({ tasks: [task], rows: [] }, door);
  await begun;
  await takeOver();
  expect(await lost).toMatchObject({ code: 'installation-in-use' });
  await core.close();
  // What was checked a moment ago counts for that moment: a fast machine ends its work within it.
  if ((await packs()).includes('pack-b')) expect(await parts()).toBe(names.length);
  else expect(await packs()).toEqual(['pack-a']);

  await rm(leaseFileIn(join(root, 'user', '__manager', 'desktop')));
  const next = await open(() => undefined);
  await expect.poll(packs, { timeout: 60_000 }).toEqual(['pack-a', 'pack-b']);
  expect(await parts()).toBe(names.length);
  const isOver = async () =>
    (await next.operations['queue.view']({}, door)).finished.some(({ ui_id: id }) => id === 'install');
  await expect.poll(isOver).toBe(true);
  await next.close();
});
