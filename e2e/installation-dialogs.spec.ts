import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from './app';
import { inMain } from './in-main';
import { launchApp, type LaunchedApp } from './launch';
import { callByWindow } from './window-door';
import { drag } from './workflow-files';

test.use({ worldOptions: { name: 'installation-dialogs', pythonTool: 'pip' } });

const emptySnapshot = { comfyui: null, git_custom_nodes: {}, cnr_custom_nodes: {}, file_custom_nodes: [] };

let userDataDir: string;
let first: string;
let second: string;
let launched: LaunchedApp;

const switcher = (page: Page) => page.getByTestId('installation-switcher');

/** Shows an installation as a second start does: no dialog of the window stands in its way. */
async function show(folder: string): Promise<void> {
  const { page } = launched;
  expect(await callByWindow(page, 'installation.show', { folder })).toMatchObject({ ok: true });
  await expect(switcher(page)).toHaveAttribute('title', folder);
}

async function readSnapshots(folder: string): Promise<string[]> {
  await show(folder);
  const { value } = await callByWindow(launched.page, 'snapshots.list');
  return (value as { items: string[] }).items;
}

test.beforeAll(async ({ world }) => {
  first = world.comfyui.path;
  second = join(world.root, 'Zweites ComfyUI');
  await cp(first, second, { recursive: true, verbatimSymlinks: true });
});
test.beforeEach(async ({ world }) => {
  userDataDir = await mkdtemp(join(tmpdir(), 'cmd-installation-dialogs-'));
  launched = await launchApp({ world, userDataDir });
  await callByWindow(launched.page, 'installation.open', { folder: second });
  await show(first);
});
test.afterEach(async () => {
  await launched.close();
  await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
});

test('an import that was offered for one installation is gone with it, and comes into no other', async () => {
  const { page } = launched;
  const bytes = Buffer.from(JSON.stringify(emptySnapshot));
  await drag(page, { name: 'meant for the first.json', bytes }, ['dragenter', 'dragover', 'drop']);
  const dialog = page.getByTestId('import-name');
  await expect(dialog).toBeVisible();
  await show(second);
  await expect(dialog).toHaveCount(0);
  await show(first);
  await expect(dialog).toHaveCount(0);
  expect(await readSnapshots(second)).toEqual([]);
});

test('a file that is chosen after a switch comes into neither installation, and the window says why', async () => {
  const { page, app } = launched;
  const file = join(userDataDir, 'chosen late.json');
  await writeFile(file, JSON.stringify(emptySnapshot));
  // The question of the system stands open until the test answers it.
  await inMain(() =>
    app.evaluate(({ dialog }, path) => {
      const answered = new Promise<void>((done) => Object.assign(globalThis, { answerQuestion: done }));
      dialog.showOpenDialog = () => answered.then(() => ({ canceled: false, filePaths: [path] }));
    }, file),
  );
  await page.getByTestId('place-snapshots').click();
  await page.getByTestId('snapshot-import').first().click();
  await show(second);
  await inMain(() => app.evaluate(() => (globalThis as unknown as { answerQuestion: () => void }).answerQuestion()));
  await expect(page.getByRole('alert')).toContainText(`nothing was done in ${first}`);
  expect(await readSnapshots(first)).toEqual([]);
  expect(await readSnapshots(second)).toEqual([]);
});

test('a review of updates that was opened for one installation does not stand over the other', async () => {
  const { page } = launched;
  await page.getByTestId('place-packs').click();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('review updates');
  await page.keyboard.press('Enter');
  const review = page.getByRole('dialog');
  await expect(review).toBeVisible();
  await show(second);
  await expect(review).toHaveCount(0);
});
