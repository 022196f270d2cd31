import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright';
import { runTask, waitUntilIdle } from './api';
import { expect, test } from './app';
import { answerFolderDialog, answerSaveDialog } from './dialogs';
import { judgeEverywhere } from './judge';
import { launchApp, type LaunchedApp } from './launch';
import { bytesOf, chooseOfModels, install, paramsOf, rowOf } from './model-tasks';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';
import { drag, graph, node } from './workflow-files';
import type { World } from './world/world';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'model-lists', pythonTool: 'uv' }, appFor: 'file' });

/** Where lists lie, and the second installation of the world, made of the same parts before the first has any model. */
let files: string;
let second: string;
/** The app on the second. */
let there: LaunchedApp;

const firstModel = (world: World, ...names: string[]) => join(world.comfyui.path, 'models', ...names);
const secondModel = (...names: string[]) => join(second, 'models', ...names);

async function put(path: string, content: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

test.beforeAll(async ({ world }) => {
  files = await mkdtemp(join(tmpdir(), 'lists 工房-'));
  second = join(world.root, 'Zweites ComfyUI');
  await rm(firstModel(world), { recursive: true, force: true });
  await cp(world.comfyui.path, second, { recursive: true, verbatimSymlinks: true });
  there = await launchApp({ world, comfyuiFolder: second });
});
test.afterAll(async () => {
  await there.close();
  await rm(files, { recursive: true, force: true });
});

interface Listed {
  name: string;
  type: string;
  size_bytes: number | null;
  sha256: string | null;
  urls: string[];
}
const readListed = async (file: string): Promise<Listed[]> =>
  (JSON.parse(await readFile(file, 'utf8')) as { models: Listed[] }).models;

const drop = ['dragenter', 'dragover', 'drop'] as const;
const dialog = (page: Page) => page.getByTestId('model-list-dialog');
const row = (page: Page, text: string) => dialog(page).getByTestId('model-list-row').filter({ hasText: text });

async function choose({ app, page }: LaunchedApp, file: string): Promise<void> {
  await answerFolderDialog(app, file);
  await chooseOfModels(page, 'Compare with a list…');
  await expect(dialog(page)).toBeVisible();
}

/** An installation with three models of the list and one that nobody has, exported by its window. */
async function exportFirst({ app, page, api }: LaunchedApp, world: World): Promise<string> {
  for (const name of ['tiny-checkpoint', 'tiny-vae', 'tiny-lora']) {
    expect((await install(api, paramsOf(await rowOf(api, name)))).outcome.status).toBe('done');
  }
  await put(firstModel(world, 'loras', 'mine', 'own.safetensors'), Buffer.alloc(50_000, 3));
  await page.getByTestId('place-models').click();
  const target = join(files, 'my models.json');
  await answerSaveDialog(app, target);
  await chooseOfModels(page, 'Export as a list…');
  await expect(page.getByText('4 models are in the list')).toBeVisible();
  return target;
}

test('a list says what another installation lacks, and brings it', async ({ world, launched }) => {
  const file = await exportFirst(launched, world);
  const listed = await readListed(file);
  expect(listed.map(({ type, name }) => `${type}/${name}`).sort()).toEqual([
    'checkpoints/tiny_checkpoint.safetensors',
    'loras/mine/own.safetensors',
    'loras/tiny_lora.safetensors',
    'vae/Demo/tiny_vae.safetensors',
  ]);
  expect(await readFile(file, 'utf8')).not.toContain(world.root);
  const checkpoint = listed.find(({ type }) => type === 'checkpoints');
  expect(checkpoint).toMatchObject({
    size_bytes: 3_000_000,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    urls: ['https://huggingface.co/demo-weights/tiny-checkpoint/resolve/main/tiny_checkpoint.safetensors'],
  });

  await put(secondModel('checkpoints', 'renamed.safetensors'), bytesOf(world, 'tiny_checkpoint.safetensors'));
  await put(secondModel('loras', 'tiny_lora.safetensors'), Buffer.alloc(1000, 1));
  const named = { 1: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'renamed.safetensors' } } };
  await put(join(second, 'user', 'default', 'workflows', 'portrait.json'), Buffer.from(JSON.stringify(named)));
  const { app, page, api } = there;
  await page.getByTestId('place-models').click();
  await choose(there, file);
  await expect(row(page, 'tiny_vae')).toHaveAttribute('data-state', 'missing');
  await expect(row(page, 'own.safetensors')).toContainText('The list names no address');
  await expect(row(page, 'tiny_lora')).toHaveAttribute('data-state', 'other');
  // Once the files here were read, the one under another name is known by its content.
  await expect(row(page, 'tiny_checkpoint')).toHaveAttribute('data-state', 'elsewhere');
  await expect(dialog(page).getByTestId('model-list-summary')).toHaveText(
    '2 missing · 1 with other content · 1 in another place',
  );
  // A workflow that names it so would look for it in vain.
  await expect(row(page, 'tiny_checkpoint').getByTestId('used-by-warning')).toContainText('portrait');
  await judgeEverywhere(app, page, 'a list of models, compared');

  await row(page, 'tiny_checkpoint').getByTestId('model-list-move').click();
  await expect(row(page, 'tiny_checkpoint')).toHaveAttribute('data-state', 'here');
  await expect(dialog(page).getByTestId('model-list-download')).toHaveText('Download 1');
  await dialog(page).getByTestId('model-list-download').click();
  await expect(dialog(page)).toHaveCount(0);
  await waitUntilIdle(api);
  expect(await readFile(secondModel('vae', 'Demo', 'tiny_vae.safetensors'))).toEqual(
    bytesOf(world, 'tiny_vae.safetensors'),
  );
  expect(await readFile(secondModel('loras', 'tiny_lora.safetensors'))).toEqual(Buffer.alloc(1000, 1));
  await choose(there, file);
  await expect(row(page, 'tiny_vae')).toHaveAttribute('data-state', 'here');
});

