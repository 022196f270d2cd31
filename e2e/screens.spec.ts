import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from './app';
import { installParams, runTask } from './api';
import { colorSchemes, judge, resize, windowSizes } from './judge';
import { launchApp } from './launch';
import { callByWindow } from './window-door';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'screens', packs: 'demo', pythonTool: 'pip' } });

/** ComfyUI's place, tab by tab, as it is now. */
async function judgeComfy(page: Page, label: string): Promise<void> {
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('comfy-tab-overview').click();
  await page.getByTestId('comfy-state').waitFor();
  await judge(page, `ComfyUI, ${label}`);
  await page.getByTestId('comfy-tab-log').click();
  await page.getByTestId('log-line').first().waitFor();
  await judge(page, `ComfyUI log, ${label}`);
  await page.getByTestId('comfy-tab-arguments').click();
  await page.getByTestId('comfy-option').first().waitFor();
  await judge(page, `ComfyUI arguments, ${label}`);
}

async function judgeModels(page: Page, label: string): Promise<void> {
  await page.getByTestId('place-models').click();
  await page.getByTestId('model-row').first().waitFor();
  await judge(page, `models, ${label}`);
  await page.getByTestId('model-row').first().click();
  await page.getByTestId('model-details').waitFor();
  await judge(page, `model, ${label}`);
  await page.keyboard.press('Escape');
  await page.getByTestId('disk-picture-switch').click();
  await page.getByTestId('disk-tile').first().waitFor();
  await judge(page, `disk picture, ${label}`);
  await page.getByTestId('disk-picture-switch').click();
}

async function judgeSnapshots(page: Page, label: string): Promise<void> {
  await page.getByTestId('place-snapshots').click();
  await page.getByTestId('snapshot-row').last().click();
  await page.getByTestId('snapshot-change').first().waitFor();
  await judge(page, `snapshots, ${label}`);
  await page.keyboard.press('Escape');
}

async function startComfy(page: Page, state: 'running' | 'crashed'): Promise<void> {
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('comfy-tab-overview').click();
  await page.getByTestId('comfy-start').click();
  await expect(page.getByTestId('comfy-state')).toHaveAttribute('data-state', state);
}

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
  for (const colorScheme of colorSchemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const size of windowSizes) {
      const label = `${colorScheme} ${size.join(' x ')}`;
      await resize(app, size);
      await page.getByTestId('place-packs').click();
      await page.getByTestId('pack-row').first().waitFor();
      await judge(page, `packs, ${label}`);
      await page.getByTestId('pack-row').nth(1).click();
      await page.getByTestId('pack-details').waitFor();
      await judge(page, `details, ${label}`);
      await page.keyboard.press('Escape');
      await page.getByTestId('place-activity').click();
      await page.getByTestId('task-row').first().waitFor();
      await judge(page, `activity, ${label}`);
      await judgeModels(page, label);
      await judgeSnapshots(page, label);
      await judgeComfy(page, label);
    }
  }
  await callByWindow(page, 'comfyui.stop');
  await world.comfyui.placeFiles({ 'quits-hard/__init__.py': 'import sys\nsys.exit(3)\n' });
  await startComfy(page, 'crashed');
  for (const colorScheme of colorSchemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await resize(app, windowSizes[0]);
    await page.getByTestId('comfy-crash').waitFor();
    await judge(page, `ComfyUI crashed, ${colorScheme}`);
  }
  const first = await launchApp({ world, comfyuiFolder: null });
  for (const colorScheme of colorSchemes) {
    await first.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await resize(first.app, windowSizes[0]);
    await first.page.getByTestId('onboarding').waitFor();
    await judge(first.page, `onboarding, ${colorScheme}`);
  }
  await first.close();
});
