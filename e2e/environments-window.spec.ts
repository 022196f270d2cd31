import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { getJson, readInstalled, waitUntilIdle, waitForTask } from './api';
import { expect, test } from './app';
import { readStatus, startComfy, stopComfy } from './comfy-calls';
import { judgeEverywhere } from './judge';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';
import { listPackages, runProgram, sitePackagesOf } from './world/python-env';
import { unpackWheel } from './world/wheel';
import type { World } from './world/world';

test.skip(...needsStandIn('makes environments of the packages of the stand-in'));
test.skip(process.platform === 'win32', 'reads the programs of an environment where POSIX has them');
test.use({ worldOptions: { name: 'environments', pythonTool: 'uv' }, appFor: 'file' });
test.setTimeout(400_000);

const rootOf = ({ comfyui }: World) => join(comfyui.userDir, '__manager', 'desktop', 'environments');
const rowOf = (page: Page, name: string) => page.locator(`[data-testid="environment-row"][data-name="${name}"]`);

async function openPanel(page: Page): Promise<void> {
  await page.evaluate(() => {
    (globalThis as unknown as { location: { hash: string } }).location.hash = '#/comfyui?tab=environment';
  });
  await expect(page.getByTestId('environments')).toBeVisible();
}

/** The command line of the ComfyUI that runs. */
async function runningCommand(api: string): Promise<string> {
  const { pid } = await readStatus(api);
  return readFile(`/proc/${pid ?? 0}/cmdline`, 'utf8');
}

test('a refused pack gets an environment of its own: made, used, installed into, started, and back', async ({
  app,
  page,
  api,
  world,
}) => {
  const { venvDir } = world.comfyui;
  const site = await sitePackagesOf(venvDir);
  await unpackWheel({ name: 'tinydep', version: '0.5' }, site);
  await unpackWheel({ name: 'by-hand', version: '1.0', requires: ['tinydep<1'] }, site);
  const before = await listPackages(venvDir);

  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill('tidy-latents');
  await page
    .locator('[data-testid="pack-row"][data-key="tidy-latents"]')
    .getByRole('button', { name: /^Install/ })
    .click();
  await expect(page.getByTestId('package-plan')).toHaveAttribute('data-outcome', 'impossible');
  await page.getByTestId('plan-way-new-environment').click();
  const form = page.getByTestId('environment-form');
  await expect(form).toBeVisible();
  await judgeEverywhere(app, page, 'new environment for a pack');
  await page.getByLabel('Name', { exact: true }).fill('with-tidy');
  await form.getByRole('combobox', { name: 'PyTorch' }).selectOption('cpu');
  await form.getByRole('button', { name: 'Create, use and install' }).click();
  await expect.poll(async () => Object.keys(await readInstalled(api)), { timeout: 200_000 }).toEqual(['tidy-latents']);
  await waitUntilIdle(api);

  const folder = join(rootOf(world), 'with-tidy');
  expect(await readdir(rootOf(world))).toEqual(['with-tidy']);
  expect(await listPackages(folder)).toEqual(expect.arrayContaining(['tinydep-2.0', 'torch-2.7.1']));
  const check = await runProgram(join(folder, 'bin', 'python'), ['-I', '-m', 'pip', 'check']);
  expect(check.output).toContain('No broken requirements found');
  expect(await listPackages(venvDir)).toEqual(before);

  await startComfy(api);
  expect(await runningCommand(api)).toContain(join(folder, 'bin', 'python'));
  await stopComfy(api);
  await openPanel(page);
  await expect(rowOf(page, 'with-tidy')).toContainText('In use');
  await rowOf(page, 'own').getByRole('button', { name: 'Use that of the installation' }).click();
  await expect(page.getByTestId('plan-lacks')).toHaveText('Tidy Latents will lack tinydep>=1.0.');
  await expect(page.locator('[data-testid="plan-change"][data-name="tinydep"]')).toContainText('2.0 → 0.5');
  await judgeEverywhere(app, page, 'a switch of environment');
  await expect(rowOf(page, 'with-tidy')).toContainText('In use');
  await page.getByTestId('plan-go').click();
  await expect(rowOf(page, 'own')).toContainText('In use');
  await startComfy(api);
  expect(await runningCommand(api)).toContain(world.comfyui.python);
  await stopComfy(api);
  const list = await getJson<{ environments: { name: string; isUsed: boolean }[] }>(
    `${api}/v2/comfyui_manager/environments`,
  );
  expect(list.environments.map(({ name, isUsed }) => [name, isUsed])).toEqual([
    ['own', true],
    ['with-tidy', false],
  ]);
});

test('one is copied, used and removed in the place of the environment, and what cannot be is said there', async ({
  app,
  page,
  api,
  world,
}) => {
  const there = await readdir(rootOf(world)).catch(() => []);
  await openPanel(page);
  // What there is to say of the one in use stands above the list.
  await expect(rowOf(page, 'own')).toContainText('In use');
  await expect(rowOf(page, 'own')).not.toContainText('torch');
  await rowOf(page, 'own')
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Copy that of the installation…' }).click();
  const form = page.getByTestId('environment-form');
  await expect(form.getByRole('combobox', { name: 'Based on' })).toHaveValue('own');
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('own');
  await expect(page.getByText('This name is already in use.')).toBeVisible();
  await expect(form.getByRole('button', { name: 'Create', exact: true })).toBeDisabled();
  await name.fill('second');
  await form.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(rowOf(page, 'second')).toContainText(/Python 3\.\d+.* · torch 2\.7\.1/);
  expect(await listPackages(join(rootOf(world), 'second'))).toEqual(await listPackages(world.comfyui.venvDir));
  await judgeEverywhere(app, page, 'environments of an installation');

  await rowOf(page, 'second').getByRole('button', { name: 'Use second' }).click();
  await expect(rowOf(page, 'second')).toContainText('In use');
  await rowOf(page, 'second')
    .getByRole('button', { name: /^More for/ })
    .click();
  await expect(page.getByRole('menuitem', { name: /^Copy/ })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: /^Remove/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  const { ui_id: uiId } = await callByWindow(page, 'environments.remove', { name: 'second' });
  expect((await waitForTask(api, uiId)).outcome.error?.code).toBe('environment-refused');
  await rowOf(page, 'own').getByRole('button', { name: 'Use that of the installation' }).click();
  await expect(rowOf(page, 'own')).toContainText('In use');
  await rowOf(page, 'second')
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Remove second…' }).click();
  await page.getByTestId('environment-remove-confirm').click();
  await expect(rowOf(page, 'second')).toHaveCount(0);
  expect(await readdir(rootOf(world))).toEqual(there);
});
