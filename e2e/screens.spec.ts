import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from './app';
import { installParams, runTask } from './api';
import { judgeEverywhere, resize } from './judge';
import { modelsDir } from './model-tasks';
import { launchApp } from './launch';
import { callByWindow } from './window-door';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'screens', packs: 'demo', pythonTool: 'uv' } });

/** What can be pressed in each place without pointing at anything, at most, in a window of 1280 x 800: a place that grows gives a reason here. */
const most = {
  home: { limit: 14, shows: 'disk-part' },
  packs: { limit: 29, shows: 'pack-row' },
  // What is online has one; what is wanted now and then stands behind ⋯.
  models: { limit: 13, shows: 'model-row' },
  comfyui: { limit: 12, shows: 'comfy-state' },
  'comfyui?tab=versions': { limit: 17, shows: 'version-row' },
  'comfyui?tab=arguments': { limit: 45, shows: 'comfy-option' },
  'comfyui?tab=environment': { limit: 16, shows: 'package-row' },
  settings: { limit: 17, shows: 'setting' },
};

const controls = 'button, a[href], input, textarea, [role="tab"], [role="switch"], [role="checkbox"]';

/** What is seen of the controls in the place that is shown. */
function countControls(page: Page): Promise<number> {
  return page.locator('main').evaluate((main, selector) => {
    const isSeen = (element: Element): boolean => {
      const { width, height } = element.getBoundingClientRect();
      return width > 2 && height > 2 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    };
    return [...main.querySelectorAll(selector)].filter((element) => isSeen(element)).length;
  }, controls);
}

type Judge = (name: string) => Promise<void>;

/** ComfyUI's place, tab by tab, as it is now. */
async function judgeComfy(page: Page, judge: Judge): Promise<void> {
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('comfy-tab-overview').click();
  await page.getByTestId('comfy-state').waitFor();
  await judge('ComfyUI');
  await page.getByTestId('comfy-tab-log').click();
  await page.getByTestId('log-line').first().waitFor();
  await judge('ComfyUI log');
  await page.getByTestId('comfy-tab-arguments').click();
  await page.getByTestId('comfy-option').first().waitFor();
  await judge('ComfyUI arguments');
}

async function judgeModels(page: Page, judge: Judge): Promise<void> {
  await page.getByTestId('place-models').click();
  await page.getByTestId('model-row').first().waitFor();
  await judge('models');
  await page.getByTestId('model-row').first().click();
  await page.getByTestId('model-details').waitFor();
  await judge('model');
  await page.keyboard.press('Escape');
  await page.getByTestId('disk-picture-switch').click();
  await page.getByTestId('disk-tile').first().waitFor();
  await judge('disk picture');
  await page.getByTestId('disk-picture-switch').click();
}

async function judgePacksAndTasks(page: Page, judge: Judge): Promise<void> {
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-row').first().waitFor();
  await judge('packs');
  await page.getByTestId('pack-row').nth(1).click();
  await page.getByTestId('pack-details').waitFor();
  await judge('details');
  await page.keyboard.press('Escape');
  await page.getByTestId('place-activity').click();
  await page.getByTestId('task-row').first().waitFor();
  await judge('activity');
}

async function judgeSnapshots(page: Page, judge: Judge): Promise<void> {
  await page.getByTestId('place-snapshots').click();
  await page.getByTestId('snapshot-row').last().click();
  await page.getByTestId('snapshot-change').first().waitFor();
  await judge('snapshots');
  await page.keyboard.press('Escape');
}

async function startComfy(page: Page, state: 'running' | 'crashed'): Promise<void> {
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('comfy-tab-overview').click();
  await page.getByTestId('comfy-start').click();
  await expect(page.getByTestId('comfy-state')).toHaveAttribute('data-state', state);
}

// First, while little is there.
test('no place has more controls than a person can take in', async ({ app, page, world }) => {
  await resize(app, [1280, 800]);
  await mkdir(modelsDir(world, 'loras'), { recursive: true });
  for (const name of ['one', 'two', 'three']) await writeFile(modelsDir(world, 'loras', `${name}.safetensors`), name);
  const found: Record<string, number> = {};
  for (const [place, { shows }] of Object.entries(most)) {
    await page.evaluate((hash) => {
      window.location.hash = hash;
    }, `#/${place}`);
    await page.getByTestId(shows).first().waitFor();
    await expect(page.getByTestId('skeleton')).toHaveCount(0);
    found[place] = await countControls(page);
  }
  for (const [place, { limit }] of Object.entries(most)) expect.soft(found[place], place).toBeLessThanOrEqual(limit);
  await test.info().attach('controls', { body: JSON.stringify(found), contentType: 'application/json' });
  if (process.env['COUNTS'] !== undefined) console.log(JSON.stringify(found));
});

test('every place, in both themes and sizes, has no serious accessibility violation and does not scroll sideways', async ({
  app,
  page,
  api,
  world,
}) => {
  test.setTimeout(300_000);
  await runTask(api, { kind: 'install', params: installParams('sampler-kit-demo') });
  await runTask(api, { kind: 'install', params: installParams('two-minds') });
  const models = join(world.comfyui.path, 'models');
  await Promise.all(['checkpoints', 'loras', 'vae'].map((name) => mkdir(join(models, name), { recursive: true })));
  await writeFile(join(models, 'checkpoints', 'dream.safetensors'), Buffer.alloc(4_000_000));
  await writeFile(join(models, 'loras', 'ink.safetensors'), Buffer.alloc(1_500_000, 1));
  await writeFile(join(models, 'vae', 'ink.safetensors'), Buffer.alloc(1_500_000, 1));
  await startComfy(page, 'running');
  const judge: Judge = (name) => judgeEverywhere(app, page, name);
  await judgePacksAndTasks(page, judge);
  await judgeModels(page, judge);
  await judgeSnapshots(page, judge);
  await judgeComfy(page, judge);
  await callByWindow(page, 'comfyui.stop');
  await world.comfyui.placeFiles({ 'quits-hard/__init__.py': 'import sys\nsys.exit(3)\n' });
  await startComfy(page, 'crashed');
  await page.getByTestId('comfy-crash').waitFor();
  await judge('ComfyUI crashed');
  const first = await launchApp({ world, comfyuiFolder: null });
  await first.page.getByTestId('onboarding').waitFor();
  await judgeEverywhere(first.app, first.page, 'onboarding');
  await first.close();
});
