import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Manager } from './manager';
import { openCoreOffline } from './testing/core-offline';
import {
  packTask,
  readOwn,
  runTask,
  noticeSentences,
  openUsedTemplate,
  type UsedTemplate,
} from './testing/used-installation';

const ours = (root: string, ...names: string[]) => join(root, 'user', '__manager', ...names);

/** Every file of ours in an installation, as `desktop/queue.jsonl`. */
async function listOurs(root: string): Promise<string[]> {
  const entries = await readdir(ours(root), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => file.slice(ours(root).length + 1).replaceAll('\\', '/')).sort();
}

const damages: Readonly<Record<string, (file: string) => Promise<void>>> = {
  cut: async (file) => {
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length / 2));
  },
  garbled: async (file) => {
    const bytes = await readFile(file);
    await writeFile(
      file,
      bytes.map((byte, at) => byte * 7 + at * 13),
    );
  },
  emptied: (file) => writeFile(file, ''),
  'replaced by a folder': async (file) => {
    await rm(file);
    await mkdir(file);
  },
};

/**
 * What must be told of a file, by what became of it. Left out is what nobody can tell (an empty file of lines is a new one), what is files of a pack, what
 * is shown as far as it goes, and what is said when it is asked for.
 */
const expected: Readonly<Record<string, { file: RegExp; except?: readonly string[] }>> = {
  'desktop/queue.jsonl': { file: /^The list of waiting tasks .*queue\.jsonl/, except: ['emptied'] },
  'desktop/history.jsonl': { file: /^The history of tasks .*history\.jsonl/, except: ['emptied'] },
  'desktop/changes/': { file: /^The record of (1 change|2 changes) cannot be read/ },
  'desktop/disabled-origins.json': { file: /disabled-origins\.json could not be read.*Packs that are disabled/ },
  'desktop/automatic-snapshots.json': { file: /automatic-snapshots\.json could not be read/ },
  'desktop/days-of-use.json': { file: /days-of-use\.json could not be read/ },
  'desktop/comfyui-process.json': { file: /comfyui-process\.json could not be read/ },
  'desktop/comfyui-good-start.json': { file: /comfyui-good-start\.json could not be read/ },
  'desktop/recovery.json': { file: /recovery\.json could not be read/ },
  'desktop/disk-usage.json': { file: /disk-usage\.json could not be read/ },
  'desktop/model-hashes.jsonl': { file: /model-hashes\.jsonl could not be read/, except: ['cut', 'garbled'] },
  'desktop/catalogue-times.json': { file: /catalogue-times\.json could not be read/ },
  'desktop/holds.json': { file: /holds\.json could not be read/, except: ['cut', 'garbled'] },
  'config.ini': { file: /config\.ini could not be read/, except: ['cut', 'garbled'] },
  'channels.list': { file: /channels\.list could not be read/, except: ['cut', 'garbled'] },
};

const rowOf = (file: string) => Object.entries(expected).find(([name]) => file.startsWith(name))?.[1];
const door = { caller: 'person' } as const;

let used: UsedTemplate;
let root = '';
let manager: Manager | null = null;

beforeAll(async () => {
  used = await openUsedTemplate();
});
afterAll(() => used.remove());
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'damaged-'));
  await used.copyTo(root);
});
afterEach(async () => {
  await manager?.close();
  manager = null;
  await rm(root, { recursive: true, force: true });
});

async function openIt(): Promise<Manager> {
  manager = await openCoreOffline(root);
  return manager;
}

it('every file of ours in a used installation is one that the reference documents, so that nothing here forgets one', async () => {
  const text = await readFile(join(import.meta.dirname, '../../docs/reference/on-disk.md'), 'utf8');
  const [, section = ''] = text.split('## 27. ');
  const cells = section.split('\n').filter((line) => line.startsWith('| `'));
  const names = cells.flatMap((line) =>
    [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''),
  );
  const isListed = (file: string) =>
    names.some((name) => new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(file));
  expect((await listOurs(used.dir)).filter((file) => !isListed(file))).toEqual([]);
  expect(Object.keys(expected).filter((name) => !names.some((one) => one.startsWith(name)))).toEqual([]);
});

