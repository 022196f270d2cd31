import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { ask, getJson, startQueue, waitForTask, writeConfig } from './api';
import { expect, test } from './app';
import { startComfy, stopComfy } from './comfy-calls';
import { inMain } from './in-main';
import { judge, judgeEverywhere } from './judge';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';
import { breakingRelease, releaseAsking } from './world/comfy-source';
import { git } from './world/git-repos';
import { sitePackagesOf } from './world/python-env';
import type { World } from './world/world';

test.skip(...needsStandIn('expects the releases that the world publishes'));
test.use({
  worldOptions: { name: 'comfyui-versions', pythonTool: 'uv' },
  appFor: 'file',
  appSettings: { 'comfyui.port': '0' },
});

const rowOf = (page: Page, version: string) => page.locator(`[data-testid="version-row"][data-version="${version}"]`);
const outcomeOf = (page: Page) => page.getByTestId('version-outcome');
const currentOf = (page: Page) => page.getByTestId('version-current');
const head = (world: World) => git(['rev-parse', 'HEAD'], { cwd: world.comfyui.path });
const hashOf = (world: World, ref: string) => world.git.hashOf('comfyanonymous', 'ComfyUI', ref);

async function showTab(page: Page, tab: 'versions' | 'environment'): Promise<void> {
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId(`comfy-tab-${tab}`).click();
}

async function confirm(page: Page): Promise<void> {
  await page.getByTestId('version-confirm').click();
}

async function expectChanged(page: Page, words: RegExp): Promise<void> {
  await expect(outcomeOf(page)).toHaveAttribute('data-status', 'done');
  await expect(outcomeOf(page)).toContainText(words);
}

test.beforeEach(({ world }) => writeConfig(world, ['security_level = normal-']));

