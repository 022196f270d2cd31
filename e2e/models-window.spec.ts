import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from './app';
import { ourDir } from './home-calls';
import { inMain } from './in-main';
import { judgeEverywhere } from './judge';
import { bytesOf, clearModels, headOfTensors, modelsDir } from './model-tasks';
import { needsStandIn } from './stand-in';
import { graph, node } from './workflow-files';
import { callByWindow, tryByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'models-window', pythonTool: 'uv' }, appFor: 'file' });

const rowOf = (page: Page, text: string) => page.getByTestId('model-row').filter({ hasText: text });
const details = (page: Page) => page.getByTestId('model-details');

/** The place, with what the list knows beside what is on disk. */
async function openPlace(page: Page): Promise<void> {
  await page.getByTestId('place-models').click();
  await page.getByRole('button', { name: /^All \d/ }).click();
  await page.getByTestId('model-row').first().waitFor();
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

test.beforeEach(async ({ world }) => {
  await clearModels(world);
  await rm(ourDir(world, 'trash'), { recursive: true, force: true });
});

test('a model is found, downloaded where the list says, and lies on disk', async ({ page, world }) => {
  await openPlace(page);
  await page.getByTestId('model-search').fill('tiny lora');
  await expect(page.getByTestId('model-row')).toHaveCount(1);
  await rowOf(page, 'tiny-lora').getByTestId('model-primary').click();
  await expect(rowOf(page, 'tiny-lora')).toHaveAttribute('data-state', 'on-disk');
  const file = modelsDir(world, 'loras', 'tiny_lora.safetensors');
  expect((await stat(file)).size).toBe(bytesOf(world, 'tiny_lora.safetensors').length);
});

test('the target can be another folder, and none outside is taken', async ({ page, world }) => {
  await openPlace(page);
  await rowOf(page, 'tiny-lora').click({ position: { x: 120, y: 20 } });
  await details(page).getByRole('button', { name: 'More ways to download' }).click();
  await page.getByRole('menuitem', { name: 'Download to another folder' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(modelsDir(world, 'loras'));
  await dialog.getByLabel(/Folder below/).fill('../elsewhere');
  await expect(dialog.getByRole('button', { name: 'Download' })).toBeDisabled();
  await dialog.getByLabel(/Folder below/).fill('loras/mine');
  await dialog.getByRole('button', { name: 'Download' }).click();
  await expect.poll(() => exists(modelsDir(world, 'loras', 'mine', 'tiny_lora.safetensors'))).toBe(true);
});

test('a model is downloaded by its address, into the folder that its name tells', async ({ app, page, world }) => {
  await openPlace(page);
  const value = await callByWindow(page, 'models.list', { mode: 'cache' });
  const { models } = value as { models: { filename: string; url: string }[] };
  const url = models.find(({ filename }) => filename === 'tiny_lora.safetensors')?.url ?? '';
  await page.getByTestId('model-from-link').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address').fill('https://example.org/readme.md');
  await expect(dialog).toContainText('No model file');
  await expect(dialog.getByRole('button', { name: 'Download' })).toBeDisabled();
  await dialog.getByLabel('Address').fill(url);
  await expect(dialog.getByLabel('File name')).toHaveValue('tiny_lora.safetensors');
  await expect(dialog.getByLabel('Folder')).toHaveValue('loras');
  await judgeEverywhere(app, page, 'models, download from a link');
  await dialog.getByRole('button', { name: 'Download' }).click();
  await expect.poll(() => exists(modelsDir(world, 'loras', 'tiny_lora.safetensors'))).toBe(true);
});

test('a type has one name, and the list is narrowed to several of them', async ({ app, page, world }) => {
  await writeFile(modelsDir(world, 'checkpoints', 'mine.safetensors'), Buffer.alloc(100));
  await openPlace(page);
  await page.getByTestId('model-types').click();
  const choice = page.getByRole('dialog', { name: /^Type/ });
  await expect(choice.getByRole('checkbox', { name: 'checkpoint', exact: true })).toHaveCount(0);
  await choice.getByRole('searchbox').fill('check');
  await choice.getByRole('checkbox', { name: 'checkpoints' }).check();
  await judgeEverywhere(app, page, 'models, types');
  await page.keyboard.press('Escape');
  await expect(rowOf(page, 'mine.safetensors')).toBeVisible();
  await expect(rowOf(page, 'tiny-lora')).toHaveCount(0);
  await page.getByTestId('model-types').click();
  await choice.getByRole('checkbox', { name: 'loras' }).check();
  await page.keyboard.press('Escape');
  await expect(rowOf(page, 'tiny-lora')).toBeVisible();
  await expect(page.getByTestId('model-types')).toHaveText('2 types');
});

/** A file of tensors whose maker wrote what it is made for. */
function notedTensors(architecture: string): Buffer {
  const tensors = { a: { dtype: 'F16', shape: [2], data_offsets: [0, 4] } };
  const header = JSON.stringify({ __metadata__: { 'modelspec.architecture': architecture }, ...tensors });
  return Buffer.concat([headOfTensors(header), Buffer.from('abcd')]);
}

test('a file says what it is made for, and which saved workflows use it, before it goes as well', async ({
  app,
  page,
  world,
}) => {
  const file = modelsDir(world, 'checkpoints', 'mine.safetensors');
  await writeFile(file, notedTensors('stable-diffusion-xl-v1-base'));
  await writeFile(modelsDir(world, 'checkpoints', 'idle.safetensors'), notedTensors('flux-1-dev'));
  const saved = join(world.comfyui.userDir, 'default', 'workflows');
  await mkdir(join(saved, 'series'), { recursive: true });
  const flow = graph([node('CheckpointLoaderSimple', {}, { widgets_values: ['mine.safetensors'] })]);
  await writeFile(join(saved, 'Portrait, sharp.json'), flow);
  await writeFile(join(saved, 'series', 'poster.json'), flow);
  await openPlace(page);
  await expect(rowOf(page, 'mine.safetensors')).toContainText('SDXL');
  await expect(rowOf(page, 'mine.safetensors')).toContainText('fp16 · Used by 2 workflows');
  await page.getByRole('button', { name: 'Not used 1' }).click();
  await expect(page.getByTestId('model-row')).toHaveCount(1);
  await expect(rowOf(page, 'idle.safetensors')).toContainText('FLUX.1');
  await page.getByRole('button', { name: /^All/ }).click();

  await rowOf(page, 'mine.safetensors').click({ position: { x: 120, y: 20 } });
  await expect(details(page)).toContainText('SDXL');
  await expect(details(page).getByTestId('model-used-by').getByRole('button')).toHaveText([
    'Portrait, sharp',
    'poster',
  ]);
  await judgeEverywhere(app, page, 'models, details with its workflows');
  await rm(join(saved, 'Portrait, sharp.json'));
  await details(page).getByRole('button', { name: 'Move to trash' }).click();
  const question = page.getByRole('alertdialog').getByTestId('used-by-warning');
  await expect(question).toHaveText('1 saved workflow uses it: poster.');
  await expect(page.getByTestId('trash-destination')).toContainText('Activity can undo this');
  await expect(page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' })).toBeFocused();
  await judgeEverywhere(app, page, 'models, to the trash though a workflow uses it');
  await page.keyboard.press('Escape');
  expect(await exists(file)).toBe(true);

  await details(page).getByRole('button', { name: 'Portrait, sharp' }).click();
  await expect(page.getByTestId('no-workflow')).toContainText('There is no saved workflow');
  await openPlace(page);
  await details(page).getByRole('button', { name: 'poster' }).click();
  await expect(page.getByTestId('workflow-place')).toContainText('What poster needs');
  await expect(page.getByTestId('workflow-model')).toHaveAttribute('data-state', 'present');
  await rm(saved, { recursive: true });
});

test('files that are cut short, doubled or misplaced are told apart, with what to do', async ({ page, world }) => {
  const lora = bytesOf(world, 'tiny_lora.safetensors');
  const own = Buffer.alloc(2_000_000, 7);
  await mkdir(modelsDir(world, 'loras'), { recursive: true });
  await mkdir(modelsDir(world, 'vae'), { recursive: true });
  await writeFile(modelsDir(world, 'loras', 'tiny_lora.safetensors'), lora.subarray(0, 1000));
  await writeFile(modelsDir(world, 'loras', 'own.safetensors'), own);
  await writeFile(modelsDir(world, 'vae', 'own.safetensors'), own);
  await writeFile(
    modelsDir(world, 'vae', 'tiny_checkpoint.safetensors'),
    bytesOf(world, 'tiny_checkpoint.safetensors'),
  );
  await openPlace(page);
  await page.getByRole('button', { name: /^Problems/ }).click();
  await expect(page.getByTestId('model-row')).toHaveCount(4);
  await rowOf(page, 'tiny-lora').click();
  await expect(details(page)).toContainText('smaller than the list says');
  await rowOf(page, 'tiny_checkpoint').click();
  await expect(details(page)).toContainText(modelsDir(world, 'checkpoints'));
  await rowOf(page, 'own.safetensors').first().click();
  await expect(details(page)).toContainText('The same content is at');
});

test('the picture of disk use shows each file, says what its colours stand for, and opens one', async ({
  page,
  world,
}) => {
  await writeFile(modelsDir(world, 'checkpoints', 'big.safetensors'), Buffer.alloc(3_000_000));
  await writeFile(modelsDir(world, 'checkpoints', 'half.safetensors'), Buffer.alloc(1_500_000, 1));
  await mkdir(modelsDir(world, 'vae'), { recursive: true });
  await writeFile(modelsDir(world, 'vae', 'third.safetensors'), Buffer.alloc(600_000, 2));
  await openPlace(page);
  await page.getByTestId('disk-picture-switch').click();
  const tiles = page.getByTestId('disk-tile');
  await expect(tiles).toHaveCount(3);
  const colours = page.getByTestId('disk-legend').getByRole('button');
  await expect(colours).toHaveText(['checkpoints4.5 MB', 'vae600 kB']);
  await colours.last().click();
  await expect(tiles).toHaveCount(1);
  await colours.last().click();
  await expect(tiles).toHaveCount(3);
  const areas = await Promise.all(
    [0, 1].map(async (index) => (await tiles.nth(index).boundingBox()) ?? { width: 0, height: 0 }),
  );
  const [big, half] = areas.map(({ width, height }) => width * height);
  expect((big ?? 0) / (half ?? 1)).toBeGreaterThan(1.7);
  await tiles.first().click();
  await expect(details(page)).toContainText('big.safetensors');
});

const confirmTrash = async (page: Page): Promise<void> => {
  await page.getByRole('alertdialog').getByRole('button', { name: 'Move to trash' }).click();
};

test('a model goes to the trash of the installation after a question, and Activity brings it back', async ({
  app,
  page,
  world,
}) => {
  const file = modelsDir(world, 'checkpoints', 'old.safetensors');
  const bytes = Buffer.alloc(2_000_000, 'weights');
  await writeFile(file, bytes);
  await openPlace(page);
  await rowOf(page, 'old.safetensors').click();
  await details(page).getByRole('button', { name: 'Move to trash' }).click();
  await expect(rowOf(page, 'old.safetensors')).toHaveCount(0);
  expect(await exists(file)).toBe(false);
  const trash = ourDir(world, 'trash');
  const [name = '', ...others] = await readdir(trash);
  expect(others).toEqual([]);
  expect((await readFile(join(trash, name))).equals(bytes)).toBe(true);

  await page.getByTestId('place-activity').click();
  // The way back becomes a row of its own, above.
  const row = page.getByTestId('task-row').filter({ hasText: 'Move old.safetensors to the trash' }).last();
  await expect(row).toBeVisible();
  await judgeEverywhere(app, page, 'activity, removed model');
  await row.getByTestId('task-undo').click();
  await expect(row).toContainText('Undone');
  expect((await readFile(file)).equals(bytes)).toBe(true);
  expect(await readdir(trash)).toEqual([]);
  // The place of models hears of it as well.
  await openPlace(page);
  await expect(rowOf(page, 'old.safetensors')).toHaveAttribute('data-state', 'on-disk');
});

test('what the trash of the installation cannot keep goes to that of the system, and the question says so', async ({
  app,
  page,
  world,
}) => {
  // A file with a hole, which fits on any disk: larger than what the trash may hold.
  const file = modelsDir(world, 'checkpoints', 'huge.safetensors');
  await writeFile(file, '');
  await truncate(file, 12e9);
  // The trash of this machine is none of the test's business: what reaches the system is.
  const replace = () =>
    app.evaluate(({ shell }) => {
      const trashed: string[] = [];
      Object.assign(globalThis, { trashed });
      shell.trashItem = async (path) => void trashed.push(path);
    });
  await inMain(replace);
  await openPlace(page);
  await rowOf(page, 'huge.safetensors').click();
  await details(page).getByRole('button', { name: 'Move to trash' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByTestId('trash-destination')).toContainText('trash of the system');
  await judgeEverywhere(app, page, 'models, trash question of a huge one');
  await confirmTrash(page);
  await expect
    .poll(() => inMain(() => app.evaluate(() => (globalThis as unknown as { trashed: string[] }).trashed)))
    .toEqual([file]);
  const outside = await tryByWindow(page, 'desktop.trashModel', { path: world.comfyui.path });
  expect(outside).toMatchObject({ ok: false, error: { code: 'model-not-found' } });
  await details(page).getByRole('button', { name: 'Move to trash' }).click();
  await dialog.getByRole('button', { name: 'Settings of the trash' }).click();
  await expect(page.getByText('Size of the trash', { exact: true })).toBeVisible();
});
