import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installParams, runTask } from './api';
import { expect, test } from './app';
import { resize, windowSizes } from './judge';
import { chooseLanguage, english, german, judgeWords } from './language-screen';
import { expectReported, walkEveryPlace } from './language-walk';
import { launchApp } from './launch';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('expects the packs and times of the stand-in'));
test.use({ worldOptions: { name: 'language-window', packs: 'demo', pythonTool: 'uv' }, appFor: 'file' });

test('every place is German, whole and live', async ({ app, page, api, world }) => {
  // One walk through all places, which goes on for as long as the machine needs.
  test.setTimeout(900_000);
  await walkEveryPlace({ app, page, api, world }, german);
});

test('what a task did and warns of is told in German, also when it was done in English', async ({ page, api }) => {
  await expectReported({ page, api }, german, [
    'Wants Old Torch 1.2.0 wurde installiert.',
    'torch==2.6.0 wurde ausgelassen; torch 2.7.1 bleibt.',
  ]);
});

test('numbers, sizes and times are written as German writes them', async ({ page, api, world }) => {
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  await mkdir(join(world.comfyui.path, 'models', 'checkpoints'), { recursive: true });
  await writeFile(join(world.comfyui.path, 'models', 'checkpoints', 'dream.safetensors'), Buffer.alloc(4_200_000));
  await chooseLanguage(page, german);
  await page.getByTestId('place-models').click();
  await expect(page.getByTestId('model-row').filter({ hasText: 'dream.safetensors' })).toContainText('4,2 MB');
  await page.getByTestId('place-activity').click();
  await expect(page.locator('[data-testid="history-row"][data-kind="day"]')).toContainText('Heute');
  await chooseLanguage(page, english);
  await page.getByTestId('place-models').click();
  await expect(page.getByTestId('model-row').filter({ hasText: 'dream.safetensors' })).toContainText('4.2 MB');
});

test('the language stays after a restart, and is that of the system at first', async ({ world }) => {
  const userDataDir = await mkdtemp(join(tmpdir(), 'cmd-language-'));
  const environment = { LANGUAGE: 'de_AT:en', LANG: 'de_AT.UTF-8' };
  const first = await launchApp({ world, userDataDir, environment });
  await expect(first.page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(first.page.getByTestId('place-settings')).toHaveAccessibleName('Einstellungen');
  await chooseLanguage(first.page, english);
  await first.close();

  const second = await launchApp({ world, userDataDir, environment });
  await expect(second.page.getByTestId('place-settings')).toHaveAccessibleName('Settings');
  expect(await callByWindow(second.page, 'preferences.get')).toMatchObject({ usedLanguage: 'en' });
  await chooseLanguage(second.page, german);
  await second.close();

  const fresh = await launchApp({ world, comfyuiFolder: null, environment });
  await fresh.page.getByTestId('onboarding').waitFor();
  await expect(fresh.page.locator('html')).toHaveAttribute('lang', 'de');
  await resize(fresh.app, windowSizes[0]);
  await judgeWords(fresh.page, german, 'onboarding');
  await fresh.page.getByTestId('connect-open').click();
  await fresh.page.getByTestId('connect-dialog').waitFor();
  await judgeWords(fresh.page, german, 'connect');
  await fresh.close();
  await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
});

test('what is told at the edge speaks the language that is chosen while it shows', async ({ page }) => {
  await callByWindow(page, 'preferences.set', { language: 'en' });
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByTestId('place-packs').click();
  const params = installParams('cinder-video');
  const task = { kind: 'install', ui_id: 'told-anew', client_id: 'desktop-window', params } as const;
  await callByWindow(page, 'queue.order', { tasks: [task] });
  const toast = page.locator('[data-sonner-toast]');
  await expect(toast).toContainText('Cinder Video is installed');
  // It stays while the keyboard is on it.
  await toast.getByTestId('toast-undo').focus();
  await callByWindow(page, 'preferences.set', { language: 'de' });
  await expect(toast).toContainText('Cinder Video ist installiert');
  await expect(toast.getByTestId('toast-undo')).toHaveText('Rückgängig');
  await callByWindow(page, 'preferences.set', { language: 'en' });
  await expect(toast).toContainText('Cinder Video is installed');
});
