import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { expect } from 'playwright/test';
import { installParams, runTask } from './api';
import { resize, windowSizes } from './judge';
import { chooseLanguage, english, judgeWords, type Language } from './language-screen';
import { openSection } from './settings-place';
import { callByWindow } from './window-door';
import { isNightly } from './world/nightly';
import type { World } from './world/world';

type Check = (name: string) => Promise<void>;

async function fill(api: string, world: World): Promise<void> {
  await runTask(api, { kind: 'install', params: installParams('sampler-kit-demo') });
  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.0.0') });
  await runTask(api, { kind: 'uninstall', params: { node_name: 'not-there-at-all' } });
  const models = join(world.comfyui.path, 'models');
  await Promise.all(['checkpoints', 'loras'].map((name) => mkdir(join(models, name), { recursive: true })));
  await writeFile(join(models, 'checkpoints', 'dream.safetensors'), Buffer.alloc(4_000_000));
  await writeFile(join(models, 'loras', 'ink.safetensors'), Buffer.alloc(1_500_000, 1));
}

async function walkPacks(page: Page, check: Check): Promise<void> {
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-row').first().waitFor();
  await check('packs');
  await page.getByTestId('pack-search').fill('Demo Upscaler');
  await page.locator('[data-testid="pack-row"][data-key="Demo-Upscaler"]').click();
  for (const tab of ['versions', 'nodes', 'requirements', 'overview']) {
    await page.getByTestId(`details-tab-${tab}`).click();
    await check(`pack ${tab}`);
  }
  await page.keyboard.press('Escape');
  await page.getByTestId('pack-search').fill('');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+a');
  await page.getByTestId('pack-search').fill('@installed');
  await page.getByTestId('selection-bar').waitFor();
  await check('packs selected');
  await page.getByTestId('pack-search').fill('');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Escape');
  for (const opener of ['search-help', 'install-from', 'review-updates']) {
    await page.getByTestId(opener).first().click();
    await page.getByRole('dialog').or(page.getByRole('menu')).first().waitFor();
    await check(opener);
    await page.keyboard.press('Escape');
  }
}

async function walkModels(page: Page, check: Check): Promise<void> {
  await page.getByTestId('place-models').click();
  await page.getByTestId('model-row').first().waitFor();
  await check('models');
  await page.getByTestId('model-row').first().click();
  await check('model');
  await page.keyboard.press('Escape');
  await page.getByTestId('disk-picture-switch').click();
  await page.getByTestId('disk-tile').first().waitFor();
  await check('models picture');
  await page.getByTestId('disk-picture-switch').click();
}

async function walkSnapshots(page: Page, check: Check, restore: string): Promise<void> {
  await page.getByTestId('place-snapshots').click();
  await page.getByTestId('snapshot-row').last().click();
  await page.getByTestId('snapshot-change').first().waitFor();
  await check('snapshot');
  await page.getByTestId('snapshot-details').getByRole('button', { name: restore }).click();
  const question = page.getByRole('alertdialog');
  await question.waitFor();
  await check('snapshot restore');
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
}

async function walkComfy(page: Page, check: Check): Promise<void> {
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('comfy-tab-overview').click();
  await page.getByTestId('comfy-state').waitFor();
  await check('ComfyUI');
  await page.getByTestId('comfy-tab-log').click();
  await page.getByTestId('log-line').first().waitFor();
  await check('ComfyUI log');
  await page.getByTestId('comfy-tab-arguments').click();
  await page.getByTestId('comfy-option').first().waitFor();
  await check('ComfyUI arguments');
  await page.getByTestId('comfy-tab-versions').click();
  await page.getByTestId('version-row').first().waitFor();
  await check('ComfyUI versions');
  await page.getByTestId('comfy-tab-environment').click();
  await page.getByTestId('environment-more').waitFor();
  await check('ComfyUI environment');
}

async function walkRest(page: Page, check: Check, language: Language): Promise<void> {
  await page.getByTestId('place-home').click();
  await page.getByTestId('home-comfy').waitFor();
  await check('home');
  await page.getByTestId('place-workflow').click();
  await page.getByTestId('workflow-empty').waitFor();
  await check('workflow');
  await page.getByTestId('workflow-address').fill('https://10.0.0.1/flow.json');
  await page.keyboard.press('Enter');
  await page.getByTestId('no-workflow').waitFor();
  await check('workflow that is not fetched');
  await page.getByTestId('place-activity').click();
  await page.getByTestId('task-row').first().waitFor();
  await check('activity');
  for (const section of ['general', 'updates', 'network', 'accounts', 'comfyui', 'python', 'security']) {
    await openSection(page, section);
    await check(`settings ${section}`);
  }
  await page.getByTestId('installation-switcher').click();
  await page.getByRole('menuitem', { name: language.connect }).click();
  await page.getByTestId('connect-dialog').waitFor();
  await check('connect');
  await page.keyboard.press('Escape');
  await page.getByTestId('connect-dialog').waitFor({ state: 'detached' });
  for (const [name, keys] of Object.entries({ palette: 'Control+k', shortcuts: '?' })) {
    await page.keyboard.press(keys);
    await page.getByRole('dialog').waitFor();
    await check(name);
    await page.keyboard.press('Escape');
  }
}

/** Goes through every place in that language, and back to English without loading the page anew. */
export async function walkEveryPlace(
  { app, page, api, world }: { app: ElectronApplication; page: Page; api: string; world: World },
  language: Language,
): Promise<void> {
  await fill(api, world);
  await callByWindow(page, 'comfyui.start');
  await page.getByTestId('place-comfyui').click();
  await expect(page.getByTestId('comfy-state')).toHaveAttribute('data-state', 'running');
  await page.evaluate(() => void Object.assign(globalThis, { isSameDocument: true }));
  await chooseLanguage(page, language);
  await page.emulateMedia({ colorScheme: 'light' });
  // Words are what a language changes, and the small window is where they lack room.
  for (const size of isNightly ? windowSizes : windowSizes.slice(0, 1)) {
    await resize(app, size);
    const check: Check = (name) => judgeWords(page, language, `${name}, ${size.join(' x ')}`);
    await walkRest(page, check, language);
    await walkPacks(page, check);
    await walkModels(page, check);
    await walkSnapshots(page, check, language.restore);
    await walkComfy(page, check);
  }
  await callByWindow(page, 'comfyui.stop');
  await chooseLanguage(page, english);
  expect(await page.evaluate(() => 'isSameDocument' in globalThis)).toBe(true);
}

/** A task with a warning is told in that language, in Activity and on Home, while history and API keep the English sentences. */
export async function expectReported(
  { page, api }: { page: Page; api: string },
  language: Language,
  [did, omission]: readonly [string, string],
): Promise<void> {
  const sentence = 'torch==2.6.0 was left out; torch 2.7.1 stays.';
  const item = await runTask(api, { kind: 'install', params: installParams('wants-old-torch') });
  expect(item).toMatchObject({ result: sentence, outcome: { status: 'warning', warnings: [sentence] } });
  const onHome = page.locator('[data-testid="attention"][data-kind="warned"]');
  await page.getByTestId('place-home').click();
  await expect(onHome).toContainText(sentence);
  await chooseLanguage(page, language);
  await page.getByTestId('place-home').click();
  await expect(onHome).toContainText(omission);
  await page.getByTestId('place-activity').click();
  const warned = page.locator('[data-testid="task-row"][data-status="warning"]');
  await expect(warned).toContainText(did);
  await expect(warned).toContainText(omission);
  await chooseLanguage(page, english);
}
