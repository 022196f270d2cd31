import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright';
import { getJson, installParams, runTask, waitForTask, writeConfig } from './api';
import { expect, test } from './app';
import { judgeEverywhere, resize } from './judge';
import { anySource, clearPacks } from './pack-folder';
import { needsStandIn } from './stand-in';
import { listTinydep, putTinydep } from './tinydep';
import { callByWindow } from './window-door';
import { runProgram, sitePackagesOf } from './world/python-env';
import { unpackWheel } from './world/wheel';
import type { World } from './world/world';

test.skip(...needsStandIn('puts packages into the environment that a real ComfyUI runs in'));
test.use({ worldOptions: { name: 'environment-doctor', pythonTool: 'uv' }, appFor: 'file' });

async function openEnvironment(page: Page): Promise<void> {
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('comfy-tab-environment').click();
}

const packageRow = (page: Page, name: string) => page.locator(`[data-testid="package-row"][data-name="${name}"]`);

test.beforeEach(async ({ world }) => {
  await clearPacks(world);
  await writeConfig(world, [...anySource, 'allow_pip_install = True']);
});

test('what an uninstalled pack leaves behind is told, goes by one plan, and comes back', async ({
  world,
  app,
  page,
  api,
}) => {
  await resize(app, [1440, 900]);
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  expect(await listTinydep(world)).toEqual(['tinydep-2.0']);
  await openEnvironment(page);
  await expect(packageRow(page, 'tinydep').getByTestId('package-use')).toHaveText('Tidy Latents');
  await expect(packageRow(page, 'pip').getByTestId('package-use')).toHaveText('Protected');

  const params = { node_name: 'tidy-latents', is_unknown: false };
  await callByWindow(page, 'queue.order', {
    tasks: [{ ui_id: 'goes', client_id: 'desktop-window', kind: 'uninstall', params }],
  });
  const { messages } = (await waitForTask(api, 'goes')).status;
  expect(messages.join(' ')).toContain('These packages are no longer needed: tinydep.');
  // The toast of the batch may lie over it; the pile opens under the pointer, and nothing is added to it until that leaves.
  const toast = page.getByTestId('toast-unneeded');
  await toast.hover({ force: true });
  expect(await listTinydep(world)).toEqual(['tinydep-2.0']);
  await toast.click();
  await expect(page.getByTestId('package-row')).toHaveCount(1);
  await expect(packageRow(page, 'tinydep').getByTestId('package-use')).toHaveText('Nothing');
  await judgeEverywhere(app, page, 'packages that nobody needs');
  await page.getByTestId('unneeded-remove').click();
  await expect(page.locator('[data-testid="plan-change"][data-name="tinydep"]')).toBeVisible();
  await judgeEverywhere(app, page, 'removal of what nobody needs');
  await page.getByTestId('package-change-go').click();
  await expect.poll(() => listTinydep(world)).toEqual([]);

  const findRemoval = async () => {
    const { tasks } = (await callByWindow(page, 'undo.list')) as { tasks: { ui_id: string; kind: string }[] };
    return tasks.find(({ kind }) => kind === 'install-packages')?.ui_id;
  };
  await expect.poll(findRemoval).toBeDefined();
  await callByWindow(page, 'undo.order', { ui_id: await findRemoval() });
  await expect.poll(() => listTinydep(world)).toEqual(['tinydep-2.0']);
  const why = async () => (await getJson<{ use: unknown }>(`${api}/v2/manager/packages/why?name=TinyDep`)).use;
  await expect.poll(why).toMatchObject({ standing: 'unneeded', cameWith: ['tidy-latents'] });
});

const findingOf = (page: Page, name: string) => page.locator(`[data-testid="doctor-finding"][data-package="${name}"]`);

/** What uv itself says of the packages, without what the world's own stand-ins lack. */
async function checkByUv(world: World): Promise<string> {
  const { output } = await runProgram(join(dirname(world.comfyui.python), 'uv'), [
    ...['pip', 'check', '--python', world.comfyui.python],
  ]);
  return output;
}

test('a package is brought to another version and removed in the place of the environment, after its plan', async ({
  app,
  page,
  world,
}) => {
  await putTinydep(world, '2.0');
  await world.comfyui.placeFiles({ 'Impact/__init__.py': '', 'Impact/requirements.txt': 'tinydep>=1\n' });
  const openRow = async (act: RegExp): Promise<void> => {
    await openEnvironment(page);
    await page.getByTestId('packages-search').fill('tinydep');
    await page.getByTestId('package-row').getByRole('button', { name: 'More for tinydep' }).click();
    await page.getByRole('menuitem', { name: act }).click();
  };
  await openRow(/^Remove/);
  await expect(page.getByTestId('plan-sides')).toContainText('Impact');
  await expect(page.getByTestId('package-change-go')).toBeDisabled();
  await judgeEverywhere(app, page, 'package that is needed');
  await page.keyboard.press('Escape');
  await openRow(/^Another version/);
  await page.getByLabel('Version', { exact: true }).fill('1.0');
  await page.getByTestId('package-look').click();
  await expect(page.locator('[data-testid="plan-change"]')).toContainText('2.0 → 1.0');
  await judgeEverywhere(app, page, 'package at another version');
  await page.getByTestId('package-change-go').click();
  await expect.poll(() => listTinydep(world)).toEqual(['tinydep-1.0']);
});

test('the doctor names what is wrong with an environment, and each of its acts mends it', async ({
  world,
  app,
  page,
}) => {
  await resize(app, [1440, 900]);
  const site = await sitePackagesOf(world.comfyui.venvDir);
  await openEnvironment(page);
  await expect(page.getByTestId('doctor')).toContainText('The environment is sound');
  await judgeEverywhere(app, page, 'a sound environment');
  await putTinydep(world, '1.0');
  await rm(join(site, 'tinydep', '__init__.py'));
  await unpackWheel({ name: 'wanting', version: '1.0', requires: ['tinydep>=2'] }, site);
  expect(await checkByUv(world)).toContain('tinydep>=2');

  await page.reload();
  await expect(findingOf(page, 'tinydep')).toContainText('tinydep/__init__.py is missing');
  await expect(findingOf(page, 'wanting')).toContainText('Needs tinydep>=2, but 1.0 is installed.');
  await page.getByTestId('doctor-more').click();
  await expect(page.locator('[data-testid="doctor-accelerator"]')).toHaveCount(4);
  await judgeEverywhere(app, page, 'an environment with findings');
  await findingOf(page, 'tinydep').getByTestId('doctor-act').click();
  await expect.poll(() => readFile(join(site, 'tinydep', '__init__.py'), 'utf8').catch(() => '')).toContain('1.0');
  await openEnvironment(page);
  await expect(findingOf(page, 'tinydep')).toHaveCount(0);
  await findingOf(page, 'wanting').getByTestId('doctor-act').click();
  await expect(page.locator('[data-testid="plan-change"][data-name="tinydep"]')).toContainText('1.0 → 2.0');
  await page.getByTestId('package-change-go').click();
  await expect.poll(() => listTinydep(world)).toEqual(['tinydep-2.0']);
  await openEnvironment(page);
  await expect(page.getByTestId('doctor')).toContainText('The environment is sound');
  expect(await checkByUv(world)).not.toContain('tinydep');
});
