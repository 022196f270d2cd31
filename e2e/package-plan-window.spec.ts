import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { ask, installParams, readInstalled, runTask, waitForKind, waitUntilIdle, writeConfig } from './api';
import { expect, test } from './app';
import { delayAnswers, letAllGo } from './slow-answers';
import { judgeEverywhere } from './judge';
import { clearPacks } from './pack-folder';
import { packRow } from './pack-row';
import { choose, openSection, setting } from './settings-place';
import { needsStandIn } from './stand-in';
import { listTinydep, putTinydep } from './tinydep';
import { callByWindow } from './window-door';
import { releaseAsking } from './world/comfy-source';
import { git } from './world/git-repos';
import { listPackages } from './world/python-env';

test.skip(...needsStandIn('puts packages into the environment that a real ComfyUI runs in'));
test.use({ worldOptions: { name: 'package-plan', pythonTool: 'uv' }, appFor: 'file' });

const sheet = (page: Page) => page.getByTestId('package-plan');

async function pressInstall(page: Page): Promise<void> {
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill('tidy-latents');
  await packRow(page, 'tidy-latents')
    .getByRole('button', { name: /^Install/ })
    .click();
}

test.beforeEach(async ({ world }) => {
  await clearPacks(world);
  await putTinydep(world, null);
});

test('what only adds packages is installed without a stop', async ({ page, api, world }) => {
  await pressInstall(page);
  await waitForKind(api, 'install', 1);
  expect(Object.keys(await readInstalled(api))).toEqual(['tidy-latents']);
  expect(await listTinydep(world)).toEqual(['tinydep-2.0']);
  await expect(sheet(page)).toHaveCount(0);
});

test('what moves a package is shown before, with whom it touches, and leaving it changes nothing', async ({
  app,
  page,
  api,
  world,
}) => {
  await putTinydep(world, '0.5');
  await world.comfyui.placeFiles({ 'Impact/__init__.py': '', 'Impact/requirements.txt': 'tinydep\n' });
  await pressInstall(page);
  await expect(page.getByTestId('plan-summary')).toContainText('1 newer');
  await expect(page.getByTestId('plan-summary')).toContainText('torch unchanged');
  await expect(page.getByTestId('plan-touched')).toHaveText('Affects Impact: tinydep');
  await expect(page.locator('[data-testid="plan-change"][data-name="tinydep"]')).toContainText('0.5 → 2.0');
  await judgeEverywhere(app, page, 'package plan that moves');
  await page.getByTestId('plan-keep').click();
  await expect(sheet(page)).toHaveCount(0);
  expect(await listTinydep(world)).toEqual(['tinydep-0.5']);
  expect(await readInstalled(api)).toEqual({});
  await pressInstall(page);
  await page.getByTestId('plan-go').click();
  await expect.poll(() => listTinydep(world)).toEqual(['tinydep-2.0']);
});

