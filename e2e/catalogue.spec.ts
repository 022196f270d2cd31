import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from './app';
import { launchApp } from './launch';

const realCatalogue = resolve(import.meta.dirname, '../../shared/data');
const hasRealCatalogue = existsSync(realCatalogue);

test.use({
  worldOptions: { name: 'catalogue', pythonTool: 'pip', ...(hasRealCatalogue ? { catalogueDir: realCatalogue } : {}) },
});

test('the whole real catalogue is listed, and node class searches find their packs', async ({ page }) => {
  test.skip(!hasRealCatalogue, 'the real catalogue files are not beside this project');
  await expect(page.getByTestId('row-count')).toContainText(/5,8\d\d|5,9\d\d/);
  const reply = (await page.evaluate(() =>
    (globalThis as unknown as { bridge: { call(name: string, input: unknown): Promise<unknown> } }).bridge.call(
      'catalogue.packs',
      { mode: 'cache' },
    ),
  )) as { ok: true; value: { packs: { files: string[] }[] } };
  // All 5,896 entries of the channel, each with its own address.
  expect(reply.value.packs.filter((pack) => pack.files.length > 0).length).toBeGreaterThanOrEqual(5_896);
  await page.getByTestId('pack-search').fill('node:KSampler');
  await expect(page.getByTestId('pack-row').first()).toBeVisible();
  await page.getByTestId('pack-search').fill('KSamplerAdvancedInspire');
  await expect(page.getByTestId('pack-row').first()).toContainText(/Inspire/i);
});

test('without network the last good copy is shown with its date', async ({ world, page }) => {
  await expect(page.getByTestId('pack-row').first()).toBeVisible();
  world.channel.faults.set('*', { kind: 'status', status: 503 });
  world.registry.apiFaults.set('*', { kind: 'status', status: 503 });
  const again = await launchApp({ world });
  await expect(again.page.getByTestId('pack-row').first()).toBeVisible();
  world.channel.faults.clear();
  world.registry.apiFaults.clear();
  await again.close();
});
