import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { installParams, runTask } from './api';
import { expect, test } from './app';
import { resize, windowSizes } from './judge';
import { chooseLanguage, judgeGerman } from './language-screen';
import { launchApp } from './launch';
import { openSection } from './settings-place';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';
import type { World } from './world/world';

test.skip(...needsStandIn('expects the packs and times of the stand-in'));
test.use({ worldOptions: { name: 'language-window', packs: 'demo', pythonTool: 'uv' }, appFor: 'file' });

type Look = (name: string) => Promise<void>;

async function fill(api: string, world: World): Promise<void> {
  await runTask(api, { kind: 'install', params: installParams('sampler-kit-demo') });
  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.0.0') });
  await runTask(api, { kind: 'uninstall', params: { node_name: 'not-there-at-all' } });
  const models = join(world.comfyui.path, 'models');
  await Promise.all(['checkpoints', 'loras'].map((name) => mkdir(join(models, name), { recursive: true })));
  await writeFile(join(models, 'checkpoints', 'dream.safetensors'), Buffer.alloc(4_000_000));
  await writeFile(join(models, 'loras', 'ink.safetensors'), Buffer.alloc(1_500_000, 1));
}

async function walkPacks(page: Page, look: Look): Promise<void> {
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-row').first().waitFor();
  await look('packs');
  await page.getByTestId('pack-search').fill('Demo Upscaler');
  await page.locator('[data-testid="pack-row"][data-key="Demo-Upscaler"]').click();
  for (const tab of ['versions', 'nodes', 'requirements', 'overview']) {
    await page.getByTestId(`details-tab-${tab}`).click();
    await look(`pack ${tab}`);
  }
  await page.keyboard.press('Escape');
  await page.getByTestId('pack-search').fill('');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+a');
  await page.getByTestId('pack-search').fill('@installed');
  await page.getByTestId('selection-bar').waitFor();
  await look('packs selected');
  await page.getByTestId('pack-search').fill('');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Escape');
  for (const opener of ['search-help', 'install-from', 'review-updates']) {
    await page.getByTestId(opener).first().click();
    await look(opener);
    await page.keyboard.press('Escape');
  }
}

async function walkModels(page: Page, look: Look): Promise<void> {
  await page.getByTestId('place-models').click();
  await page.getByTestId('model-row').first().waitFor();
  await look('models');
  await page.getByTestId('model-row').first().click();
  await look('model');
  await page.keyboard.press('Escape');
  await page.getByTestId('disk-picture-switch').click();
  await page.getByTestId('disk-tile').first().waitFor();
  await look('models picture');
  await page.getByTestId('disk-picture-switch').click();
}

async function walkSnapshots(page: Page, look: Look): Promise<void> {
  await page.getByTestId('place-snapshots').click();
  await page.getByTestId('snapshot-row').last().click();
  await page.getByTestId('snapshot-change').first().waitFor();
  await look('snapshot');
  await page.getByTestId('snapshot-details').getByRole('button', { name: 'Wiederherstellen' }).click();
  await look('snapshot restore');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
}

async function walkComfy(page: Page, look: Look): Promise<void> {
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('comfy-tab-overview').click();
  await page.getByTestId('comfy-state').waitFor();
  await look('ComfyUI');
  await page.getByTestId('comfy-tab-log').click();
  await page.getByTestId('log-line').first().waitFor();
  await look('ComfyUI log');
  await page.getByTestId('comfy-tab-arguments').click();
  await page.getByTestId('comfy-option').first().waitFor();
  await look('ComfyUI arguments');
  await page.getByTestId('comfy-tab-versions').click();
  await page.getByTestId('version-row').first().waitFor();
  await look('ComfyUI versions');
  await page.getByTestId('comfy-tab-environment').click();
  await page.getByTestId('environment-copy').waitFor();
  await look('ComfyUI environment');
}

