import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Page } from 'playwright';
import { installParams, runTask, writeConfig } from '../api';
import { expect, test } from '../app';
import { startComfy } from '../comfy-calls';
import { openHome } from '../home-calls';
import { resize } from '../judge';
import { clearModels, modelsDir } from '../model-tasks';
import { openSection } from '../settings-place';
import { graph, node } from '../workflow-files';
import type { World } from '../world/world';

// The pictures of README and docs/guide.md: one story on the demo world, told from place to place.
test.use({
  worldOptions: { name: 'pictures', packs: 'demo', pythonTool: 'uv' },
  appSettings: { 'comfyui.port': '0' },
});

const folder = resolve(import.meta.dirname, '../../docs/pictures');
const size = [1280, 800] as const;
const gigabyte = 1_000_000_000;

type Scheme = 'light' | 'dark';

async function take(page: Page, name: string, colorScheme: Scheme = 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.mouse.move(0, 0);
  // The good news of what was done before have their own time; a picture is of the place.
  await expect(page.locator('[data-sonner-toast]')).toHaveCount(0, { timeout: 15_000 });
  await page.screenshot({ path: resolve(folder, `${name}.png`), animations: 'disabled' });
}

/** Files of a believable size that take no room: the disk holds only their length. */
async function placeModels(world: World): Promise<void> {
  await clearModels(world);
  const models: [string, string, number][] = [
    ['checkpoints', 'daylight-xl.safetensors', 6.9],
    ['checkpoints', 'inkling-v5.safetensors', 4.3],
    ['diffusion_models', 'harbor-flow-fp8.safetensors', 11.9],
    ['loras', 'paper-grain.safetensors', 0.23],
    ['loras', 'night-street.safetensors', 0.17],
    ['vae', 'daylight-vae.safetensors', 0.33],
    ['upscale_models', 'clear-4x.pth', 0.07],
    ['controlnet', 'depth-small.safetensors', 1.4],
  ];
  for (const [type, name, size] of models) {
    const path = modelsDir(world, type, name);
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'w');
    await file.truncate(size * gigabyte);
    await file.close();
  }
}

async function placePacks(world: World, api: string): Promise<void> {
  const { comfyui } = world;
  await writeConfig(world, ['security_level = normal-']);
  await rm(comfyui.customNodesDir, { recursive: true, force: true });
  await mkdir(comfyui.customNodesDir);
  const installed = ['velvet-masks', 'Copper-Face-Detail', 'wordloom', 'harbor-lora', 'cinder-video', 'thimble-crop'];
  for (const id of installed) await runTask(api, { kind: 'install', params: installParams(id) });
  await runTask(api, { kind: 'install', params: installParams('aurora-relight', '1.0.0') });
  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.0.0') });
}

const workflow = graph([
  node('KSampler', { cnr_id: 'comfy-core', ver: '0.3.40' }),
  node('SaveImage'),
  node('MarbleDepth', { cnr_id: 'marble-control' }),
  node('TesseraRegion'),
  node('TesseraCombine'),
  node('VelvetMaskGrow'),
  node('NightMarketLights'),
  node('VAELoader', {}, { widgets_values: ['daylight-vae.safetensors'] }),
]);

async function openWorkflow(page: Page): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('open-workflow').click();
  await (
    await chooser
  ).setFiles({ name: 'portrait.json', mimeType: 'application/json', buffer: Buffer.from(workflow) });
  await page.getByTestId('workflow-pack').first().waitFor();
}

test('the places', async ({ app, page, api, world }) => {
  await mkdir(folder, { recursive: true });
  await resize(app, size);
  await placeModels(world);
  await placePacks(world, api);
  await startComfy(api);

  await openHome(page);
  await page.getByTestId('change-row').first().waitFor();
  await page.getByTestId('disk-part').first().waitFor();
  await take(page, 'home');
  await take(page, 'home-dark', 'dark');
  await openWorkflow(page);
  await take(page, 'workflow', 'dark');
  await page.keyboard.press('Escape');

  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill('mask');
  await page.getByTestId('pack-row').first().click();
  await page.getByTestId('pack-details').waitFor();
  await take(page, 'packs');
  await page.keyboard.press('Escape');
  await page.getByTestId('pack-search').fill('');
  await page.getByTestId('review-updates').click();
  await page.getByTestId('review-row').first().waitFor();
  await take(page, 'updates');
  await page.keyboard.press('Escape');

  await page.getByTestId('place-models').click();
  await page.getByTestId('model-row').first().waitFor();
  await page.getByTestId('disk-picture-switch').click();
  await page.getByTestId('disk-tile').first().waitFor();
  await take(page, 'models', 'dark');

  await page.getByTestId('place-snapshots').click();
  await page.getByTestId('snapshot-row').last().click();
  await page.getByTestId('snapshot-change').first().waitFor();
  await take(page, 'snapshots');
  await page.keyboard.press('Escape');

  await page.getByTestId('place-activity').click();
  await page.getByTestId('disk-change').first().waitFor();
  await take(page, 'activity');

  await openSection(page, 'security');
  await page.getByRole('table').scrollIntoViewIfNeeded();
  await take(page, 'security');
});

test('a pack that does not import, and the log', async ({ app, page, api }) => {
  await resize(app, size);
  await runTask(api, { kind: 'install', params: installParams('missing-module') });
  await startComfy(api);
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('import-problem').first().waitFor();
  await take(page, 'import-problem');
  await page.getByTestId('comfy-tab-log').click();
  await page.getByTestId('log-line').first().waitFor();
  await take(page, 'log', 'dark');
  await page.getByTestId('comfy-tab-versions').click();
  await page.getByTestId('version-row').first().waitFor();
  await take(page, 'versions');
});
