import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { expect, test } from './app';
import { getJson, installParams, readInstalled, runTask } from './api';
import { startComfy, stopComfy } from './comfy-calls';
import { judgeEverywhere } from './judge';
import { bytesOf, clearModels, modelsDir } from './model-tasks';
import { needsStandIn } from './stand-in';
import { drag, dropFromDisk, endlessSound, graph, node, paste, picture } from './workflow-files';
import { channelContent } from './world/catalogue';
import type { World } from './world/world';

test.skip(...needsStandIn('expects the classes that the stand-in brings, and starts it several times'));
test.use({ worldOptions: { name: 'workflow-window', pythonTool: 'uv' }, appFor: 'file' });

const dialogOf = (page: Page) => page.getByRole('dialog');
const placeOf = (page: Page) => page.getByTestId('workflow-place');
const packOf = (page: Page, key: string) => page.locator(`[data-testid="workflow-pack"][data-key="${key}"]`);
const outcomeOf = (page: Page) => page.getByTestId('workflow-outcome');

/** Two packs that bring one class: the one with more stars is offered, the other can be chosen. */
function shareClass(world: World): void {
  const files = channelContent(world.packs);
  const map = files['extension-node-map.json'] as Record<string, [string[], Record<string, unknown>]>;
  for (const repo of ['ComfyUI-Wired-Shapes', 'Sampler-Kit-Demo'])
    map[`https://github.com/adaquill/${repo}`]?.[0].push('SharedShape');
  world.channel.write('extension-node-map.json', map);
}

/** A second entry of the list with the file name of another one: a larger file for another folder. */
function shareFileName(world: World): void {
  const { models } = channelContent(world.packs)['model-list.json'] as { models: Record<string, string>[] };
  const twins = models
    .filter(({ name }) => name === 'tiny-checkpoint')
    .map((row) => ({ ...row, name: 'tiny-twin', filename: 'tiny_vae.safetensors' }));
  world.channel.write('model-list.json', { models: [...models, ...twins] });
}

test.beforeAll(({ world }) => {
  shareClass(world);
  shareFileName(world);
});

async function choose(page: Page, click: Locator, file: { name: string; text: string }): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await click.click();
  await (await chooser).setFiles({ name: file.name, mimeType: 'application/json', buffer: Buffer.from(file.text) });
}

/** Nothing is hovered while the screen is judged. */
async function rest(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
}

async function openByPalette(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: command }).click();
}

const portrait = graph([
  node('KSampler', { cnr_id: 'comfy-core', ver: '0.3.40' }),
  node('SaveImage'),
  node('Note'),
  node('DemoUpscaleTiled', { cnr_id: 'demo-upscaler', ver: '1.1.0' }, { title: 'First enlargement' }),
  node('DemoUpscaleTiled', { cnr_id: 'demo-upscaler', ver: '1.1.0' }),
  node('PaperLanternLight'),
  node('PromptGardenGrow'),
  node('SharedShape'),
  node('NobodyKnowsThis', {}, { title: 'Magic' }),
  node('LoraLoader', {}, { widgets_values: ['tiny_lora.safetensors', 1] }),
  node('VAELoader', {}, { widgets_values: ['nowhere.safetensors'] }),
]);

