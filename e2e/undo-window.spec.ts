import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import {
  ask,
  installParams,
  readInstalled,
  runTask,
  tasksOfKind,
  waitForKind,
  waitForTask,
  waitForTasksOf,
} from './api';
import { expect, test } from './app';
import { openHome, ourDir } from './home-calls';
import { judge, judgeEverywhere } from './judge';
import { readDisk, readNames, snapshotFile } from './snapshot-calls';
import { needsStandIn } from './stand-in';
import { readTree } from './tree';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'undo-window', pythonTool: 'uv' } });
// One world and one app: each test works with packs of its own.
test.describe.configure({ mode: 'serial' });

const dialogOf = (page: Page) => page.getByRole('alertdialog');
/** The row of a finished task in Activity. */
const rowOf = (page: Page, uiId: string) => page.locator(`[data-testid="task-row"][data-ui-id="${uiId}"]`);
/** Where the history names it. */
const historyRow = (page: Page, text: string) => page.getByTestId('history-row').filter({ hasText: text });
const openActivity = (page: Page) => page.getByTestId('place-activity').click();

/** Waits for the end of the undo that was ordered last. */
async function waitForUndo(page: Page): Promise<void> {
  await expect(historyRow(page, 'Undo: ').first()).toHaveAttribute('data-status', 'done');
}

test('an update is undone from Activity: every file and every Python package comes back', async ({ shared, world }) => {
  const { app, page, api } = shared;
  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.0.0') });
  await writeFile(join(world.comfyui.customNodesDir, 'Demo-Upscaler', 'mine.txt'), 'mine');
  const before = await readDisk(world);
  const update = await runTask(api, { kind: 'update', params: { node_name: 'Demo-Upscaler' } });
  expect(update.result).toBe('success');
  expect(await readDisk(world)).not.toEqual(before);

  await openActivity(page);
  const row = rowOf(page, update.ui_id);
  await expect(page.getByTestId('history-details').getByTestId('disk-change').first()).toBeVisible();
  await judgeEverywhere(app, page, 'activity, undo');
  await expect(row.getByTestId('undo-facts')).toHaveCount(0);
  await row.getByTestId('task-undo').click();
  await waitForUndo(page);
  await expect(row).toContainText('Undone');
  await expect(row.getByTestId('task-undo')).toHaveCount(0);
  expect(await readDisk(world)).toEqual(before);
  await judge(page, 'activity, taken back');
});

test('a change is undone from its toast, by keyboard', async ({ shared, world }) => {
  const { app, page, api } = shared;
  const before = await readDisk(world);
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill('tidy-latents');
  const pack = page.locator('[data-testid="pack-row"][data-key="tidy-latents"]');
  await pack.getByRole('button', { name: /^Install/u }).click();
  const undo = page.getByTestId('toast-undo');
  // It stays while the keyboard is on it; the pointer would lose it to each size of the window.
  await undo.focus();
  const installed = await readDisk(world);
  expect(installed.packages).not.toEqual(before.packages);
  expect(Object.keys(installed.files)).toContain('tidy-latents/__init__.py');
  await judgeEverywhere(app, page, 'packs, toast with undo');
  await page.getByTestId('pack-search').focus();
  await page.keyboard.press('Alt+t');
  await expect(undo).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('pack-search')).toBeFocused();
  await page.keyboard.press('Alt+t');
  await expect(undo).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Undid: Install Tidy Latents')).toBeVisible();
  await expect(undo).toHaveCount(0);
  expect(await readDisk(world)).toEqual(before);
  const [, taken] = await waitForTasksOf(api, 'desktop-window', 3);
  expect(taken).toMatchObject({ result: 'success' });
});

test('Ctrl+Z undoes the last change at once', async ({ shared, world }) => {
  const { page, api } = shared;
  await runTask(api, { kind: 'install', params: installParams('tidy-latents', '1.0.0') });
  const enabled = await readDisk(world);
  await runTask(api, { kind: 'disable', params: { node_name: 'tidy-latents', is_unknown: false } });
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').focus();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Escape');
  await page.getByTestId('place-packs').focus();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undid: Disable Tidy Latents')).toBeVisible();
  expect(await readDisk(world)).toMatchObject(enabled);
  await page.keyboard.press('Control+z');
  // The folder goes before the task has ended: what is ordered meanwhile would belong to the batch of this undo.
  const undone = await waitForTasksOf(api, 'desktop-window', 5);
  expect(undone.at(-1)).toMatchObject({ kind: 'undo', result: 'success' });
  expect(await readdir(world.comfyui.customNodesDir)).not.toContain('tidy-latents');
});

