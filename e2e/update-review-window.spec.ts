import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { installParams, runTask, waitForKind } from './api';
import { expect, test } from './app';
import { attention, createClicks, openHome } from './home-calls';
import { judgeEverywhere, resize } from './judge';
import { launchApp } from './launch';
import { clearPacks, packVersion } from './pack-folder';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';
import { graph, node } from './workflow-files';
import { git } from './world/git-repos';
import type { World } from './world/world';

test.skip(...needsStandIn('expects the releases that the world publishes'));
test.use({ worldOptions: { name: 'update-review', pythonTool: 'uv' }, appFor: 'file' });

const lantern = 'ComfyUI-Paper-Lantern';
const review = (page: Page) => page.getByTestId('update-review');
const checkOf = (page: Page, name: string) => review(page).getByRole('checkbox', { name: `Update ${name}` });
/** Opens what an update brings, and what can be decided about it. */
const openRow = (page: Page, name: string) =>
  review(page)
    .getByRole('button', { name: `What changes in ${name}` })
    .click();
const confirm = (page: Page) => page.getByTestId('review-confirm');

test.beforeEach(({ world }) => clearPacks(world));

/** A pack of the registry and a clone, both with something newer. */
async function placeOutdated(world: World): Promise<string> {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  return world.comfyui.placeClone('adaquill', lantern, { behind: 1 });
}

/** What the background does once in a while. */
async function checkInBackground(page: Page): Promise<void> {
  await callByWindow(page, 'packs.updates', { mode: 'cache' });
}

