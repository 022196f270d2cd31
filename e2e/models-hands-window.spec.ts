import { mkdir, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright';
import { waitForKind, waitForTasksOf } from './api';
import { expect, test } from './app';
import { inMain } from './in-main';
import { judgeEverywhere } from './judge';
import { clearModels, headOfTensors, modelsDir, smallestTensors } from './model-tasks';
import { needsStandIn } from './stand-in';
import { drag, dropFromDisk, graph, node, paste } from './workflow-files';
import type { World } from './world/world';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'models-hands', pythonTool: 'uv' }, appFor: 'file' });

const rowOf = (page: Page, text: string) => page.getByTestId('model-row').filter({ hasText: text });

/** A file whose four gigabytes are said and not there: to read it takes no disk, to copy it takes a while. */
async function placeLargeFile(path: string): Promise<void> {
  const bytes = 4_000_000_000;
  const head = headOfTensors(JSON.stringify({ a: { dtype: 'U8', shape: [bytes], data_offsets: [0, bytes] } }));
  await writeFile(path, head);
  await truncate(path, head.length + bytes);
}

/** A copy says how far it is, and what it has written is gone once it is stopped; the dialog stays for another folder. */
async function stopCopy(page: Page, world: World): Promise<void> {
  const file = join(world.root, 'large_style_lora.safetensors');
  await placeLargeFile(file);
  await dropFromDisk(page, file);
  await page.getByTestId('model-copy').click();
  await expect(page.getByTestId('model-placing-share')).toHaveText(/^\d+ %$/u);
  await page.getByTestId('model-file-cancel').click();
  await expect(page.getByTestId('model-placing')).toHaveCount(0);
  await expect(page.getByTestId('model-copy')).toBeEnabled();
  await expect(page.getByTestId('model-not-placed')).toHaveCount(0);
  expect(await exists(file)).toBe(true);
  expect(await exists(modelsDir(world, 'loras', 'large_style_lora.safetensors'))).toBe(false);
  const staging = join(world.comfyui.userDir, '__manager', 'desktop', 'staging');
  expect((await readdir(staging).catch(() => [])).filter((name) => name.startsWith('model'))).toEqual([]);
  await page.getByTestId('model-file-cancel').click();
  await rm(file);
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

test('several models go to the trash as one change, and come back as one', async ({ app, page, api, world }) => {
  await clearModels(world);
  await mkdir(modelsDir(world, 'loras'), { recursive: true });
  const files = ['one', 'two', 'three'].map((name) => modelsDir(world, 'loras', `${name}.safetensors`));
  for (const file of files) await writeFile(file, Buffer.alloc(2000, file));
  // Nothing is pressed for it: the place begins with what is there.
  await page.getByTestId('place-models').click();
  await expect(page.getByTestId('model-row')).toHaveCount(3);
  await rowOf(page, 'one.safetensors').click({ modifiers: ['Control'], position: { x: 120, y: 20 } });
  await rowOf(page, 'two.safetensors').click({ modifiers: ['Control'], position: { x: 120, y: 20 } });
  const bar = page.getByTestId('model-selection-bar');
  await expect(bar).toContainText('2 selected · 4.0 kB');
  await judgeEverywhere(app, page, 'models, several selected');
  const workflow = join(world.comfyui.userDir, 'default', 'workflows', 'two loras.json');
  await mkdir(dirname(workflow), { recursive: true });
  await writeFile(workflow, graph([node('LoraLoader', {}, { widgets_values: ['two.safetensors'] })]));
  await page.getByTestId('model-selection-trash').click();
  const question = page.getByRole('alertdialog');
  await expect(question.getByTestId('used-by-warning')).toHaveText('1 saved workflow uses them: two loras.');
  await expect(question.getByTestId('trash-destination')).toContainText('2 go to the trash of this installation');
  await judgeEverywhere(app, page, 'models, several to the trash');
  await question.getByRole('button', { name: 'Cancel' }).click();
  // What nobody would miss goes without a question, and one press brings it back.
  await rm(workflow);
  await page.getByTestId('model-selection-trash').click();
  await expect(bar).toHaveCount(0);
  await expect(page.getByTestId('model-row')).toHaveCount(1);
  await waitForTasksOf(api, 'desktop-window', 2);
  expect(await Promise.all(files.map(exists))).toEqual([false, false, true]);
});

test('models are checked by the keys that check packs, and their rows have the same menu and box', async ({
  page,
  world,
}) => {
  await clearModels(world);
  await mkdir(modelsDir(world, 'loras'), { recursive: true });
  for (const name of ['one', 'two', 'three']) {
    const file = modelsDir(world, 'loras', `${name}.safetensors`);
    await writeFile(file, Buffer.alloc(2000, file));
  }
  await page.getByTestId('place-models').click();
  await page.getByTestId('model-row').first().waitFor();
  const bar = page.getByTestId('model-selection-bar');
  await page.getByRole('grid', { name: 'Models' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(bar).toContainText('2 selected');
  await page.keyboard.press('Space');
  await expect(bar).toContainText('1 selected');
  await page.keyboard.press('Control+a');
  await expect(bar).toContainText('3 selected');
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  await rowOf(page, 'two.safetensors').getByTestId('model-check').click();
  await expect(bar).toContainText('1 selected');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More for two.safetensors' }).click();
  await expect(page.getByRole('menuitem', { name: 'Move to trash' })).toBeVisible();
  await page.keyboard.press('Escape');
  // Who looks for what is not there is not told that there is nothing.
  await page.getByTestId('model-search').fill('tiny vae');
  await expect(rowOf(page, 'tiny-vae').getByTestId('model-primary')).toBeVisible();
});

test('a pasted link opens the dialog with the address in it', async ({ page, world }) => {
  await page.getByTestId('place-models').click();
  await page.getByRole('button', { name: /^All \d/ }).click();
  await page.getByTestId('model-row').first().waitFor();
  await paste(page, `${world.models.url}/demo-weights/tiny-lora/resolve/main/tiny_lora.safetensors`);
  const dialog = page.getByTestId('model-link');
  await expect(dialog.locator('#model-link-name')).toHaveValue('tiny_lora.safetensors');
  await page.keyboard.press('Escape');
});

test('a model that is dropped is moved or copied into its folder, which can be opened, and that is undone', async ({
  app,
  page,
  api,
  world,
}) => {
  await inMain(() =>
    app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { openedFolders: opened });
      shell.openPath = (path) => {
        opened.push(path);
        return Promise.resolve('');
      };
    }),
  );
  await page.getByTestId('place-models').click();
  await page.getByRole('button', { name: /^All \d/ }).click();
  await page.getByTestId('model-row').first().waitFor();
  await drag(page, { name: 'my_style_lora.safetensors', bytes: Buffer.alloc(3000) }, ['dragover', 'drop']);
  await expect(page.getByTestId('model-file-folder')).toHaveText(modelsDir(world, 'loras'));
  await expect(page.getByTestId('drop-cover')).toHaveCount(0);
  await judgeEverywhere(app, page, 'where a dropped model belongs');
  await expect(page.getByTestId('model-move')).toHaveCount(0);
  await page.getByRole('button', { name: 'Open folder' }).click();
  const opened = () =>
    inMain(() => app.evaluate(() => (globalThis as unknown as { openedFolders: string[] }).openedFolders));
  await expect.poll(opened).toEqual([modelsDir(world, 'loras')]);

  const file = join(world.root, 'my_style_lora.safetensors');
  await writeFile(file, smallestTensors());
  const placed = modelsDir(world, 'loras', 'my_style_lora.safetensors');
  await dropFromDisk(page, file);
  await expect(page.getByTestId('model-file-folder')).toHaveText(modelsDir(world, 'loras'));
  await judgeEverywhere(app, page, 'a dropped model is moved or copied');
  await page.getByTestId('model-move').click();
  await expect(page.getByTestId('model-file')).toHaveCount(0);
  expect(await Promise.all([file, placed].map(exists))).toEqual([false, true]);
  await expect(rowOf(page, 'my_style_lora.safetensors')).toBeVisible();
  // At once: the news with the way back is there for some seconds.
  await page.getByTestId('model-placed-undo').click();
  expect(await waitForKind(api, 'undo', 1)).toMatchObject([{ result: 'success' }]);
  expect(await exists(placed)).toBe(false);

  await stopCopy(page, world);

  await writeFile(file, smallestTensors());
  await dropFromDisk(page, file);
  await page.getByTestId('model-link').click();
  await expect(page.getByTestId('model-file')).toHaveCount(0);
  const [own, linked] = await Promise.all([file, placed].map((path) => stat(path)));
  expect(linked?.ino).toBe(own?.ino);
  await expect(page.getByText('was linked into loras')).toBeVisible();
  await rm(placed);

  await dropFromDisk(page, file);
  await page.getByTestId('model-copy').click();
  await expect(page.getByTestId('model-file')).toHaveCount(0);
  expect(await Promise.all([file, placed].map(exists))).toEqual([true, true]);
  // Nothing is overwritten, and the dialog says so.
  await dropFromDisk(page, file);
  await page.getByTestId('model-copy').click();
  await expect(page.getByTestId('model-not-placed')).toContainText('is there already');
  await judgeEverywhere(app, page, 'a dropped model is there already');
  await page.getByRole('button', { name: 'Cancel' }).click();
});
