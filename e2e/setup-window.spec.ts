import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './app';
import { onlyByNight } from './by-night';
import { judgeEverywhere, resize } from './judge';
import { killApp, launchApp, type LaunchedApp } from './launch';
import { expectInstalled, listFolder, makeParent, openForm, stepOf, withUv } from './setup-world';
import { needsStandIn } from './stand-in';
import { callByWindow, tryByWindow } from './window-door';
import type { World } from './world/world';

test.skip(...needsStandIn('clones the releases of the stand-in'));
test.skip(process.platform === 'win32', 'reads the programs of an environment where POSIX has them');
test.use({ worldOptions: { name: 'setup', pythonTool: 'uv' } });

let parent: string;
let userDataDir: string;
let app: LaunchedApp | undefined;

test.beforeEach(async () => {
  parent = await makeParent();
  userDataDir = await mkdtemp(join(tmpdir(), 'cmd-setup-'));
});

test.afterEach(async ({ world }) => {
  await app?.close();
  app = undefined;
  world.git.clearFaults();
  world.index.faults.clear();
  for (const folder of [parent, userDataDir]) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function start(world: World, environment: Record<string, string> = {}): Promise<LaunchedApp> {
  return (app = await launchApp({
    ...{ world, userDataDir, comfyuiFolder: null, startPlace: null, environment },
    settings: { 'python.tool': 'auto' },
  }));
}

test('ComfyUI is installed from nothing by uv, opened, and runs', async ({ world }) => {
  const { page, app: running } = await start(world, await withUv(world));
  await page.getByTestId('setup-open').press('Enter');
  await expect(page.getByLabel('Install in')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('setup-open')).toBeFocused();
  await openForm(page, parent);
  await expect(page.getByText('Installed by uv.')).toBeVisible();
  await page.getByTestId('setup-begin').click();
  await expect(page.getByTestId('installation-switcher')).toBeVisible();
  await expect(page.getByTestId('setup-progress')).toHaveCount(0);
  const folder = join(parent, 'ComfyUI');
  await expectInstalled(folder, 'v0.3.62');
  expect(await listFolder(parent)).toEqual(['ComfyUI']);
  const end = page.getByTestId('setup-end');
  await expect(end).toContainText(folder);
  const read = async () => await callByWindow(page, 'comfyui.status');
  await expect.poll(read).toMatchObject({ state: 'running' });
  await expect(end.getByRole('button', { name: 'Open web UI' })).toBeEnabled();
  await judgeEverywhere(running, page, 'the end of an installation');
  await end.getByRole('button', { name: 'Go to Home' }).click();
  await expect(page.getByTestId('first-steps')).toBeVisible();
  const value = await callByWindow(page, 'settings.read');
  expect(JSON.stringify(value)).toContain('--cpu');
  expect(await callByWindow(page, 'setup.view')).toMatchObject({ phase: 'idle' });
});

test.describe('without uv', () => {
  test.skip(
    ...onlyByNight(
      'a minute of pip: with uv the same steps are walked, and environments.slow.test.ts makes one by pip',
    ),
  );

  test('it is made by Python itself, and can be seen going on in the background', async ({ world }) => {
    const { page } = await start(world);
    await openForm(page, parent);
    await page.getByLabel('Name of the folder').fill('Zweites UI');
    await page.getByRole('combobox', { name: 'ComfyUI' }).selectOption('nightly');
    await page.getByLabel('Start ComfyUI when it is installed').uncheck();
    await page.getByTestId('setup-begin').click();
    await expect(stepOf(page, 'environment')).toHaveAttribute('data-state', /running|done/);
    await page.getByRole('button', { name: 'Continue in the background' }).click();
    await expect(page.getByText('ComfyUI is being installed')).toBeVisible();
    await expect(page.getByTestId('installation-switcher')).toBeVisible();
    expect(await listFolder(parent)).toEqual(['Zweites UI']);
    expect(await callByWindow(page, 'comfyui.status')).toMatchObject({ state: 'stopped' });
  });
});

test('what is taken is refused, a cancel leaves nothing behind, and a torch that cannot be had is tried again', async ({
  world,
}) => {
  await mkdir(join(parent, 'ComfyUI'));
  await writeFile(join(parent, 'ComfyUI', 'mine.txt'), 'mine');
  const { page, app: running } = await start(world, await withUv(world));
  await test.step('a folder that is taken is refused before anything is done, and another name is taken', async () => {
    await openForm(page, parent);
    await expect(page.getByTestId('setup-problems')).toContainText('is not empty, so nothing is installed there');
    await expect(page.getByTestId('setup-begin')).toBeDisabled();
    const refused = await tryByWindow(page, 'setup.begin', { parent });
    expect(refused).toMatchObject({ ok: false, error: { code: 'setup-refused' } });
    expect(await listFolder(parent)).toEqual(['ComfyUI']);
    await page.getByLabel('Name of the folder').fill('ComfyUI 2');
    await expect(page.getByTestId('setup-begin')).toBeEnabled();
    await expect(page.getByTestId('setup-problems')).toBeEmpty();
  });

  await test.step('a cancel in the middle leaves nothing behind', async () => {
    world.git.fault('comfyanonymous', 'ComfyUI', { kind: 'stall', afterBytes: 2000 });
    await page.getByTestId('setup-begin').click();
    await expect(stepOf(page, 'clone')).toHaveAttribute('data-state', 'running');
    await expect.poll(() => listFolder(parent)).toEqual([expect.stringMatching(/^\.comfyui-setup-/), 'ComfyUI']);
    await page.getByTestId('setup-cancel').click();
    await page.getByTestId('setup-remove-confirm').click();
    await expect(page.getByTestId('setup-form')).toBeVisible();
    expect(await listFolder(parent)).toEqual(['ComfyUI']);
    expect(await listFolder(userDataDir)).not.toContain('setup.json');
    world.git.clearFaults();
  });

  await test.step('a torch that cannot be had is told with its reason, and another try goes on from there', async () => {
    world.index.faults.set('torch', { kind: 'status', status: 404 });
    await page.getByLabel('Install in').fill(parent);
    await page.getByLabel('Name of the folder').fill('ComfyUI 2');
    await page.getByTestId('setup-begin').click();
    await expect(stepOf(page, 'torch')).toHaveAttribute('data-state', 'failed');
    await expect(page.getByRole('alert')).toContainText(
      'The requirements of "PyTorch" were not installed: the package index has no torch',
    );
    expect(await listFolder(parent)).toEqual([expect.stringMatching(/^\.comfyui-setup-/), 'ComfyUI']);
    // The way on is in sight in the smallest window as well.
    await resize(running, [880, 600]);
    await expect(page.getByTestId('setup-resume')).toBeInViewport({ ratio: 1 });
    world.index.faults.clear();
    const clones = world.git.requests().length;
    await page.getByTestId('setup-resume').click();
    await expect(page.getByTestId('installation-switcher')).toBeVisible();
    // The opened folder may ask by now which versions there are, in two requests; another clone would ask as often as the first one.
    expect(world.git.requests().length).toBeLessThan(2 * clones);
    await expectInstalled(join(parent, 'ComfyUI 2'), 'v0.3.62');
  });
});

test('a kill in the middle is told by the next start, which goes on, or removes all of it', async ({ world }) => {
  world.index.faults.set('torch', { kind: 'hang' });
  const uv = await withUv(world);
  const first = await start(world, uv);
  await openForm(first.page, parent);
  await first.page.getByTestId('setup-begin').click();
  await expect(stepOf(first.page, 'torch')).toHaveAttribute('data-state', 'running');
  await killApp(first);
  app = undefined;
  const [staging] = await listFolder(parent);
  expect(staging).toMatch(/^\.comfyui-setup-/);
  world.index.faults.clear();
  const { page } = await start(world, uv);
  await expect(page.getByText('The installation of ComfyUI was interrupted')).toBeVisible();
  await page.getByTestId('setup-open').click();
  await expect(stepOf(page, 'environment')).toHaveAttribute('data-state', 'done');
  await page.getByTestId('setup-resume').click();
  await expect(page.getByTestId('installation-switcher')).toBeVisible();
  expect(await listFolder(parent)).toEqual(['ComfyUI']);
  await expectInstalled(join(parent, 'ComfyUI'), 'v0.3.62');
});