describe.each(Object.keys(damages))('files that were %s', (how) => {
  const damage = async (file: string) => damages[how]?.(ours(root, file));
  const isReported = (file: string) => {
    const row = rowOf(file);
    return row !== undefined && row.except?.includes(how) !== true;
  };

  it('all at once keep nobody from opening, and each is told and kept', async () => {
    const files = (await listOurs(root)).filter((file) => rowOf(file) !== undefined);
    expect(files.length).toBeGreaterThanOrEqual(Object.keys(expected).length);
    for (const file of files) await damage(file);
    const sentences = await noticeSentences(await openIt());
    for (const file of files.filter(isReported))
      expect(sentences, file).toContainEqual(expect.stringMatching(rowOf(file)?.file ?? /never/));
    const unreadable = (await readdir(ours(root), { recursive: true })).filter((name) =>
      /unreadable.[^/\\]+$/.test(name),
    );
    for (const file of files.filter(isReported))
      expect(unreadable, file).toContainEqual(expect.stringMatching(`${file.split('/').at(-1)}$`));
  });

  it.each(['desktop/queue.jsonl', 'desktop/history.jsonl', 'desktop/disabled-origins.json', 'desktop/changes/'])(
    'leave everything else as it was: %s',
    async (name) => {
      const file = (await listOurs(root)).find((one) => one.startsWith(name)) ?? '';
      const first = await openIt();
      const before = await readOwn(first);
      await first.close();
      await damage(file);
      const second = await openIt();
      const after = await readOwn(second);
      if (name === 'desktop/history.jsonl') expect(before.tasks).toEqual(expect.arrayContaining(after.tasks));
      else expect(after).toEqual(before);
      expect({ ...after, tasks: [] }).toEqual({ ...before, tasks: [] });
      // The next task works, and its end is written down.
      expect((await runTask(second, packTask('third', 'disable', 'pack-d'))).outcome.status).toBe('done');
      expect(await noticeSentences(second)).toHaveLength(isReported(file) ? 1 : 0);
      await second.close();
      const third = await openIt();
      expect((await readOwn(third)).tasks[0]).toBe('third');
      // It is told once, and not found again.
      expect(await noticeSentences(third)).toHaveLength(isReported(file) ? 1 : 0);
    },
  );

  it('say so where they are asked for: snapshots, batches, holds', async () => {
    const files = await listOurs(root);
    const batch = files.find((one) => one.startsWith('batch_history/')) ?? '';
    for (const file of [batch, 'desktop/holds.json']) await damage(file);
    const { operations } = await openIt();
    const idOf = (file: string) => file.replace(/^.*\//, '').replace(/\.json$/, '');
    await expect(operations['queue.batch']({ id: idOf(batch) }, door)).rejects.toMatchObject({
      code: 'history-unreadable',
      message: expect.stringContaining(idOf(batch)) as string,
    });
    const holds = operations['packs.holds']({}, door);
    if (isReported('desktop/holds.json')) expect(await holds).toEqual({ holds: [] });
    else await expect(holds).rejects.toMatchObject({ code: 'config-unreadable' });
    const snapshots = files.filter((one) => one.startsWith('snapshots/'));
    for (const file of snapshots.slice(1)) await damage(file);
    if (how !== 'replaced by a folder')
      await expect(operations['snapshots.read']({ target: idOf(snapshots[1] ?? '') }, door)).rejects.toMatchObject({
        code: 'snapshot-failed',
      });
    expect(await operations['snapshots.read']({ target: idOf(snapshots[0] ?? '') }, door)).toMatchObject({
      document: {},
    });
  });
});

it('a file in the place of each folder of ours is set aside and told', async () => {
  const folders = ['cache', 'batch_history', 'snapshots', 'desktop/changes', 'desktop/journal', 'desktop/task-logs'];
  folders.push('desktop/package-journal', 'desktop/staging', 'desktop/trash', 'desktop/packages', 'desktop/logs');
  for (const folder of folders) {
    await rm(ours(root, folder), { recursive: true, force: true });
    await writeFile(ours(root, folder), 'no folder');
  }
  const opened = await openIt();
  const sentences = await noticeSentences(opened);
  for (const folder of folders)
    expect(sentences).toContainEqual(expect.stringMatching(`(^| )${join('user', '__manager', folder)}[ ,]`));
  const { finished } = await opened.operations['queue.view']({}, door);
  const uiId = finished.find(({ kind }) => kind === 'put-in-order')?.ui_id ?? '';
  const log = JSON.stringify(await opened.operations['queue.log']({ ui_id: uiId }, door));
  for (const folder of folders) expect(log).toContain(JSON.stringify(ours(root, folder)).slice(1, -1));
  expect((await runTask(opened, packTask('third', 'disable', 'pack-d'))).outcome.status).toBe('done');
  await opened.close();
  manager = null;
  await rm(ours(root), { recursive: true, force: true });
  await writeFile(ours(root), 'no folder either');
  expect(await noticeSentences(await openIt())).toEqual([
    expect.stringContaining(` ${join('user', '__manager')}, so it was moved to ${join('user', 'unreadable')}`),
  ]);
  expect((await stat(ours(root))).isDirectory()).toBe(true);
});

it('halves that a kill left are removed, and nothing that only looks like one', async () => {
  const halves = ['desktop/holds.json.1234567', 'desktop/history.jsonl.new', 'snapshots/a.json.99', 'config.ini.42'];
  halves.push('desktop/changes/x.json.4294967295', `desktop/open-in.json.${'0'.repeat(8)}-0000-0000-0000-000000000000`);
  const others = [
    'desktop/notes.json.mine',
    'desktop/logs/comfyui.log.1',
    'snapshots/a.json.99.json',
    'snapshots/12.99',
  ];
  await mkdir(ours(root, 'desktop/logs'), { recursive: true });
  for (const name of [...halves, ...others]) await writeFile(ours(root, name), '{"half');
  await mkdir(ours(root, 'snapshots/folder.json.7'));
  await openIt();
  const remaining = await listOurs(root);
  expect(remaining.filter((name) => halves.includes(name))).toEqual([]);
  expect(remaining).toEqual(expect.arrayContaining(others.toSorted()));
  expect(await readdir(ours(root, 'snapshots'))).toContain('folder.json.7');
});