test('a plan that takes its time is seen everywhere, and its decision waits for who has gone elsewhere', async ({
  app,
  page,
  api,
  world,
}) => {
  await putTinydep(world, '0.5');
  await delayAnswers(app, 'python.plan');
  await pressInstall(page);
  await expect(packRow(page, 'tidy-latents')).toContainText('Checking packages…');
  await expect(page.getByTestId('status-task')).toContainText('Install Tidy Latents');
  await expect(page.getByTestId('status-task')).toContainText('Checking packages…');
  await page.getByTestId('place-activity').click();
  const planned = page.getByTestId('task-row').filter({ hasText: 'Install Tidy Latents' }).first();
  await expect(planned).toHaveAttribute('data-status', 'checking');
  await letAllGo(app);
  await expect(planned).toHaveAttribute('data-status', 'decision');
  await expect(page.getByTestId('status-task')).toContainText('Needs a decision');
  await expect(sheet(page)).toHaveCount(0);
  // The news goes after a while, and looking at screens takes as long as the machine needs: it stays while the keyboard is on it.
  await page.getByTestId('toast-decide').focus();
  await judgeEverywhere(app, page, 'activity, a decision');
  await page.getByTestId('place-packs').click();
  await expect(packRow(page, 'tidy-latents').getByTestId('decide')).toHaveText('Needs a decision');
  await judgeEverywhere(app, page, 'packs, a decision');
  await page.getByTestId('toast-decide').click();
  await expect(page.getByRole('alertdialog', { name: 'Install Tidy Latents' })).toBeVisible();
  await expect(page.getByTestId('plan-keep')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(packRow(page, 'tidy-latents').getByRole('button', { name: /^Install/ })).toBeVisible();
  await expect(page.getByTestId('status-task')).toHaveCount(0);
  expect(await readInstalled(api)).toEqual({});
});

test('what breaks another pack is refused with both sides, and a way out leads to its own plan', async ({
  app,
  page,
  api,
  world,
}) => {
  await putTinydep(world, '0.5');
  await world.comfyui.placeFiles({ 'Impact/__init__.py': '', 'Impact/requirements.txt': 'tinydep<1\n' });
  await pressInstall(page);
  await expect(sheet(page)).toHaveAttribute('data-outcome', 'impossible');
  await expect(page.getByTestId('plan-sides').getByRole('listitem')).toHaveText([
    /Impact.*tinydep<1/,
    /Tidy Latents.*tinydep>=1\.0/,
  ]);
  await expect(page.getByTestId('plan-go')).toHaveCount(0);
  await judgeEverywhere(app, page, 'package plan impossible');
  await page.getByTestId('plan-way-disable').click();
  await expect(page.getByTestId('plan-summary')).toContainText('1 newer');
  await page.getByTestId('plan-go').click();
  await waitForKind(api, 'install', 1);
  expect(await listTinydep(world)).toEqual(['tinydep-2.0']);
  expect(await readdir(join(world.comfyui.customNodesDir, '.disabled'))).toEqual([expect.stringMatching(/^impact/i)]);

  await test.step('the API refuses it as well, and a plan that was approved is kept to', async () => {
    // Nobody may be at work in what is taken away.
    await waitUntilIdle(api);
    await clearPacks(world);
    await putTinydep(world, '0.5');
    await world.comfyui.placeFiles({ 'Impact/__init__.py': '', 'Impact/requirements.txt': 'tinydep<1\n' });
    const task = { kind: 'install', params: installParams('tidy-latents') };
    const refused = await runTask(api, task);
    expect(refused.result).toContain('cannot be met together with what is installed');
    expect(await listTinydep(world)).toEqual(['tinydep-0.5']);
    const question = { packs: [{ key: 'tidy-latents' }], without: ['Impact'] };
    const { body } = await ask(`${api}/v2/manager/packages/plan`, question);
    const plan = body as { plan_id: string; changes: { name: string }[] };
    expect(plan.changes.map(({ name }) => name)).toEqual(['tinydep']);
    // What was approved was without Impact, which is there: so it is not what would happen.
    const bound = await runTask(api, { ...task, params: { ...task.params, plan_id: plan.plan_id } });
    expect(bound.status.status_str).not.toBe('success');
    expect(await listTinydep(world)).toEqual(['tinydep-0.5']);
  });
});

test('what the settings keep as it is stays so by every door, until it is installed as asked this once', async ({
  app,
  page,
  api,
  world,
}) => {
  await putTinydep(world, '0.5');
  await openSection(page, 'python');
  await choose(page, 'requirementPolicy', 'None: only new packages');
  await expect(setting(page, 'requirementPolicy')).toHaveAttribute('data-changed', 'true');
  await pressInstall(page);
  await expect(page.getByTestId('plan-kept-back')).toContainText('tinydep 0.5 → 2.0');
  await expect(page.getByTestId('plan-sides').getByRole('listitem')).toHaveText([
    /Your setting.*tinydep==0\.5/,
    /Tidy Latents.*tinydep>=1\.0/,
  ]);
  await judgeEverywhere(app, page, 'package plan against the policy');
  const refused = await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  expect(refused.result).toContain('the settings allow only new ones');
  expect(await listTinydep(world)).toEqual(['tinydep-0.5']);
  expect(await readInstalled(api)).toEqual({});
  await page.getByTestId('plan-way-as-asked').click();
  await expect(page.getByTestId('plan-summary')).toContainText('1 newer');
  await page.getByTestId('plan-go').click();
  await expect.poll(() => listTinydep(world)).toEqual(['tinydep-2.0']);
  await callByWindow(page, 'settings.change', { name: 'python.requirementPolicy', value: null });
});

test('optional groups are chosen with the installation and later, and one that cannot be had is named', async ({
  app,
  page,
  api,
  world,
}) => {
  const group = (name: string) => page.locator(`[data-testid="pack-group"][data-name="${name}"]`);
  const hasCvlib = async () => (await listPackages(world.comfyui.venvDir)).some((name) => name.startsWith('cvlib'));
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill('tidy-latents');
  await packRow(page, 'tidy-latents').click();
  await page.getByTestId('details-tab-requirements').click();
  await expect(group('names')).toContainText('cvlib');
  const ofWhich = page.getByTestId('pack-groups-of');
  await expect(ofWhich).toContainText('the newest commit of its repository. Version 1.2.0 may have others');
  await judgeEverywhere(app, page, 'optional groups');
  await group('ancient').getByRole('checkbox').check();
  await page.getByTestId('pack-groups-go').click();
  await expect(sheet(page)).toContainText('not list the optional groups of this version of Tidy Latents, so');
  await page.getByTestId('plan-keep').click();
  await group('ancient').getByRole('checkbox').uncheck();
  await group('names').getByRole('checkbox').check();
  await page.getByTestId('pack-groups-go').click();
  await expect.poll(async () => Object.keys(await readInstalled(api))).toEqual(['tidy-latents']);
  await expect.poll(hasCvlib).toBe(true);
  await expect(group('names').getByRole('checkbox')).toBeChecked();
  await expect(ofWhich).toHaveCount(0);
  await expect(page.getByTestId('pack-groups-go')).toBeDisabled();
  await group('ancient').getByRole('checkbox').check();
  await page.getByTestId('pack-groups-go').click();
  await expect(page.getByTestId('plan-sides')).toContainText('Tidy Latents [ancient]');
  await expect(page.getByTestId('plan-way-without-group')).toHaveText('Install Tidy Latents without its group ancient');
  await page.getByTestId('plan-keep').click();
  const unknown = await runTask(api, { kind: 'install', params: installParams('tidy-latents[nmaes]') });
  expect(unknown.result).toContain('has no optional group');
  const { body } = await ask(`${api}/v2/manager/packages/why?name=cvlib`);
  expect(body).toMatchObject({ asked: [{ by: 'tidy-latents', line: 'cvlib', group: 'names' }] });
});

test('enabling a pack whose packages do not fit any more is planned and refused as an install is', async ({
  page,
  api,
  world,
}) => {
  await putTinydep(world, '2.0');
  const { customNodesDir } = world.comfyui;
  await world.comfyui.placeFiles({
    ...{ 'Newer/__init__.py': '', 'Newer/requirements.txt': 'tinydep>=2\n' },
    ...{ '.disabled/Impact/__init__.py': '', '.disabled/Impact/requirements.txt': 'tinydep<2\n' },
  });
  const refused = await runTask(api, { kind: 'enable', params: { cnr_id: 'Impact' } });
  expect(refused.result).toContain('cannot be met together with what is installed');
  expect(await readdir(join(customNodesDir, '.disabled'))).toEqual(['Impact']);
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill('Impact');
  await packRow(page, 'Impact')
    .getByRole('button', { name: /^Enable/ })
    .click();
  await expect(sheet(page)).toHaveAttribute('data-outcome', 'impossible');
  await expect(page.getByTestId('plan-sides').getByRole('listitem')).toHaveText([
    /Newer.*tinydep>=2/,
    /Impact.*tinydep<2/,
  ]);
  await page.getByTestId('plan-way-disable').click();
  await expect(page.getByTestId('plan-summary')).toContainText('1 older');
  await page.getByTestId('plan-go').click();
  await expect.poll(() => listTinydep(world)).toEqual(['tinydep-1.0']);
  await expect.poll(() => readdir(customNodesDir)).toContain('Impact');
});

test('another version of ComfyUI is planned as packs are, from the versions and from the review of updates', async ({
  app,
  page,
  api,
  world,
}) => {
  const head = () => git(['rev-parse', 'HEAD'], { cwd: world.comfyui.path });
  const before = await head();
  await putTinydep(world, '0.5');
  await world.comfyui.placeFiles({ 'Impact/__init__.py': '', 'Impact/requirements.txt': 'tinydep<1\n' });
  const release = await releaseAsking('0.3.70', ['numpy', 'tinydep>=1']);
  await world.git.commit('comfyanonymous', 'ComfyUI', release);
  await writeConfig(world, ['security_level = normal-']);
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('comfy-tab-versions').click();
  await page.getByTestId('version-look').click();
  await page.getByRole('button', { name: 'Switch to v0.3.70' }).click();
  await page.getByTestId('version-confirm').click();
  await expect(sheet(page)).toHaveAttribute('data-outcome', 'impossible');
  await expect(page.getByTestId('plan-sides').getByRole('listitem')).toHaveText([
    /Impact.*tinydep<1/,
    /ComfyUI.*tinydep>=1/,
  ]);
  await expect(page.getByTestId('plan-way-leave-out')).toHaveCount(0);
  await judgeEverywhere(app, page, 'package plan of a version that is impossible');
  await page.getByTestId('plan-keep').click();
  await expect(sheet(page)).toHaveCount(0);
  await expect(page.getByTestId('version-planning')).toHaveCount(0);
  expect(await head()).toBe(before);

  await test.step('the API says the same of a dry run, and refuses who does not ask', async () => {
    const plan = async (params: object) => {
      const task = { ui_id: 'dry', client_id: 'spec', kind: 'update-comfyui', params };
      return (await ask(`${api}/v2/manager/queue/task?dry_run=true`, task)).body;
    };
    expect(await plan({ is_stable: true })).toMatchObject({ outcome: 'impossible', conflict: { package: 'tinydep' } });
    const ofVersion = await plan({ target_version: 'v0.3.62' });
    expect(ofVersion).toMatchObject({ changes: [{ name: 'comfyui-frontend-package', kind: 'up' }] });
    const blind = await runTask(api, { kind: 'update-comfyui', params: { is_stable: true } });
    expect(blind.result).toContain('"ComfyUI" cannot be met together with what is installed: Impact needs tinydep<1');
    expect(blind.result).toContain('put back');
    expect([await head(), ...(await listTinydep(world))]).toEqual([before, 'tinydep-0.5']);
  });

  await page.getByTestId('version-update').click();
  await page.getByTestId('review-confirm').click();
  await page.getByTestId('plan-way-disable').click();
  await expect(page.locator('[data-testid="plan-change"][data-name="tinydep"]')).toContainText('0.5 → 2.0');
  await expect(page.locator('[data-testid="plan-change"][data-name="tinydep"]')).toContainText('ComfyUI');
  await judgeEverywhere(app, page, 'package plan of a version that moves');
  await page.getByTestId('plan-go').click();
  await expect(page.getByTestId('version-outcome')).toHaveAttribute('data-status', 'done');
  expect(await head()).toBe(await world.git.hashOf('comfyanonymous', 'ComfyUI', 'v0.3.70'));
  expect(await listTinydep(world)).toEqual(['tinydep-2.0']);
});
