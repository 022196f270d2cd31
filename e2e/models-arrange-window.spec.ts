import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from './app';
import { ourDir } from './home-calls';
import { judgeEverywhere } from './judge';
import { bytesOf, chooseOfModels, clearModels, modelsDir } from './model-tasks';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'models-arrange', pythonTool: 'uv' }, appFor: 'file' });

const rowOf = (page: Page, text: string) => page.getByTestId('model-row').filter({ hasText: text });
const details = (page: Page) => page.getByTestId('model-details');
const inodeOf = async (path: string): Promise<number> => (await stat(path)).ino;
const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function put(path: string, content: Buffer): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

test.beforeEach(async ({ world }) => {
  await clearModels(world);
  await rm(ourDir(world, 'trash'), { recursive: true, force: true });
});

test('what lies on disk twice is found by its content and becomes one file with one press', async ({
  app,
  page,
  world,
}) => {
  const one = await put(modelsDir(world, 'loras', 'painted.safetensors'), Buffer.alloc(3_000_000, 7));
  const two = await put(modelsDir(world, 'checkpoints', 'other name.safetensors'), Buffer.alloc(3_000_000, 7));
  await put(modelsDir(world, 'vae', 'own.safetensors'), Buffer.alloc(3_000_000, 8));
  await page.getByTestId('place-models').click();
  await chooseOfModels(page, 'Duplicate models…');
  const dialog = page.getByTestId('duplicates-dialog');
  const group = dialog.getByTestId('duplicate-group');
  await expect(group).toContainText('loras/painted.safetensors');
  await expect(group).toContainText('checkpoints/other name.safetensors');
  await expect(dialog).not.toContainText('own.safetensors');
  await judgeEverywhere(app, page, 'duplicate models');
  await dialog.getByTestId('duplicate-link').click();
  await expect(group).toHaveCount(0);
  expect(await inodeOf(two)).toBe(await inodeOf(one));
  await expect(dialog).toContainText('No duplicates');
  await dialog.getByRole('button', { name: 'Close' }).click();

  await page.getByTestId('place-activity').click();
  const task = page.getByTestId('task-row').filter({ hasText: 'Keep one copy of other name.safetensors' }).last();
  await task.getByTestId('task-undo').click();
  await expect(task).toContainText('Undone');
  expect(await inodeOf(two)).not.toBe(await inodeOf(one));
});

test('a misplaced model is moved to its folder, and another gets a new name', async ({ app, page, world }) => {
  const from = await put(
    modelsDir(world, 'vae', 'tiny_checkpoint.safetensors'),
    bytesOf(world, 'tiny_checkpoint.safetensors'),
  );
  await page.getByTestId('place-models').click();
  await page.getByRole('button', { name: /^Problems/ }).click();
  await rowOf(page, 'tiny_checkpoint').click();
  await details(page).getByTestId('finding-move').click();
  const dialog = page.getByTestId('move-dialog');
  await expect(dialog).toContainText(modelsDir(world, 'checkpoints'));
  await dialog.getByTestId('move-confirm').click();
  const there = modelsDir(world, 'checkpoints', 'tiny_checkpoint.safetensors');
  await expect.poll(() => isThere(there)).toBe(true);
  expect(await isThere(from)).toBe(false);

  await page.getByRole('button', { name: /^On disk/ }).click();
  await rowOf(page, 'tiny').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Move or rename…' }).click();
  const name = dialog.getByRole('textbox');
  await name.fill('mine.ckpt');
  await expect(dialog.getByTestId('move-confirm')).toBeDisabled();
  await name.fill('mine.safetensors');
  await judgeEverywhere(app, page, 'rename a model');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect.poll(() => isThere(modelsDir(world, 'checkpoints', 'mine.safetensors'))).toBe(true);
});

test('the picture says what can be freed without losing a model, and leads there', async ({ app, page, world }) => {
  await put(modelsDir(world, 'loras', 'a.safetensors'), Buffer.alloc(3_000_000, 7));
  await put(modelsDir(world, 'vae', 'b.safetensors'), Buffer.alloc(3_000_000, 7));
  await put(modelsDir(world, 'vae', 'c.safetensors'), Buffer.alloc(2_000_000, 8));
  await put(modelsDir(world, 'vae', 'd.safetensors'), Buffer.alloc(2_000_000, 8));
  await page.getByTestId('place-models').click();
  await page.getByTestId('disk-picture-switch').click();
  const freeable = page.getByTestId('models-freeable');
  await expect(freeable).toContainText('5.0 MB in duplicates');
  await judgeEverywhere(app, page, 'picture of what can be freed');
  await freeable.getByTestId('freeable-copies').click();
  await page.getByTestId('duplicates-link-all').click();
  await expect(page.getByTestId('duplicate-group')).toHaveCount(0);
  await page.getByTestId('duplicates-dialog').getByRole('button', { name: 'Close' }).click();
  await expect(freeable).not.toContainText('in duplicates');
  await freeable.getByTestId('freeable-trash').click();
  await expect(page.getByTestId('place-home')).toHaveAttribute('aria-current', 'page');
});