async function expectEverywhere(page: Page, count: number): Promise<void> {
  await page.getByTestId('place-packs').click();
  await expect(page.getByTestId('review-updates')).toHaveText(`Update ${count}`);
  await expect(page.getByRole('button', { name: `Updates ${count}`, exact: true })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('review updates');
  await expect(page.getByRole('option', { name: `Review updates (${count})` })).toBeVisible();
  await page.keyboard.press('Escape');
  await openHome(page);
  await expect(attention(page, 'updates')).toContainText(`${count} packs have updates`);
}

test('one number of updates stands everywhere, clones with it, and the next start knows it without asking', async ({
  world,
  page,
  launched,
}) => {
  await placeOutdated(world);
  await checkInBackground(page);
  await expectEverywhere(page, 2);
  await page.getByTestId('place-packs').click();
  await page.getByRole('button', { name: /^Updates/u }).click();
  const row = page.getByTestId('pack-row').filter({ hasText: 'Paper Lantern' });
  await expect(row).toHaveAttribute('data-state', 'update');
  await launched.close();

  world.git.fault('adaquill', lantern, { kind: 'hang' });
  const next = await launchApp({ world });
  await expectEverywhere(next.page, 2);
  await next.close();
  world.git.clearFaults();
});

test('two clicks from Home update everything, and the number follows', async ({ world, page, api }) => {
  const clone = await placeOutdated(world);
  const before = await git(['rev-parse', 'HEAD'], { cwd: clone });
  await checkInBackground(page);
  await openHome(page);
  await expect(attention(page, 'updates')).toContainText('2 packs have updates');
  const { click, count } = createClicks();
  await click(attention(page, 'updates').getByTestId('attention-updates'));
  await expect(confirm(page)).toHaveText('Update 2');
  await click(confirm(page));
  expect(count()).toBe(2);
  await waitForKind(api, 'update', 2);
  await expect(page.getByTestId('review-updates')).toHaveText('Check for updates');
  expect(await packVersion(world, 'Demo-Upscaler')).toBe('1.2.0');
  expect(await git(['rev-parse', 'HEAD'], { cwd: clone })).not.toBe(before);
  await openHome(page);
  await expect(attention(page, 'updates')).toHaveCount(0);
});

test('an update of ComfyUI that is a step back is called so, in its versions and in the review', async ({
  world,
  app,
  page,
}) => {
  const cwd = world.comfyui.path;
  const before = await git(['rev-parse', 'HEAD'], { cwd });
  await writeFile(join(cwd, 'comfyui_version.py'), '__version__ = "0.26.0"\n');
  await git(['-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-am', 'newer'], { cwd });
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('comfy-tab-versions').click();
  await expect(page.locator('[data-testid="version-row"][data-version="v0.3.62"]')).toContainText('Switch');
  await page.getByTestId('version-update').click();
  await expect(page.getByTestId('review-step-back')).toContainText('This is a step back: v0.3.62');
  await judgeEverywhere(app, page, 'update review, step back');
  await page.keyboard.press('Escape');
  await git(['reset', '--hard', before], { cwd });
});

test('an update of ComfyUI begins in the review, with its notes, and nothing else is checked', async ({
  world,
  app,
  page,
}) => {
  await placeOutdated(world);
  await openHome(page);
  await attention(page, 'comfy-update').getByTestId('attention-comfy-update').click();
  await expect(checkOf(page, 'ComfyUI')).toBeChecked();
  await expect(checkOf(page, 'Demo Upscaler')).not.toBeChecked();
  await expect(confirm(page)).toHaveText('Update 1');
  const changes = review(page).getByTestId('review-comfyui').getByTestId('review-changes');
  await expect(changes).toContainText('v0.3.62');
  await expect(changes).toContainText('Its Python requirements differ');
  await judgeEverywhere(app, page, 'update review, comfyui');
  await resize(app, [1440, 900]);
  expect(await git(['describe', '--tags'], { cwd: world.comfyui.path })).toContain('v0.3.61');
  await confirm(page).click();
  // Nobody is led away from where they were.
  await expect(page.getByTestId('place-home')).toHaveAttribute('aria-current', 'page');
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('comfy-tab-versions').click();
  await expect(page.getByTestId('version-outcome')).toHaveAttribute('data-status', 'done');
  expect(await git(['describe', '--tags'], { cwd: world.comfyui.path })).toContain('v0.3.62');
  expect(await packVersion(world, 'Demo-Upscaler')).toBe('1.0.0');
});

test('a version is skipped and a pack is held from its row, and every number follows', async ({ world, page }) => {
  await placeOutdated(world);
  await checkInBackground(page);
  await page.getByTestId('place-packs').click();
  await page.getByTestId('review-updates').click();
  await expect(confirm(page)).toHaveText('Update 2');
  await openRow(page, 'Demo Upscaler');
  await review(page).getByRole('button', { name: 'Skip this version of Demo Upscaler' }).click();
  await expect(review(page).getByTestId('review-skipped')).toContainText('1.2.0');
  await expect(confirm(page)).toHaveText('Update 1');
  await openRow(page, 'Paper Lantern');
  await review(page).getByRole('button', { name: 'Hold Paper Lantern at its version' }).click();
  // It is held at once, as from every other place; the reason is asked for where it then stands.
  await expect(review(page).getByTestId('review-held')).toContainText('No reason was noted');
  await review(page).getByRole('button', { name: 'Add a reason for holding Paper Lantern' }).click();
  await page.getByLabel('Reason, for later').fill('The light is gone');
  await page.getByRole('button', { name: 'Hold', exact: true }).last().click();
  await expect(review(page).getByTestId('review-held')).toContainText('The light is gone');
  await expect(confirm(page)).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('review-updates')).toHaveText('Check for updates');
  await page.getByTestId('review-updates').click();
  await review(page).getByRole('button', { name: 'Offer the update of Demo Upscaler again' }).click();
  await review(page).getByRole('button', { name: 'Release Paper Lantern' }).click();
  await expect(confirm(page)).toHaveText('Update 2');
  await page.keyboard.press('Escape');
});

