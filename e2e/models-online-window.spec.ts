import { stat } from 'node:fs/promises';
import type { Page } from 'playwright';
import { expect, test } from './app';
import { judgeEverywhere } from './judge';
import { modelsDir } from './model-tasks';
import { openPalette } from './palette-calls';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'models-online', pythonTool: 'uv' }, appFor: 'file' });

const rowOf = (page: Page, text: string) => page.getByTestId('model-row').filter({ hasText: text });

/** The place, with what Hugging Face and Civitai find for a search. */
async function openOnline(page: Page, text: string): Promise<void> {
  await page.getByTestId('place-models').click();
  await page.getByTestId('model-search').fill(text);
  await page.getByRole('button', { name: /^Online/u }).click();
}

test('what the list lacks is found online and downloads with two clicks', async ({ app, page, world }) => {
  await page.getByTestId('place-models').click();
  await page.getByTestId('model-search').fill('lantern');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  expect([...world.models.requests(), ...world.civitai.requests()]).toEqual([]);
  await page.getByTestId('models-online').click();
  await expect(page.getByTestId('model-row')).toHaveCount(2);
  await expect(rowOf(page, 'Paper Lantern Style')).toContainText('Civitai · petrasund · 4,321 downloads');
  await judgeEverywhere(app, page, 'models, found online');
  await rowOf(page, 'Paper Lantern Style').getByTestId('model-primary').click();
  await expect(rowOf(page, 'Paper Lantern Style')).toHaveAttribute('data-state', 'on-disk');
  expect((await stat(modelsDir(world, 'loras', 'paper_lantern.safetensors'))).size).toBe(90_000);
  // Its server names no hash; the search did.
  await page.getByTestId('place-activity').click();
  await expect(page.getByTestId('task-row')).toContainText('SHA-256 verified');
});

test('each file of a repository has its own row, with what its host says of it, by the palette as well', async ({
  page,
}) => {
  await openPalette(page);
  await page.keyboard.type('janus');
  await page.getByRole('option', { name: 'Hugging Face and Civitai' }).click();
  await expect(page.getByTestId('model-row')).toHaveCount(2);
  await rowOf(page, 'model-00001').click({ position: { x: 120, y: 20 } });
  const details = page.getByTestId('model-details');
  for (const fact of ['Hugging Face', 'apache-2.0', '1,200,000']) await expect(details).toContainText(fact);
});

test('a host that does not answer is named beside what the other found, and asked again', async ({ page, world }) => {
  world.civitai.faults.set('search', { kind: 'status', status: 503 });
  await openOnline(page, 'tiny-lora');
  await expect(rowOf(page, 'tiny_lora.safetensors')).toBeVisible();
  const strip = page.getByRole('status').filter({ hasText: '503' });
  await expect(strip).toBeVisible();
  world.civitai.faults.clear();
  await strip.getByRole('button', { name: 'Try again' }).click();
  await expect(strip).toHaveCount(0);
});
