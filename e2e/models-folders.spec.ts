import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from './app';
import { answerFolderDialog } from './dialogs';
import { judgeEverywhere } from './judge';
import { chooseOfModels, clearModels } from './model-tasks';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'models-folders', pythonTool: 'uv' }, appFor: 'file' });

async function put(path: string, bytes: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, Buffer.alloc(bytes, 1));
}

/** What the code of ComfyUI finds at its start. */
function readByComfy(cwd: string, key: string): string {
  const code = `import folder_paths as f; f.load_all_extra_paths(); print(f.list_weights(${JSON.stringify(key)}))`;
  return execFileSync(process.platform === 'win32' ? 'python' : 'python3', ['-c', code], { cwd, encoding: 'utf8' });
}

test('the models of another program are used where they lie, taken back, and used no longer', async ({
  app,
  page,
  world,
}) => {
  await clearModels(world);
  const theirs = await mkdtemp(join(tmpdir(), 'StabilityMatrix ü-'));
  const at = (...names: string[]) => join(theirs, 'Data', 'Models', ...names);
  await put(at('StableDiffusion', 'painted.safetensors'), 3_000_000);
  await put(at('StableDiffusion', 'painted.cm-info.json'), 30);
  await put(at('Lora', 'ink.safetensors'), 1_000_000);
  await mkdir(at('LyCORIS'));
  await put(at('Karlo', 'unknown.safetensors'), 1_000);
  await mkdir(at('VAE'));
  const file = join(world.comfyui.path, 'extra_model_paths.yaml');
  const mine = '# mine\nmine:\n  vae: more\n';
  await writeFile(file, mine);

  await page.getByTestId('place-models').click();
  await chooseOfModels(page, 'Use another models folder…');
  const dialog = page.getByTestId('folders-dialog');
  await answerFolderDialog(app, join(theirs, 'Data'));
  await dialog.getByTestId('folder-confirm').click();
  const offers = dialog.getByTestId('folder-offer');
  await expect(offers.filter({ hasText: 'checkpoints' })).toContainText('1 file · 3.0 MB');
  await expect(offers.filter({ hasText: 'loras' })).toContainText('Lora');
  await expect(dialog).toContainText('2 more folders are empty so far');
  await expect(dialog).toContainText('Karlo');
  await judgeEverywhere(app, page, 'the folder of another program');
  await dialog.getByTestId('folder-confirm').click();
  const row = page.getByTestId('model-row').filter({ hasText: 'painted' });
  await expect(row).toBeVisible();
  expect((await readFile(file, 'utf8')).startsWith(mine)).toBe(true);
  // So does the code of ComfyUI.
  expect(readByComfy(world.comfyui.path, 'checkpoints')).toContain('painted.safetensors');
  expect(readByComfy(world.comfyui.path, 'loras')).toContain('ink.safetensors');

  await page.getByTestId('place-activity').click();
  const task = page.getByTestId('task-row').filter({ hasText: 'Use the models of Data' }).last();
  await task.getByTestId('task-undo').click();
  await expect(task).toContainText('Undone');
  expect(await readFile(file, 'utf8')).toBe(mine);
  await page.getByTestId('place-models').click();
  await expect(row).toHaveCount(0);

  await chooseOfModels(page, 'Use another models folder…');
  await answerFolderDialog(app, join(theirs, 'Data'));
  await dialog.getByTestId('folder-confirm').click();
  await dialog.getByTestId('folder-confirm').click();
  await expect(row).toBeVisible();
  await chooseOfModels(page, 'Use another models folder…');
  await judgeEverywhere(app, page, 'the folders of models in use');
  await dialog.getByTestId('folder-stop').click();
  await expect(dialog.getByTestId('folder-stop')).toHaveCount(0);
  expect(await readFile(file, 'utf8')).toBe(mine);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(row).toHaveCount(0);
  await rm(theirs, { recursive: true });
});

test('a folder without models is refused with its reason', async ({ app, page, world }) => {
  await page.getByTestId('place-models').click();
  await chooseOfModels(page, 'Use another models folder…');
  const dialog = page.getByTestId('folders-dialog');
  await answerFolderDialog(app, join(world.comfyui.path, 'custom_nodes'));
  await dialog.getByTestId('folder-confirm').click();
  await expect(dialog.getByTestId('folder-refused')).toContainText('No folder of models was found');
  await expect(dialog.getByTestId('folder-confirm')).toBeDisabled();
  await dialog.getByTestId('folder-other').click();
  await answerFolderDialog(app, world.comfyui.path);
  await dialog.getByTestId('folder-confirm').click();
  await expect(dialog.getByTestId('folder-refused')).toContainText('already');
});

test('another installation of the app offers its models with one press', async ({ page, world }) => {
  const second = join(world.root, 'Zweites ComfyUI');
  await cp(world.comfyui.path, second, { recursive: true, verbatimSymlinks: true });
  await rm(join(second, 'models'), { recursive: true });
  await put(join(second, 'models', 'vae', 'shared.safetensors'), 1_000);
  for (const folder of [second, world.comfyui.path]) await callByWindow(page, 'installation.show', { folder });
  await page.getByTestId('place-models').click();
  await chooseOfModels(page, 'Use another models folder…');
  const dialog = page.getByTestId('folders-dialog');
  await dialog.getByTestId('folder-look').click();
  await expect(dialog.getByTestId('folder-offer')).toHaveText(/^vae/u);
  await dialog.getByTestId('folder-confirm').click();
  await expect(page.getByTestId('model-row').filter({ hasText: 'shared' })).toBeVisible();
  await chooseOfModels(page, 'Use another models folder…');
  await expect(dialog.getByTestId('folder-look')).toHaveCount(0);
  await dialog.getByTestId('folder-stop').click();
  await expect(dialog.getByTestId('folder-look')).toBeVisible();
});

test('the models move to another folder, are read there, and come back', async ({ app, page, world }) => {
  const own = join(world.comfyui.path, 'models', 'loras', 'moved.safetensors');
  await put(own, 2_000_000);
  const to = await mkdtemp(join(tmpdir(), 'large disk ü-'));
  await page.getByTestId('place-models').click();
  await answerFolderDialog(app, join(world.comfyui.path, 'custom_nodes'));
  await chooseOfModels(page, 'Move models to another disk…');
  const dialog = page.getByTestId('library-dialog');
  await expect(dialog.getByTestId('library-refused')).toContainText('has other things in it');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await answerFolderDialog(app, to);
  await chooseOfModels(page, 'Move models to another disk…');
  await expect(dialog.getByTestId('library-plan')).toContainText('The originals go to the trash');
  await judgeEverywhere(app, page, 'moving the models');
  await dialog.getByTestId('library-confirm').click();
  await page.getByTestId('place-activity').click();
  const task = page.getByTestId('task-row').filter({ hasText: 'models folder' }).last();
  await expect(task).toContainText('from its next start on');
  // The code of ComfyUI finds it there alone.
  expect(existsSync(own)).toBe(false);
  expect(readByComfy(world.comfyui.path, 'loras')).toContain('moved.safetensors');
  await task.getByTestId('task-undo').click();
  await expect(task).toContainText('Undone');
  expect(existsSync(own)).toBe(true);
  await rm(to, { recursive: true });
});
