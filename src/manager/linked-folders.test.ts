import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readTree, type Tree } from '../../e2e/tree';
import type { Manager } from './manager';
import { openCoreOffline } from './testing/core-offline';

let root = '';
let before: Tree;
let manager: Manager | null = null;
const at = (...names: string[]) => join(root, ...names);
const ours = (...names: string[]) => at('ComfyUI', 'user', '__manager', ...names);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'linked földer-'));
  for (const folder of ['person/letters', 'person/desktop/staging', 'person/staging', 'ComfyUI/custom_nodes'])
    await mkdir(at(folder), { recursive: true });
  const names = ['letters/one.txt', 'novel.txt', 'notes.json', 'notes.json.123', '.hidden', 'staging/x', 'pack-AbCd12'];
  for (const name of [...names, 'desktop/staging/y', 'desktop/history.jsonl'])
    await writeFile(at('person', name), `what the person wrote into ${name}`);
  before = await readTree(at('person'));
});
afterEach(async () => {
  await manager?.close();
  manager = null;
  await rm(root, { recursive: true, force: true });
});

async function open(): Promise<Manager> {
  manager = await openCoreOffline(at('ComfyUI'), { 'trash.days': '0' });
  return manager;
}

const emptied = ['staging', 'journal', 'package-journal', 'trash', 'changes', 'packages', 'kept', 'tried', 'logs'];
const above = ['../desktop', '../../__manager'];

it.each([...emptied, ...above, 'task-logs', 'forecast', 'environments'])(
  'refuses to open where desktop/%s is a link to a folder of a person, and removes nothing there',
  async (name) => {
    const link = ours('desktop', name);
    await mkdir(dirname(link), { recursive: true });
    await rm(link, { recursive: true, force: true });
    // A junction on Windows, which nobody needs a right to make.
    await symlink(at('person'), link, 'junction');
    await expect(open()).rejects.toMatchObject({ code: 'path-outside-root', details: { path: link } });
    expect(await readTree(at('person'))).toEqual(before);
  },
);

it('refuses to open where a file of the app is a link to one of a person, and replaces nothing', async () => {
  await mkdir(ours('desktop'), { recursive: true });
  await symlink(at('person', 'novel.txt'), ours('desktop', 'history.jsonl'));
  await expect(open()).rejects.toMatchObject({ code: 'path-outside-root' });
  expect(await readTree(at('person'))).toEqual(before);
});

it('opens where a person has linked the whole user folder', async () => {
  await symlink(at('person'), at('ComfyUI', 'user'), 'junction');
  await open();
  expect(await readTree(at('person'), /^__manager/)).toEqual(before);
});

it('empties staging of what is ours by its name; whatever else lies there goes to the trash', async () => {
  await mkdir(ours('desktop/staging/pack-AbCd12'), { recursive: true });
  await rename(at('person', 'letters'), ours('desktop/staging/letters'));
  await open();
  expect(await readdir(ours('desktop/staging'))).toEqual([]);
  const [letters = '', ...others] = await readdir(ours('desktop/trash'));
  expect(others).toEqual([]);
  expect(await readdir(ours('desktop/trash', letters))).toEqual(['one.txt']);
});

it('removes halves of journal entries that a kill left when it opens, and nothing else', async () => {
  for (const folder of ['journal', 'package-journal', 'changes']) {
    await mkdir(ours('desktop', folder), { recursive: true });
    for (const name of ['x.json.123', 'mine.txt']) await writeFile(ours('desktop', folder, name), '{"half');
  }
  await open();
  for (const folder of ['journal', 'package-journal', 'changes'])
    expect(await readdir(ours('desktop', folder))).toEqual(['mine.txt']);
});
