import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from './app';
import { inMain } from './in-main';
import { switcher } from './installation-switcher';
import { openPalette } from './palette-calls';
import { callByWindow } from './window-door';
import { drag } from './workflow-files';

test.use({ worldOptions: { name: 'installation-dialogs', pythonTool: 'uv' }, appFor: 'file' });

const emptySnapshot = { comfyui: null, git_custom_nodes: {}, cnr_custom_nodes: {}, file_custom_nodes: [] };

let first: string;
let second: string;

/** Shows an installation as a second start does: no dialog of the window stands in its way. */
async function show(page: Page, folder: string): Promise<void> {
  await callByWindow(page, 'installation.show', { folder });
  await expect(switcher(page)).toHaveAttribute('title', folder);
}

async function readSnapshots(page: Page, folder: string): Promise<string[]> {
  await show(page, folder);
  return (await callByWindow(page, 'snapshots.list')).items;
}

test.beforeAll(async ({ world }) => {
  first = world.comfyui.path;
  second = join(world.root, 'Zweites ComfyUI');
  await cp(first, second, { recursive: true, verbatimSymlinks: true });
});
test.beforeEach(async ({ page }) => {
  await callByWindow(page, 'installation.open', { folder: second });
  await show(page, first);
});

test('an import that was offered for one installation is gone with it, and comes into no other', async ({ page }) => {
  const bytes = Buffer.from(JSON.stringify(emptySnapshot));
  await drag(page, { name: 'meant for the first.json', bytes }, ['dragenter', 'dragover', 'drop']);
  const dialog = page.getByTestId('import-name');
  await expect(dialog).toBeVisible();
  await show(page, second);
  await expect(dialog).toHaveCount(0);
  await show(page, first);
  await expect(dialog).toHaveCount(0);
  expect(await readSnapshots(page, second)).toEqual([]);
});

test('a file that is chosen after a switch comes into neither installation, and the window says why', async ({
  app,
  page,
  world,
}) => {
  const file = join(world.root, 'chosen late.json');
  await writeFile(file, JSON.stringify(emptySnapshot));
  // The question of the system stands open until the test answers it.
  await inMain(() =>
    app.evaluate(({ dialog }, path) => {
      const answered = new Promise<void>((done) => Object.assign(globalThis, { answerQuestion: done }));
      dialog.showOpenDialog = () => {
        Object.assign(globalThis, { isAsked: true });
        return answered.then(() => ({ canceled: false, filePaths: [path] }));
      };
    }, file),
  );
  await page.getByTestId('place-snapshots').click();
  await page.getByTestId('snapshot-import').first().click();
  await expect.poll(() => inMain(() => app.evaluate(() => 'isAsked' in globalThis))).toBe(true);
  await show(page, second);
  await inMain(() => app.evaluate(() => (globalThis as unknown as { answerQuestion: () => void }).answerQuestion()));
  await expect(page.getByRole('alert')).toContainText(`nothing was done in ${first}`);
  expect(await readSnapshots(page, first)).toEqual([]);
  expect(await readSnapshots(page, second)).toEqual([]);
});

test('a review of updates that was opened for one installation does not stand over the other', async ({ page }) => {
  await page.getByTestId('place-packs').click();
  await openPalette(page);
  await page.keyboard.type('review updates');
  await page.keyboard.press('Enter');
  // The palette is a dialog as well, and gone by then.
  const review = page.getByRole('dialog').filter({ has: page.getByTestId('update-review') });
  await expect(review).toBeVisible();
  await show(page, second);
  await expect(review).toHaveCount(0);
});
