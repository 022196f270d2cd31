import type { ChildProcess } from 'node:child_process';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from '../app';
import { answerDialogs } from '../dialogs';
import { readTree } from '../tree';
import { callByWindow, tryByWindow } from '../window-door';
import { folderRows } from './folder-rows';

// A folder that somebody else has made: what its links lead to is the person's.
test.use({
  worldOptions: { name: 'attack-folders', pythonTool: 'pip' },
  appFolder: 'none',
  appSettings: { 'trash.days': '0' },
});

const folders = ['staging', 'journal', 'package-journal', 'trash', 'changes', 'kept', 'packages', 'task-logs', 'logs'];
const links = [...folders, 'history.jsonl', 'open-in.json', '../desktop', '../../__manager'];

test('no link in a folder that is opened leads to anything that is then removed or replaced', async ({
  world,
  page,
}) => {
  const person = join(world.root, 'the person');
  await mkdir(join(person, 'desktop', 'staging'), { recursive: true });
  for (const name of ['novel.txt', 'notes.json', 'notes.json.123', 'desktop/staging/x', 'desktop/history.jsonl'])
    await writeFile(join(person, name), 'what the person wrote');
  const before = await readTree(person);
  const desktopDir = join(world.comfyui.userDir, '__manager', 'desktop');
  const open = () => tryByWindow(page, 'installation.open', { folder: world.comfyui.path });
  for (const name of links) {
    const link = join(desktopDir, name);
    await rm(link, { recursive: true, force: true });
    await mkdir(dirname(link), { recursive: true });
    const target = name.endsWith('json') || name.endsWith('jsonl') ? join(person, 'novel.txt') : person;
    await symlink(target, link);
    expect(await open(), name).toMatchObject({ ok: false, error: { code: 'path-outside-root' } });
    expect(await readTree(person), name).toEqual(before);
    await rm(link);
  }
  // The control case: with a folder of its own the app does empty it.
  await mkdir(join(desktopDir, 'staging', 'pack-AbCd12'), { recursive: true });
  expect(await open()).toMatchObject({ ok: true });
  expect(await readdir(join(desktopDir, 'staging'))).toEqual([]);
});

/** What the window, a program and the command line are told of what waits. */
async function listWaiting(page: Page): Promise<string[]> {
  const { held = [] } = await callByWindow(page, 'queue.view');
  const { items } = await callByWindow(page, 'unverified.list');
  return [...held.map(({ ui_id }) => ui_id), ...items.map(({ name }) => name)];
}

async function letCount(page: Page, how: 'resume' | 'use'): Promise<void> {
  const { held = [] } = await callByWindow(page, 'queue.view');
  const calls =
    how === 'use'
      ? ([['unverified.use', {}]] as const)
      : held.map(({ ui_id }) => ['queue.pauseTask', { ui_id, paused: false }] as const);
  for (const [name, input] of calls) await callByWindow(page, name, input);
}

for (const row of folderRows) {
  test(`nothing acts when a folder is opened that brings ${row.what}`, async ({ world, app, page }) => {
    const folder = world.comfyui.path;
    const desktopDir = join(world.comfyui.userDir, '__manager', 'desktop');
    const open = () => callByWindow(page, 'installation.open', { folder });
    const close = () => callByWindow(page, 'installation.close', { folder, stopTasks: true });
    const children: ChildProcess[] = [];
    await rm(desktopDir, { recursive: true, force: true });
    const hasActed = await row.prepare({ world, desktopDir, ended: (child) => children.push(child) });
    try {
      await open();
      expect(await listWaiting(page)).not.toEqual([]);
      // What begins a queue that stands still begins nothing of it either.
      await callByWindow(page, 'queue.start');
      await expect.poll(async () => (await callByWindow(page, 'queue.view')).isProcessing).toBe(false);
      await callByWindow(page, 'packs.local');
      await callByWindow(page, 'comfyui.versions');
      expect(await hasActed()).toBe(false);
      // The control case: the very same acts once a person has said so.
      await answerDialogs(app, 'Allow');
      await letCount(page, row.letCount);
      await close();
      await open();
      await callByWindow(page, 'packs.updates', {});
      await callByWindow(page, 'comfyui.versions');
      await expect.poll(hasActed).toBe(true);
      expect(await listWaiting(page)).toEqual([]);
    } finally {
      await close();
      for (const child of children) child.kill('SIGKILL');
    }
  });
}