async function walkRest(page: Page, look: Look): Promise<void> {
  await page.getByTestId('place-home').click();
  await page.getByTestId('home-comfy').waitFor();
  await look('home');
  await page.getByTestId('place-activity').click();
  await page.getByTestId('task-row').first().waitFor();
  await look('activity');
  for (const section of ['general', 'network', 'accounts', 'python', 'comfyui', 'updates', 'security', 'limits']) {
    await openSection(page, section);
    await look(`settings ${section}`);
  }
  for (const [name, keys] of Object.entries({ palette: 'Control+k', shortcuts: '?' })) {
    await page.keyboard.press(keys);
    await page.getByRole('dialog').waitFor();
    await look(name);
    await page.keyboard.press('Escape');
  }
}

test('every place is German, whole and live', async ({ app, page, api, world }) => {
  test.setTimeout(400_000);
  await fill(api, world);
  await callByWindow(page, 'comfyui.start');
  await page.getByTestId('place-comfyui').click();
  await expect(page.getByTestId('comfy-state')).toHaveAttribute('data-state', 'running');
  await page.evaluate(() => void Object.assign(globalThis, { isSameDocument: true }));
  await chooseLanguage(page, 'Deutsch');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('heading', { level: 1, name: 'Einstellungen' })).toBeVisible();
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  for (const size of windowSizes) {
    await resize(app, size);
    const look: Look = (name) => judgeGerman(page, `${name}, ${size.join(' x ')}`);
    await walkRest(page, look);
    await walkPacks(page, look);
    await walkModels(page, look);
    await walkSnapshots(page, look);
    await walkComfy(page, look);
  }
  await callByWindow(page, 'comfyui.stop');
  await chooseLanguage(page, 'English');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  expect(await page.evaluate(() => 'isSameDocument' in globalThis)).toBe(true);
});

test('numbers, sizes and times are written as German writes them', async ({ page, api, world }) => {
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  await mkdir(join(world.comfyui.path, 'models', 'checkpoints'), { recursive: true });
  await writeFile(join(world.comfyui.path, 'models', 'checkpoints', 'dream.safetensors'), Buffer.alloc(4_200_000));
  await chooseLanguage(page, 'Deutsch');
  await page.getByTestId('place-models').click();
  await expect(page.getByTestId('model-row').filter({ hasText: 'dream.safetensors' })).toContainText('4,2 MB');
  await page.getByTestId('place-home').click();
  await expect(page.getByTestId('home-changes')).toContainText('Heute');
  await chooseLanguage(page, 'English');
  await page.getByTestId('place-models').click();
  await expect(page.getByTestId('model-row').filter({ hasText: 'dream.safetensors' })).toContainText('4.2 MB');
});

test('the language stays after a restart, and is that of the system at first', async ({ world }) => {
  const userDataDir = await mkdtemp(join(tmpdir(), 'cmd-language-'));
  const environment = { LANGUAGE: 'de_AT:en', LANG: 'de_AT.UTF-8' };
  const first = await launchApp({ world, userDataDir, environment });
  await expect(first.page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(first.page.getByTestId('place-settings')).toHaveAccessibleName('Einstellungen');
  await chooseLanguage(first.page, 'English');
  await expect(first.page.locator('html')).toHaveAttribute('lang', 'en');
  await first.close();

  const second = await launchApp({ world, userDataDir, environment });
  await expect(second.page.getByTestId('place-settings')).toHaveAccessibleName('Settings');
  expect(await callByWindow(second.page, 'preferences.get')).toMatchObject({ value: { usedLanguage: 'en' } });
  await chooseLanguage(second.page, 'Deutsch');
  await expect(second.page.locator('html')).toHaveAttribute('lang', 'de');
  await second.close();

  const fresh = await launchApp({ world, comfyuiFolder: null, environment });
  await fresh.page.getByTestId('onboarding').waitFor();
  await expect(fresh.page.locator('html')).toHaveAttribute('lang', 'de');
  await resize(fresh.app, windowSizes[0]);
  await judgeGerman(fresh.page, 'onboarding');
  await fresh.close();
  await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
});
