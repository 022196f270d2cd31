import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installParams, runTask } from './api';
import { expect, test } from './app';
import { resize, windowSizes } from './judge';
import { chinese, chooseLanguage, english, judgeWords } from './language-screen';
import { expectReported, walkEveryPlace } from './language-walk';
import { launchApp } from './launch';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('expects the packs and times of the stand-in'));
test.use({ worldOptions: { name: 'language-chinese', packs: 'demo', pythonTool: 'uv' }, appFor: 'file' });

test('every place is Chinese, whole and live', async ({ app, page, api, world }) => {
  // One walk through all places, which goes on for as long as the machine needs.
  test.setTimeout(900_000);
  await walkEveryPlace({ app, page, api, world }, chinese);
});

test('what a task did and warns of is told in Chinese, also when it was done in English', async ({ page, api }) => {
  await expectReported({ page, api }, chinese, [
    '已安装 Wants Old Torch 1.2.0。',
    '已略过 torch==2.6.0；保留 torch 2.7.1。',
  ]);
});

test('times are written as Chinese writes them, in a font that has it', async ({ page, api, world }) => {
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  await mkdir(join(world.comfyui.path, 'models', 'checkpoints'), { recursive: true });
  await writeFile(join(world.comfyui.path, 'models', 'checkpoints', 'dream.safetensors'), Buffer.alloc(4_200_000));
  await chooseLanguage(page, chinese);
  await page.getByTestId('place-models').click();
  await expect(page.getByTestId('model-row').filter({ hasText: 'dream.safetensors' })).toContainText('4.2 MB');
  await page.getByTestId('place-activity').click();
  await expect(page.locator('[data-testid="history-row"][data-kind="day"]')).toContainText('今天');
  await expect(page.getByTestId('task-row').first()).toContainText('秒');
  const fonts = () => page.evaluate(() => getComputedStyle(document.body).fontFamily);
  expect(await fonts()).toMatch(
    /^"Inter Variable".*"PingFang SC".*"Microsoft YaHei UI".*"Noto Sans CJK SC".*sans-serif$/u,
  );
  await chooseLanguage(page, english);
  expect(await fonts()).not.toContain('PingFang');
});

test('the keys of an input method are its own', async ({ page }) => {
  await page.getByTestId('place-packs').click();
  const search = page.getByTestId('pack-search');
  await search.fill('gaoqing');
  const press = (key: string, isComposing: boolean) =>
    search.evaluate(
      (field, [name, isPart]) => {
        field.dispatchEvent(new KeyboardEvent('keydown', { key: name, isComposing: isPart, bubbles: true }));
      },
      [key, isComposing] as const,
    );
  await press('Enter', true);
  await press('Escape', true);
  await expect(search).toHaveValue('gaoqing');
  await press('Escape', false);
  await expect(search).toHaveValue('');
});

test('the system language of mainland China and Singapore is Chinese, that of Taiwan is not', async ({ world }) => {
  const userDataDir = await mkdtemp(join(tmpdir(), 'cmd-language-'));
  const start = (language: string, encoding: string) =>
    launchApp({ world, userDataDir, comfyuiFolder: null, environment: { LANGUAGE: language, LANG: encoding } });
  const singapore = await start('zh_SG', 'zh_SG.UTF-8');
  await singapore.page.getByTestId('onboarding').waitFor();
  await expect(singapore.page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await resize(singapore.app, windowSizes[0]);
  await judgeWords(singapore.page, chinese, 'onboarding');
  await singapore.close();
  const taiwan = await start('zh_TW', 'zh_TW.UTF-8');
  await taiwan.page.getByTestId('onboarding').waitFor();
  await expect(taiwan.page.locator('html')).toHaveAttribute('lang', 'en');
  await taiwan.close();
  await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
});