test('a workflow is opened from Home, and gets what it misses with one button', async ({ app, page, api, world }) => {
  await clearModels(world);
  await runTask(api, { kind: 'install', params: installParams('prompt-garden') });
  await runTask(api, { kind: 'disable', params: { node_name: 'prompt-garden' } });

  await page.getByTestId('place-home').click();
  await choose(page, page.getByTestId('open-workflow'), { name: 'portrait.json', text: portrait });
  await expect(placeOf(page)).toContainText('What portrait.json needs');
  await expect(packOf(page, 'Demo-Upscaler')).toContainText('DemoUpscaleTiled ×2');
  await expect(packOf(page, 'prompt-garden')).toHaveAttribute('data-state', 'disabled');
  await expect(packOf(page, 'sampler-kit-demo')).toContainText('One of several packs; this one has the most stars');
  await expect(page.getByTestId('workflow-unknown').filter({ hasText: 'NobodyKnowsThis' })).toContainText('Magic');
  await expect(page.getByTestId('workflow-model').filter({ hasText: 'nowhere' })).toContainText('Source unknown');
  await judgeEverywhere(app, page, 'workflow with missing packs');

  await page.getByLabel('Version of Demo Upscaler').selectOption({ label: 'As the workflow says: 1.1.0' });
  await page.getByLabel('Pack instead of Sampler Kit (Demo)').selectOption({ label: 'Wired Shapes · 12 stars' });
  await expect(page.getByTestId('workflow-go')).toHaveText('Install 3, enable 1, download 1');
  await expect(outcomeOf(page)).toHaveText('Missing: 3 packs, 1 disabled pack, 1 model (120 kB)');
  // NobodyKnowsThis and the two loaders; nowhere.safetensors.
  await expect(placeOf(page)).toContainText(/Not found anywhere: 1 model, \d node class/u);
  await page.getByTestId('workflow-go').click();
  await expect(outcomeOf(page)).toContainText('Start ComfyUI to use the packs');
  await rest(page);
  await judgeEverywhere(app, page, 'workflow with everything there');

  const installed = await readInstalled(api);
  expect(installed).toMatchObject({
    'Demo-Upscaler': { ver: '1.1.0', enabled: true },
    'prompt-garden': { enabled: true },
    'wired-shapes': { enabled: true },
    'ComfyUI-Paper-Lantern': { enabled: true },
  });
  expect((await stat(modelsDir(world, 'loras', 'tiny_lora.safetensors'))).size).toBeGreaterThan(1000);
  const { history } = await getJson<{ history: Record<string, { kind: string; batch_id: string; client_id: string }> }>(
    `${api}/v2/manager/queue/history`,
  );
  const tasks = Object.values(history).filter(({ client_id }) => client_id === 'desktop-window');
  expect(tasks.length).toBeGreaterThanOrEqual(5);
  // The download of a model runs beside the packs, in a batch of its own.
  const [models, packs] = [true, false].map((isModel) =>
    tasks.filter(({ kind }) => (kind === 'install-model') === isModel),
  );
  for (const batch of [models, packs]) expect(new Set(batch?.map(({ batch_id }) => batch_id)).size).toBe(1);

  await placeOf(page).getByRole('button', { name: 'Start ComfyUI' }).click();
  // The map of classes promised more than the pack has.
  await expect(outcomeOf(page)).toContainText('1 pack does not have the nodes');
  await expect(packOf(page, 'wired-shapes')).toContainText('this version does not have these nodes');
  // SharedShape, NobodyKnowsThis, LoraLoader and VAELoader: the stand-in has no loaders.
  await expect(page.getByTestId('workflow-proof')).toContainText('4 of 9 node classes are missing, 1 model is missing');
  await expect(page.getByTestId('workflow-proof')).toContainText('nowhere.safetensors');
  await judgeEverywhere(app, page, 'workflow with a pack that lacks its nodes');
  const info = await getJson<Record<string, unknown>>(`${api}/object_info`);
  expect(Object.keys(info)).toEqual(
    expect.arrayContaining(['DemoUpscaleTiled', 'PaperLanternLight', 'PromptGardenGrow', 'WiredCircle']),
  );
  await stopComfy(api);
});

