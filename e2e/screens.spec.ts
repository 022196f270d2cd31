import AxeBuilder from '@axe-core/playwright';
import type { ElectronApplication, Page } from 'playwright';
import { expect, test } from './app';
import { installParams, runTask } from './api';
import { launchApp } from './launch';

test.use({ worldOptions: { name: 'screens', packs: 'demo', pythonTool: 'pip' } });

const sizes = [
  [880, 600],
  [1440, 900],
] as const;
const themes = ['light', 'dark'] as const;

async function resize(app: ElectronApplication, [width, height]: readonly [number, number]): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, [w, h]) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(w, h);
    },
    [width, height] as const,
  );
}

/** Nothing scrolls sideways, nothing serious for assistive technology. */
async function judge(page: Page, name: string): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
  // Electron has no second window to open for a new context, which axe's default mode wants.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
    name,
  ).toEqual([]);
  await test.info().attach(name, { body: await page.screenshot(), contentType: 'image/png' });
}

test('every place, in both themes and sizes, has no serious accessibility violation and does not scroll sideways', async ({
  app,
  page,
  api,
  world,
}) => {
  test.setTimeout(180_000);
  await runTask(api, { kind: 'install', params: installParams('sampler-kit-demo') });
  await runTask(api, { kind: 'install', params: installParams('two-minds') });
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const size of sizes) {
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
    }
  }
  const first = await launchApp({ world, comfyuiFolder: null });
  for (const colorScheme of themes) {
    await first.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await resize(first.app, sizes[0]);
    await first.page.getByTestId('onboarding').waitFor();
    await judge(first.page, `onboarding, ${colorScheme}`);
  }
  await first.close();
});