test('edited files are named before, and become what is chosen: of a clone as of a release', async ({
  world,
  app,
  page,
  api,
}) => {
  await world.comfyui.placeClone('adaquill', lantern, { behind: 1 });
  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.0.0') });
  const nodesOf = (pack: string) => join(world.comfyui.customNodesDir, pack, 'nodes.py');
  for (const pack of [lantern, 'Demo-Upscaler']) await appendFile(nodesOf(pack), '# mine\n');
  await checkInBackground(page);
  await page.getByTestId('place-packs').click();
  await page.getByTestId('review-updates').click();
  const markOf = (name: string) =>
    review(page).getByTestId('review-row').filter({ hasText: name }).locator('[data-mark="edited"]');
  for (const name of ['Paper Lantern', 'Demo Upscaler']) await expect(markOf(name)).toContainText('Edited: nodes.py');
  const choiceOf = (name: string) =>
    review(page).getByTestId('review-row').filter({ hasText: name }).getByRole('combobox');
  await openRow(page, 'Paper Lantern');
  await expect(choiceOf('Paper Lantern')).toHaveValue('keep');
  await openRow(page, 'Demo Upscaler');
  await choiceOf('Demo Upscaler').selectOption({ label: 'Apply edits, else keep a copy' });
  await judgeEverywhere(app, page, 'update review, edited files');
  await confirm(page).click();
  await waitForKind(api, 'update', 2);
  expect(await readFile(nodesOf(lantern), 'utf8')).not.toContain('# mine');
  expect(await readFile(`${nodesOf(lantern)}.kept`, 'utf8')).toContain('# mine');
  expect(await packVersion(world, 'Demo-Upscaler')).toBe('1.2.0');
  expect(await readFile(nodesOf('Demo-Upscaler'), 'utf8')).toMatch(/1\.2\.0[\s\S]*# mine/u);
});

test('each row says what to look at: a major step, requirements, and nodes that saved workflows would lose', async ({
  world,
  app,
  page,
}) => {
  await placeOutdated(world);
  const upscaler = world.registry.packs().find(({ id }) => id === 'Demo-Upscaler');
  const newest = upscaler?.versions.at(-1);
  expect(newest).toBeDefined();
  if (newest === undefined) return;
  const date = '2025-11-20T00:00:00Z';
  const files = { 'nodes.py': 'class Dim: ...\nNODE_CLASS_MAPPINGS = {"Dim": Dim}\nNODE_DISPLAY_NAME_MAPPINGS = {}\n' };
  await world.git.commit('adaquill', lantern, { message: 'Dim light', files, date });
  const dependencies = ['numpy>=2', 'sharpdep>=1'];
  world.registry.publishVersion('Demo-Upscaler', {
    ...newest,
    ...{ version: '2.0.0', dependencies, nodes: ['DemoUpscaleTiled'] },
    sockets: { DemoUpscaleTiled: { inputs: ['image', 'tile_size'], outputs: ['IMAGE'] } },
  });
  const installed = upscaler?.versions.find(({ version }) => version === '1.0.0');
  if (installed) installed.sockets = { DemoUpscaleTiled: { inputs: ['image', 'size'], outputs: ['IMAGE'] } };
  const workflows = join(world.comfyui.userDir, 'default', 'workflows');
  await mkdir(workflows, { recursive: true });
  await writeFile(
    join(workflows, 'portrait.json'),
    graph(['DemoUpscaleModelPick', 'DemoUpscaleTiled', 'PaperLanternLight'].map((one) => node(one))),
  );
  await page.getByTestId('place-packs').click();
  await page.getByTestId('review-updates').click();
  const marksOf = (name: string) =>
    review(page).getByTestId('review-row').filter({ hasText: name }).getByTestId('review-marks');
  const upscale = marksOf('Demo Upscaler');
  await expect(upscale).toContainText('Removes DemoUpscaleModelPick, which portrait uses');
  await expect(upscale).toContainText('Changes DemoUpscaleTiled (+tile_size −size), which portrait uses');
  await expect(upscale).toContainText('Major version');
  await expect(upscale).toContainText('Affects numpy');
  await expect(upscale).toContainText('sharpdep>=1');
  const ofClone = marksOf('Paper Lantern');
  await expect(ofClone).toContainText('Removes PaperLanternLight, which portrait uses');
  // That nothing else differs is not said.
  await expect(ofClone.locator('[data-mark]')).toHaveCount(1);
  await judgeEverywhere(app, page, 'update review, marks');
  await page.keyboard.press('Escape');
  await page.getByTestId('pack-row').filter({ hasText: 'Paper Lantern' }).click();
  await expect(page.getByTestId('update-impact')).toContainText('Removes PaperLanternLight, which portrait uses');
  await world.git.commit('adaquill', lantern, {
    message: 'Made as it loads',
    files: {
      'nodes.py': 'NODE_CLASS_MAPPINGS = {}\nfor name in ("A", "B"):\n    NODE_CLASS_MAPPINGS[name] = object\n',
    },
    date,
  });
  await checkInBackground(page);
  await expect(page.getByTestId('update-impact')).toContainText('builds its list of nodes while it loads (nodes.py:3)');
  await page.getByTestId('update-impact').getByRole('button', { name: 'Try first' }).click();
  await expect(review(page).getByTestId('trial-progress')).toContainText('Trying 1 update');
});
