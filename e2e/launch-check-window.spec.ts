import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeConfig } from './api';
import { expect, test } from './app';
import { readStatus, waitForState } from './comfy-calls';
import { showTab } from './comfy-place';
import { judgeEverywhere, resize } from './judge';
import { anySource, clearPacks } from './pack-folder';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';
import { sitePackagesOf } from './world/python-env';
import { unpackWheel } from './world/wheel';
import type { World } from './world/world';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({
  worldOptions: { name: 'launch-check-window', pythonTool: 'uv' },
  appSettings: { 'comfyui.port': '0' },
  appFor: 'file',
});

const quiet = 'NODE_CLASS_MAPPINGS = {}\n';

/** Two packs that load, one of which asks for an older numpy than is there. */
async function arrange(world: World): Promise<void> {
  await world.comfyui.placeFiles({
    'amber-pack/__init__.py': quiet,
    'birch-pack/__init__.py': quiet,
    'birch-pack/requirements.txt': 'numpy<2\ntinydep\n',
  });
  await have(world, [
    { name: 'numpy', version: '2.0.0' },
    { name: 'tinydep', version: '2.0' },
  ]);
}

async function have(world: World, wheels: { name: string; version: string }[]): Promise<void> {
  const site = await sitePackagesOf(world.comfyui.venvDir);
  for (const { name } of wheels)
    for (const entry of await readdir(site))
      if (entry === name || entry.startsWith(`${name}-`)) await rm(join(site, entry), { recursive: true });
  for (const wheel of wheels) await unpackWheel(wheel, site);
}

async function versionsOf(world: World, name: string): Promise<string[]> {
  const site = await sitePackagesOf(world.comfyui.venvDir);
  const records = (await readdir(site)).filter((entry) => entry.startsWith(`${name}-`));
  return records.map((entry) => entry.slice(name.length + 1).replace('.dist-info', ''));
}

test.beforeEach(async ({ world }) => {
  await clearPacks(world);
  // Nobody may install packages by name: a repair is no such thing.
  await writeConfig(world, [...anySource, 'allow_pip_install = False']);
});

test.afterEach(async ({ page, api }) => {
  await callByWindow(page, 'comfyui.stop');
  await waitForState(api, 'stopped');
  await callByWindow(page, 'comfyui.start', { mode: 'normal' });
  await callByWindow(page, 'comfyui.stop');
  await callByWindow(page, 'settings.change', { name: 'comfyui.checkBeforeStart', value: null });
});

test('what is unmet is said before the start, by name and version, and repaired alone', async ({
  world,
  app,
  page,
  api,
}) => {
  await resize(app, [1440, 900]);
  await arrange(world);
  await page.reload();
  await showTab(page, 'overview');
  await page.getByTestId('comfy-start').click();
  const row = page.getByTestId('unmet-row');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('birch-pack');
  await expect(row).toContainText('Needs numpy<2; numpy 2.0.0 is installed');
  expect((await readStatus(api)).state).toBe('stopped');
  await judgeEverywhere(app, page, 'check before a start');
  await page.getByTestId('launch-repair').click();
  await waitForState(api, 'running');
  expect(await versionsOf(world, 'numpy')).toEqual(['1.26.4']);
  expect(await versionsOf(world, 'tinydep')).toEqual(['2.0']);
  expect(await callByWindow(page, 'python.doctor')).toMatchObject({ unmet: [] });
});

test('without the pack, anyway, or never asked again', async ({ world, app, page, api }) => {
  await resize(app, [1440, 900]);
  await arrange(world);
  await page.reload();
  await showTab(page, 'overview');
  await page.getByTestId('comfy-start').click();
  await page.getByTestId('launch-without').click();
  await waitForState(api, 'running');
  expect(await readStatus(api)).toMatchObject({
    mode: 'lean',
    lean: { name: 'Without birch-pack', packs: ['amber-pack'] },
  });
  // Of a lean start only its packs are looked at, so a restart of it asks nothing.
  const { pid } = await readStatus(api);
  await page.getByTestId('comfy-restart').click();
  await expect.poll(async () => (await readStatus(api)).pid).not.toBe(pid);
  await waitForState(api, 'running');

  await page.getByTestId('lean-end').click();
  await page.getByTestId('launch-anyway').click();
  await expect.poll(async () => (await readStatus(api)).mode).toBe('normal');
  await waitForState(api, 'running');
  await page.getByTestId('comfy-stop').click();
  await waitForState(api, 'stopped');
  await page.getByTestId('comfy-start').click();
  await page.getByLabel('Stop checking before starts').check();
  await page.getByTestId('launch-anyway').click();
  await waitForState(api, 'running');
  await page.getByTestId('comfy-stop').click();
  await waitForState(api, 'stopped');
  await page.getByTestId('comfy-start').click();
  await waitForState(api, 'running');
});