test('a picture dropped on the window: what fails says why, what does not import says so after the start', async ({
  app,
  page,
  api,
}) => {
  const flow = graph([
    node('BrokenRequirement'),
    node('MissingModule'),
    node('WatchedPack', { cnr_id: 'watched-pack' }),
  ]);
  const dragged = { name: 'portrait.png', bytes: picture(flow) };
  await drag(page, dragged, ['dragenter', 'dragover']);
  await expect(page.getByTestId('drop-cover')).toContainText('Drop it here');
  await judgeEverywhere(app, page, 'something hovers over the window');
  await drag(page, dragged, ['dragover', 'drop']);
  await expect(page.getByTestId('drop-cover')).toHaveCount(0);
  await expect(placeOf(page)).toContainText('What portrait.png needs');
  await expect(page.getByTestId('workflow-pack')).toHaveCount(3);
  await page.getByTestId('workflow-go').click();

  const broken = packOf(page, 'broken-requirement');
  await expect(broken).toHaveAttribute('data-phase', 'failed');
  await expect(packOf(page, 'missing-module')).toHaveAttribute('data-state', 'installed');
  await expect(packOf(page, 'watched-pack')).toHaveAttribute('data-state', 'installed');
  await expect(broken.getByRole('alert')).toContainText('Broken Requirement was not installed');
  await expect(page.getByTestId('workflow-go')).toHaveText('Install 1');
  await rest(page);
  await judgeEverywhere(app, page, 'workflow with a failure');

  // Left out, the rest is ready to be loaded.
  await broken.getByRole('checkbox').uncheck();
  await startComfy(api);
  await expect(packOf(page, 'missing-module')).toHaveAttribute('data-state', 'failed-import');
  await expect(packOf(page, 'missing-module')).toContainText('module_nobody_named');
  await expect(packOf(page, 'watched-pack')).toContainText('Installed');
  await judgeEverywhere(app, page, 'workflow with a pack that does not import');
  await broken.getByRole('button', { name: 'Show log' }).click();
  await expect(page).toHaveURL(/#\/activity/);

  // The last workflow stays at hand; what runs now is restarted for what is new.
  await runTask(api, { kind: 'uninstall', params: { node_name: 'missing-module' } });
  await openByPalette(page, 'Show again what portrait.png needs');
  await packOf(page, 'broken-requirement').getByRole('checkbox').uncheck();
  await packOf(page, 'missing-module').getByRole('checkbox').uncheck();
  await stopComfy(api);
});

test('a running ComfyUI is restarted for what was installed', async ({ page, api }) => {
  await startComfy(api);
  await drag(page, { name: 'flow.json', bytes: Buffer.from(graph([node('TidyLatentSort')])) }, ['drop']);
  await page.getByTestId('workflow-go').click();
  await expect(packOf(page, 'tidy-latents')).toContainText('Installed, not loaded');
  await placeOf(page).getByRole('button', { name: 'Restart ComfyUI' }).click();
  await expect(outcomeOf(page)).toContainText('ComfyUI has loaded the packs');
  await expect(page.getByTestId('workflow-proof')).toContainText('The only node class is there.');
  expect(Object.keys(await getJson<Record<string, unknown>>(`${api}/object_info`))).toContain('TidyLatentSort');
  await stopComfy(api);
});

test('what nobody vouches for is not chosen, and what the policy forbids says so ahead', async ({ app, page }) => {
  const flow = graph([
    node('StrangeNode', { aux_id: 'stranger/strange-nodes', ver: 'f'.repeat(40) }),
    node('EdgeFinderCv', { cnr_id: 'edge-finder-cv', ver: '1.0.0' }),
  ]);
  await paste(page, flow);
  await expect(placeOf(page)).toContainText('What the pasted workflow needs');
  const strange = packOf(page, 'https://github.com/stranger/strange-nodes');
  await expect(strange).toContainText('No catalogue lists it');
  await expect(strange).toContainText('is switched off in the settings');
  await expect(strange.getByRole('checkbox')).toBeDisabled();
  await expect(page.getByTestId('workflow-go')).toHaveText('Install 1');
  await judgeEverywhere(app, page, 'workflow with a refused pack');
});

test('a file name that several models have is a choice: nothing is downloaded before it is made', async ({
  app,
  page,
  world,
}) => {
  await clearModels(world);
  await paste(page, graph([node('AnyLoader', {}, { widgets_values: ['tiny_vae.safetensors'] })]));
  const model = page.getByTestId('workflow-model').filter({ hasText: 'tiny_vae.safetensors' });
  const choices = model.getByTestId('workflow-choices');
  await expect(choices).toContainText('several models of this name');
  await expect(choices.getByRole('button')).toHaveText([/^tiny-vae/u, /^tiny-twin/u]);
  await expect(page.getByTestId('workflow-go')).toHaveCount(0);
  await judgeEverywhere(app, page, 'workflow with a choice of models');
  await choices.getByRole('button', { name: 'tiny-twin' }).click();
  await expect(model).toHaveAttribute('data-state', 'present');
  await expect(choices).toHaveCount(0);
  const twin = await readFile(modelsDir(world, 'checkpoints', 'tiny_vae.safetensors'));
  expect(twin.equals(bytesOf(world, 'tiny_checkpoint.safetensors'))).toBe(true);
  expect(await readdir(modelsDir(world))).not.toContain('vae');
});

test('everything else that is dropped or pasted goes where it belongs, or is told what it is', async ({
  app,
  page,
  world,
}) => {
  const address = page.url().replace(/#.*/u, '');
  const link = { texts: { 'text/uri-list': 'https://github.com/adaquill/Prompt-Garden/tree/main' } };
  await drag(page, link, ['dragover', 'drop']);
  await expect(dialogOf(page).getByRole('textbox').first()).toHaveValue('https://github.com/adaquill/Prompt-Garden');
  await page.keyboard.press('Escape');
  // What is pasted while its field has the cursor would go into the field.
  await expect(dialogOf(page)).toHaveCount(0);
  await paste(page, 'git@github.com:adaquill/Prompt-Garden.git');
  await expect(dialogOf(page).getByRole('textbox').first()).toHaveValue('git@github.com:adaquill/Prompt-Garden.git');
  await page.keyboard.press('Escape');
  await expect(dialogOf(page)).toHaveCount(0);
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').focus();
  await paste(page, graph([node('X')]));
  await expect(placeOf(page)).toHaveCount(0);

  const archive = join(world.root, 'pack.zip');
  await writeFile(archive, Buffer.from('504b0506000000000000000000000000000000000000', 'hex'));
  await dropFromDisk(page, archive);
  await expect(dialogOf(page)).toContainText('pack.zip');
  await page.keyboard.press('Escape');
  await expect(dialogOf(page)).toHaveCount(0);

  const none = page.getByTestId('no-workflow').first();
  const expectRefused = async (name: string, bytes: Buffer, words: string) => {
    await drag(page, { name, bytes }, ['drop']);
    await expect(none).toContainText(words);
    await none.getByRole('button', { name: 'Dismiss' }).click();
  };
  await expectRefused('paper.pdf', Buffer.from('%PDF-1.7'), 'Files of this kind contain no workflow');
  await expectRefused('plain.png', picture(null), 'without a workflow');
  await drag(page, { name: 'broken.json', bytes: Buffer.from('{"nodes": [') }, ['drop']);
  await expect(none).toContainText('its text is not JSON');
  await drag(page, { texts: { 'text/plain': 'hello' } }, ['drop']);
  await expect(none).toContainText('neither the address of a git repository nor a workflow');
  await judgeEverywhere(app, page, 'nothing to open in what was dropped');
  expect(page.url().replace(/#.*/u, '')).toBe(address);
});

test('a sound carries its workflow, and one that was made to be read for hours is given up', async ({ page }) => {
  await drag(page, { name: 'endless.flac', bytes: endlessSound() }, ['drop']);
  await expect(page.getByTestId('no-workflow')).toContainText('The file is damaged');
  const bytes = await readFile(join(import.meta.dirname, '../src/workflow-files/workflow-fixtures/sound.opus'));
  await drag(page, { name: 'sound.opus', bytes }, ['drop']);
  await expect(placeOf(page)).toContainText('What sound.opus needs');
});