test('what does not have the hash of the list never gets its name', async () => {
  const url = 'https://huggingface.co/demo-weights/tiny-upscaler/resolve/main/tiny_upscaler.pth';
  const model = { name: 'planted.pth', type: 'upscale_models', urls: [url], sha256: 'a'.repeat(64) };
  const file = join(files, 'hostile.json');
  const text = JSON.stringify({ format: 'comfyui-model-manifest', version: 1, models: [model] });
  await writeFile(file, text);
  const { page, api } = there;
  // Dropped in any place it leads to the comparison.
  await drag(page, { name: 'hostile.json', bytes: Buffer.from(text) }, drop);
  await expect(row(page, 'planted')).toContainText('From huggingface.co');
  // Its format can hold code, so it is not chosen.
  await expect(dialog(page).getByTestId('model-list-download')).toBeDisabled();
  await row(page, 'planted').getByRole('checkbox').check();
  await dialog(page).getByTestId('model-list-download').click();
  await page.getByTestId('place-activity').click();
  const task = page.getByTestId('task-row').filter({ hasText: 'planted' }).last();
  await expect(task).toContainText('wrong SHA-256');
  await waitUntilIdle(api);
  await expect(readFile(secondModel('upscale_models', 'planted.pth'))).rejects.toThrow('ENOENT');

  const bad: [object, string][] = [
    [{ ...model, name: '../../evil.safetensors' }, 'models > 0 > name'],
    [{ ...model, urls: ['file:///etc/passwd'] }, 'models > 0 > urls'],
  ];
  await page.getByTestId('place-models').click();
  for (const [planted, where] of bad) {
    await writeFile(file, JSON.stringify({ format: 'comfyui-model-manifest', version: 1, models: [planted] }));
    await choose(there, file);
    await expect(dialog(page)).toContainText(where);
    await expect(dialog(page).getByTestId('model-list-download')).toHaveCount(0);
    await dialog(page).getByRole('button', { name: 'Close' }).click();
  }
});

test('what a workflow needs goes out as a list, with what is known of the files that it finds', async ({
  world,
  launched,
}) => {
  const { app, page, api } = launched;
  for (const name of ['tiny-checkpoint', 'tiny-lora']) await install(api, paramsOf(await rowOf(api, name)));
  const workflow = graph([
    { ...node('CheckpointLoaderSimple'), widgets_values: ['tiny_checkpoint.safetensors'] },
    { ...node('UpscaleModelLoader'), widgets_values: ['tiny_upscaler.pth'] },
  ]);
  await drag(page, { name: 'needs.json', bytes: Buffer.from(workflow) }, drop);
  const target = join(files, 'needs.json');
  await answerSaveDialog(app, target);
  await page.getByTestId('workflow-models-export').click();
  await expect(page.getByText('2 models are in the list')).toBeVisible();
  const listed = await readListed(target);
  expect(listed.find(({ name }) => name.includes('checkpoint'))).toMatchObject({
    ...{ type: 'checkpoints', size_bytes: 3_000_000, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(listed.find(({ name }) => name.includes('upscaler'))).toMatchObject({
    ...{ type: 'upscale_models', sha256: null, urls: [expect.stringContaining('/tiny-upscaler/')] },
  });
  const value = await callByWindow(page, 'models.manifest', {
    paths: [firstModel(world, 'loras', 'tiny_lora.safetensors')],
  });
  expect(value).toMatchObject({ leftOut: 0, document: { models: [{ name: 'tiny_lora.safetensors' }] } });
});

test('a snapshot records the models, and its details and a restore say which are missing', async ({
  world,
  launched,
}) => {
  const { page, api } = launched;
  for (const name of ['tiny-checkpoint', 'tiny-lora']) await install(api, paramsOf(await rowOf(api, name)));
  const { name: target } = await callByWindow(page, 'snapshots.save', { name: 'with models' });
  await rm(firstModel(world, 'checkpoints', 'tiny_checkpoint.safetensors'));
  const restored = await runTask(api, { kind: 'restore-snapshot', params: { target } });
  expect(restored.outcome).toMatchObject({
    status: 'warning',
    warnings: [expect.stringContaining('One model that the snapshot recorded is missing here')],
  });

  await page.getByTestId('place-snapshots').click();
  await page.locator(`[data-testid="snapshot-row"][data-name="${target}"]`).click();
  const models = page.getByTestId('snapshot-models');
  await expect(models).toContainText('1 missing now');
  await models.getByTestId('snapshot-models-compare').click();
  await expect(row(page, 'tiny_checkpoint')).toHaveAttribute('data-state', 'missing');
  await dialog(page).getByTestId('model-list-download').click();
  await expect(models).toContainText('none missing now');
  expect(await readFile(firstModel(world, 'checkpoints', 'tiny_checkpoint.safetensors'))).toEqual(
    bytesOf(world, 'tiny_checkpoint.safetensors'),
  );
});