test('what one click did to several packs is one word, with one Undo', async ({ shared, world }) => {
  const { page, api } = shared;
  await page.getByTestId('place-packs').click();
  const before = await readDisk(world);
  const params = ['tidy-latents', 'prompt-garden'].map((id) => installParams(id));
  const tasks = params.map((one) => ({ kind: 'install', ui_id: one.id, client_id: 'desktop-window', params: one }));
  await callByWindow(page, 'queue.order', { tasks });
  const toast = page.locator('[data-sonner-toast]', { hasText: '2 packs installed' });
  await expect(toast).toHaveCount(1);
  // It stays while the keyboard is on it.
  await toast.getByTestId('toast-undo').focus();
  await expect(page.locator('[data-sonner-toast]', { hasText: 'is installed' })).toHaveCount(0);
  await waitForTask(api, 'prompt-garden');
  await toast.getByTestId('toast-undo').click();
  await waitForKind(api, 'restore-snapshot', 1);
  // A restore deletes nothing that a person may have worked in.
  const left = Object.entries(await readInstalled(api)).filter(([key]) => /^(prompt-garden|tidy-latents)/u.test(key));
  expect(left.map(([, { enabled }]) => enabled)).toEqual([false, false]);
  for (const id of ['prompt-garden', 'tidy-latents'])
    await runTask(api, { kind: 'uninstall', params: { node_name: id, is_unknown: false } });
  // The folder of disabled packs stays behind empty, whether an earlier test had made it or this one.
  const withoutDisabled = ({ '.disabled': _folder, ...files }: Record<string, string>) => files;
  expect(withoutDisabled((await readDisk(world)).files)).toEqual(withoutDisabled(before.files));
});

test('what later changes stand on is refused in a sentence, with the way to before it', async ({ shared, world }) => {
  const { app, page, api } = shared;
  const install = await runTask(api, { kind: 'install', params: installParams('prompt-garden', '1.0.0') });
  expect(install.result).toBe('success');
  await runTask(api, { kind: 'update', params: { node_name: 'prompt-garden' } });
  const stands = await readDisk(world);
  await openActivity(page);
  await historyRow(page, 'Install Prompt Garden').first().click();
  await expect(rowOf(page, install.ui_id).getByTestId('task-undo')).toHaveText('Go back to before this');
  await rowOf(page, install.ui_id).getByTestId('task-undo').click();
  const dialog = dialogOf(page);
  await expect(dialog).toContainText('“Install Prompt Garden” cannot be undone by itself');
  await expect(dialog).toContainText('A later change depends on it.');
  await expect(dialog.getByTestId('undo-standing')).toHaveText('Update Prompt Garden');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(dialog.getByTestId('snapshot-change').filter({ hasText: 'Prompt Garden' })).toContainText('Disable');
  await judgeEverywhere(app, page, 'activity, undo refused');
  await page.keyboard.press('Escape');
  expect(await readDisk(world)).toEqual(stands);

  // An earlier test went back as well: its row in the history says nothing of this one.
  const restores = (await tasksOfKind(api, 'restore-snapshot')).length;
  await rowOf(page, install.ui_id).getByTestId('task-undo').click();
  await dialog.getByTestId('undo-go-back').click();
  await waitForKind(api, 'restore-snapshot', restores + 1);
  await expect(historyRow(page, 'Go back to the state of').first()).toHaveAttribute('data-status', 'done');
  const gone = await readDisk(world);
  expect(Object.keys(gone.files).filter((path) => path.startsWith('prompt-garden'))).toEqual([]);

  // Without a snapshot there is no way back either, and that is said.
  const names = await readNames(api);
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) await rm(snapshotFile(world, name));
  await rowOf(page, install.ui_id).getByTestId('task-undo').click();
  await expect(dialog).toContainText('There is no snapshot from before it either.');
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused();
  await judge(page, 'activity, no way back');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  const refused = await ask(`${api}/v2/manager/queue/undo?ui_id=${encodeURIComponent(install.ui_id)}`, {});
  expect(refused.status).toBe(409);
  expect(await readDisk(world)).toEqual(gone);
});

test('the trash says what lies there and why, and is emptied from the window', async ({ shared, world }) => {
  const { app, page, api } = shared;
  const removed = await runTask(api, { kind: 'uninstall', params: { node_name: 'Demo-Upscaler', is_unknown: false } });
  expect(removed.result).toBe('success');
  const trash = ourDir(world, 'trash');
  expect((await readTree(trash))[(await readdir(trash)).find((name) => name.endsWith('-Demo-Upscaler')) ?? '']).toBe(
    'folder',
  );
  await openHome(page);
  await judgeEverywhere(app, page, 'home, trash');
  await page.getByTestId('disk-trash').click();
  const dialog = dialogOf(page);
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  const row = dialog.getByTestId('leftover').filter({ hasText: 'Left by “Uninstall Demo Upscaler”' });
  await expect(row).toContainText('Demo Upscaler');
  await expect(row).toContainText(/\d B|kB/u);
  await expect(row).toContainText('just now');
  await expect(dialog).not.toContainText(trash);
  await judgeEverywhere(app, page, 'home, trash dialog');
  await dialog.getByTestId('clean-confirm').click();
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => readdir(trash)).toEqual([]);
  await expect(page.getByTestId('disk-trash')).toHaveCount(0);
  // Nothing is left to take the change back with, so nothing offers it.
  await openActivity(page);
  await historyRow(page, 'Uninstall Demo Upscaler').first().click();
  await expect(rowOf(page, removed.ui_id)).toBeVisible();
  await expect(rowOf(page, removed.ui_id).getByTestId('task-undo')).toHaveCount(0);
});