test('versions stand with dates and notes; one is switched to and rolled back from, with what happens said before', async ({
  world,
  page,
  app,
  api,
}) => {
  await showTab(page, 'versions');
  await expect(rowOf(page, 'v0.3.61')).toHaveAttribute('data-current', 'true');
  await expect(rowOf(page, 'v0.3.61')).toContainText('1 Oct 2025');
  await expect(rowOf(page, 'v0.3.62')).toContainText('Newest release');
  await expect(rowOf(page, 'v0.3.62')).toContainText('Different requirements');
  await expect(rowOf(page, 'v0.3.60')).not.toContainText('Different requirements');
  await rowOf(page, 'nightly').getByRole('button', { name: '2 changes' }).click();
  await expect(rowOf(page, 'nightly')).toContainText('Note for translators');
  await judgeEverywhere(app, page, 'comfyui, versions');

  await appendFile(join(world.comfyui.path, 'comfyui_version.py'), '# a line of mine\n');
  await startComfy(api);
  await page.reload();
  await expect(page.getByTestId('version-changed')).toContainText('comfyui_version.py');
  await rowOf(page, 'v0.3.62').getByRole('button', { name: 'Switch to v0.3.62' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(dialog).toContainText('comfyui_version.py');
  await expect(dialog).toContainText('keeps running as it is');
  await expect(dialog).toContainText('A snapshot is saved first');
  await judge(page, 'comfyui, version dialog');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(await head(world)).toBe(await hashOf(world, 'v0.3.61'));

  await rowOf(page, 'v0.3.62').getByRole('button', { name: 'Switch to v0.3.62' }).click();
  await confirm(page);
  await expectChanged(page, /from v0\.3\.61.* to v0\.3\.62/);
  // What was put aside is named here, and not in a toast alone.
  await expect(outcomeOf(page)).toContainText('git stash apply');
  await expect(rowOf(page, 'v0.3.62')).toHaveAttribute('data-current', 'true');
  await expect(page.getByTestId('version-changed')).toHaveCount(0);
  expect(await head(world)).toBe(await hashOf(world, 'v0.3.62'));
  await judgeEverywhere(app, page, 'comfyui, version changed');
  // The restart stands in the header and in the rail, which every change waits for alike.
  await expect(outcomeOf(page).getByRole('button', { name: 'Restart' })).toHaveCount(0);
  await page.getByTestId('comfy-restart').click();
  await outcomeOf(page).getByRole('button', { name: 'Dismiss' }).click();
  await expect(outcomeOf(page)).toHaveCount(0);

  await page.getByTestId('version-back').click();
  await expect(dialog).toContainText('Return ComfyUI to v0.3.61');
  await confirm(page);
  await expectChanged(page, /from v0\.3\.62 to v0\.3\.61/);
  expect(await head(world)).toBe(await hashOf(world, 'v0.3.61'));
  await expect(page.getByTestId('version-back')).toContainText('v0.3.62');
  await stopComfy(api);
});

test('a version that a script switches to is told to the window, and shown without being asked for', async ({
  page,
  api,
}) => {
  const readVersion = async () => {
    const value = await callByWindow(page, 'installation.current');
    return (value as { installation: { version: string } }).installation.version;
  };
  for (const version of ['0.3.60', '0.3.61']) {
    const uiId = randomUUID();
    const order = { ver: `v${version}`, client_id: 'spec', ui_id: uiId };
    expect((await ask(`${api}/v2/comfyui_manager/comfyui_switch_version`, order)).status).toBe(200);
    await startQueue(api);
    expect((await waitForTask(api, uiId)).result).toBe('success');
    expect(await readVersion()).toBe(version);
    await expect(page.getByText(new RegExp(`${version.replaceAll('.', '\\.')}$`)).first()).toBeVisible();
  }
});

test('newer ones are looked for; offline the list stays with its date; a failed change is put back and told', async ({
  world,
  page,
  app,
}) => {
  await showTab(page, 'versions');
  await expect(rowOf(page, 'v0.3.61')).toHaveAttribute('data-current', 'true');
  await expect(rowOf(page, 'v0.3.70')).toHaveCount(0);
  // No plan of packages knows what a script of the version will do.
  const failing = await releaseAsking('0.3.70', ['numpy'], { 'install.py': 'raise SystemExit(1)\n' });
  await world.git.commit('comfyanonymous', 'ComfyUI', failing);
  await page.getByTestId('version-look').click();
  await expect(rowOf(page, 'v0.3.70')).toContainText('Newest release');
  await rowOf(page, 'v0.3.70').getByRole('button', { name: 'Switch to v0.3.70' }).click();
  await confirm(page);
  await expect(outcomeOf(page)).toHaveAttribute('data-status', 'failed');
  await expect(outcomeOf(page)).toContainText('ComfyUI was not changed to v0.3.70');
  await expect(outcomeOf(page)).toContainText('put back');
  await expect(rowOf(page, 'v0.3.61')).toHaveAttribute('data-current', 'true');
  // The change that was taken back is nothing to roll back to.
  await expect(page.getByTestId('version-back')).not.toContainText('v0.3.70');
  await judgeEverywhere(app, page, 'comfyui, version failed');
  await outcomeOf(page).getByRole('button', { name: 'Dismiss' }).click();

  const atClone = { cwd: world.comfyui.path };
  const remote = await git(['remote', 'get-url', 'origin'], atClone);
  await git(['remote', 'set-url', 'origin', 'http://127.0.0.1:1/nobody/ComfyUI.git'], atClone);
  await page.getByTestId('version-look').click();
  await expect(page.getByTestId('version-offline')).toContainText('Checking for newer versions failed');
  await expect(page.getByTestId('version-offline')).toContainText('The list is from');
  await expect(rowOf(page, 'v0.3.70')).toBeVisible();
  await judge(page, 'comfyui, versions offline');
  await git(['remote', 'set-url', 'origin', remote], atClone);
});

test('before a version is switched to it says which packs break and by which commit, and a pack is disabled from there', async ({
  world,
  page,
  app,
  api,
}) => {
  for (const commit of await breakingRelease('0.3.71')) await world.git.commit('comfyanonymous', 'ComfyUI', commit);
  const lamp = 'from comfy.cli_args import one_of\nimport folder_paths\nNODE_CLASS_MAPPINGS = {"WorldLamp": object}\n';
  const careful =
    'try:\n    from comfy.cli_args import one_of\nexcept ImportError:\n    pass\nNODE_CLASS_MAPPINGS = {}\n';
  const wanted = '    import folder_paths\n'.repeat(8000);
  await world.comfyui.placeFiles({
    ...{ 'Old-Lamp/__init__.py': lamp, 'Careful-Lamp/__init__.py': careful },
    'Endless-Lamp/__init__.py': `try:\n${wanted}except ImportError:\n${wanted}`,
  });
  await showTab(page, 'versions');
  await page.getByTestId('version-look').click();
  const open = () => rowOf(page, 'v0.3.71').getByRole('button', { name: 'Switch to v0.3.71' }).click();
  await open();
  const forecast = page.getByRole('alertdialog').getByTestId('forecast');
  const broken = forecast.locator('[data-testid="forecast-pack"][data-pack="Old-Lamp"]');
  await expect(forecast).toContainText('1 of 2 packs will break');
  await expect(broken).toContainText('Old-Lamp does not load');
  await expect(broken.getByTestId('forecast-break')).toHaveAttribute('data-name', 'comfy.cli_args.one_of');
  await expect(broken).toContainText('25 Oct 2025');
  await expect(broken).toContainText('Say what exclusive switches are');
  await expect(broken).toContainText('__init__.py:1');
  await expect(broken).toContainText('ComfyUI has WorldLamp itself');
  await expect(forecast).not.toContainText('Careful-Lamp');
  await expect(forecast).toContainText('Endless-Lamp could not be read');
  const breaking = await world.git.hashOf('comfyanonymous', 'ComfyUI', 'v0.3.71~1');
  await expect(broken).toContainText(breaking.slice(0, 7));
  await judgeEverywhere(app, page, 'comfyui, forecast of a version');

  // The API says the same, and nothing was checked out for it.
  expect(await getJson(`${api}/v2/comfyui_manager/forecast?ver=v0.3.71`)).toMatchObject({
    read: 2,
    packs: [{ name: 'Old-Lamp', taken: ['WorldLamp'], breaks: [{ effect: 'pack', commit: { commit: breaking } }] }],
    packages: { state: 'fit' },
  });
  expect(await head(world)).toBe(await hashOf(world, 'v0.3.61'));

  await broken.getByRole('button', { name: 'Disable Old-Lamp first' }).click();
  await expect(broken).toHaveCount(0);
  await expect(forecast).toContainText('It has everything that the enabled pack uses of ComfyUI');
  await confirm(page);
  await expectChanged(page, /to v0\.3\.71/);
  expect(await head(world)).toBe(await hashOf(world, 'v0.3.71'));
  await expect(page.getByTestId('version-back')).toContainText('v0.3.61');
  await page.getByTestId('version-back').click();
  await confirm(page);
  await expectChanged(page, /to v0\.3\.61/);
  await rm(join(world.comfyui.customNodesDir, 'Careful-Lamp'), { recursive: true });
});

test('at the default level the rule stands at the buttons that it refuses', async ({ world, app, page }) => {
  await writeConfig(world, ['security_level = normal']);
  await showTab(page, 'versions');
  // It is said where it is refused, at the buttons.
  const refused = rowOf(page, 'v0.3.60').getByRole('button', { name: 'Switch to v0.3.60' });
  await expect(refused).toHaveAttribute('title', /security level normal/iu);
  await expect(refused.getByTestId('asks-first')).toBeVisible();
  // What an update leads to is no choice of a version, and its button asks nothing first.
  const newest = await page.getByTestId('version-update').textContent();
  const [version = ''] = /v[\d.]+/u.exec(newest ?? '') ?? [];
  await expect(rowOf(page, version).getByTestId('asks-first')).toHaveCount(0);
  await judgeEverywhere(app, page, 'comfyui, versions refused');
  await rowOf(page, version)
    .getByRole('button', { name: `Switch to ${version}` })
    .click();
  await expect(page.getByTestId('review-comfyui').getByRole('checkbox')).toBeChecked();
  await page.keyboard.press('Escape');
  await page.getByTestId('version-update').click();
  await expect(page.getByTestId('review-confirm')).toHaveText('Update 1');
  await page.keyboard.press('Escape');
});

async function readClipboard(app: ElectronApplication): Promise<string> {
  return inMain(() => app.evaluate(({ clipboard }) => clipboard.readText()));
}

async function placeMetadata(site: string, name: string, requires: string[]): Promise<void> {
  const folder = join(site, `${name}-1.0.dist-info`);
  await mkdir(folder, { recursive: true });
  const lines = ['Metadata-Version: 2.1', `Name: ${name}`, 'Version: 1.0'];
  await writeFile(
    join(folder, 'METADATA'),
    [...lines, ...requires.map((one) => `Requires-Dist: ${one}`), ''].join('\n'),
  );
  await writeFile(join(folder, 'WHEEL'), 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n');
}

test('the environment is told, searched, copied for a report, and checked', async ({ world, page, app }) => {
  await showTab(page, 'environment');
  const place = page.getByTestId('environment');
  await expect(place).toContainText('virtual environment');
  await expect(place).toContainText('2.7.1');
  // The rows in sight are there before anything is typed.
  const rows = page.getByTestId('package-row');
  await expect(rows.first()).toBeVisible();
  await page.getByTestId('packages-search').fill('torch');
  await expect(page.getByTestId('package-row')).toHaveCount(3);
  const torch = page.locator('[data-testid="package-row"][data-name="torch"]');
  await torch.getByRole('button', { name: 'More for torch' }).click();
  // ComfyUI needs it, so nobody is offered to take it away.
  await expect(page.getByRole('menuitem', { name: /^Remove/ })).toHaveCount(0);
  await page.getByRole('menuitem', { name: 'Why torch is here' }).click();
  await expect(page.getByTestId('package-reasons')).toContainText('It belongs to torch');
  await expect(page.getByTestId('package-reasons')).toContainText('ComfyUI');
  await judgeEverywhere(app, page, 'comfyui, why a package is here');
  await page.keyboard.press('Escape');
  await page.getByTestId('packages-search').fill('');
  await page.getByTestId('environment-more').click();
  await page.getByRole('menuitem', { name: 'Copy for a report' }).click();
  await expect
    .poll(() => readClipboard(app))
    .toMatch(/^ComfyUI: v0\.3\.61\nSystem: .*\nPython: 3\.\d+\.\d+ \(venv\)[^]*torch==2\.7\.1/);

  await expect(page.getByTestId('doctor')).toContainText('The environment is sound');
  await judgeEverywhere(app, page, 'comfyui, environment');

  const site = await sitePackagesOf(world.comfyui.venvDir);
  await placeMetadata(site, 'demanding', ['numpy>=9', 'nowhere-dep>=3']);
  // Whoever shows it again sees it as it is now.
  await showTab(page, 'versions');
  await showTab(page, 'environment');
  const problems = page.locator('[data-testid="doctor-finding"][data-package="demanding"][data-kind="unmet"]');
  await expect(problems).toHaveCount(2);
  await expect(problems.filter({ hasText: 'numpy>=9' })).toContainText('1.26.4');
  await expect(problems.filter({ hasText: 'nowhere-dep>=3' })).toContainText('not installed');
  await judgeEverywhere(app, page, 'comfyui, environment with problems');
  await rm(join(site, 'demanding-1.0.dist-info'), { recursive: true });
});

// The last test: what it removes is gone.
test('a ComfyUI that is no clone says so in the place of versions', async ({ world, page }) => {
  await rm(join(world.comfyui.path, '.git'), { recursive: true });
  await showTab(page, 'versions');
  await expect(page.getByText('No version to choose')).toBeVisible();
  await judge(page, 'comfyui, no clone');
  await expect(currentOf(page)).toHaveCount(0);
});
