import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installParams, runTask, writeConfig } from './api';
import { expect, test } from './app';
import { clearHome } from './home-calls';
import { launchApp } from './launch';
import { modelsDir } from './model-tasks';
import {
  type Given,
  judgeLoading,
  judgeState,
  managerDir,
  open,
  screensOfMemory,
  type Screen,
  skeleton,
  stallWhile,
  tryAgain,
  withoutFolder,
  withText,
} from './place-states';
import { letAllGo, refuseAnswers } from './slow-answers';
import { needsStandIn } from './stand-in';
import type { World } from './world/world';
import { createGate } from './world/wire';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({
  worldOptions: { name: 'states', pythonTool: 'uv' },
  appSettings: { 'comfyui.port': '0' },
  appFor: 'file',
});

test.beforeEach(async ({ world }) => {
  await clearHome(world);
  for (const name of ['snapshots', 'cache']) await rm(managerDir(world, name), { recursive: true, force: true });
});

test('each place has a loading state, and tells what it is for while it is empty', async ({ world }) => {
  test.setTimeout(300_000);
  const gate = createGate();
  world.channel.faults.set('*', { kind: 'hold', until: gate.until });
  const launched = await launchApp({ world, settings: { 'comfyui.port': '0' } });
  try {
    for (const screen of ['packs', 'models'] as const) await judgeLoading(launched, screen);
    gate.open();
    await expect(launched.page.getByTestId('models-get')).toBeVisible();
    for (const screen of screensOfMemory) await judgeLoading(launched, screen);
    const stall = join(world.root, 'stall');
    await writeFile(stall, '');
    await withText(
      join(world.comfyui.path, 'comfy', 'cli_args.py'),
      (code) => stallWhile(stall) + code,
      async () => {
        await judgeLoading(launched, 'comfyui arguments');
        await rm(stall);
        await expect(launched.page.getByTestId('comfy-option').first()).toBeVisible();
      },
    );
    await judgeEmpty(launched);
  } finally {
    world.channel.faults.clear();
    await launched.close();
  }
});

async function judgeEmpty(given: Given): Promise<void> {
  const { page } = given;
  await open(given, 'home');
  await expect(page.getByTestId('first-steps').getByRole('button', { name: 'Find packs' })).toBeVisible();
  await expect(page.getByTestId('disk-part').first()).toBeVisible();
  await judgeState(given, 'home', 'empty');
  await open(given, 'packs');
  await page.getByRole('button', { name: /^Installed/ }).click();
  await expect(page.getByText('No packs installed')).toBeVisible();
  await judgeState(given, 'packs', 'empty');
  await open(given, 'models');
  await page.getByRole('button', { name: /^On disk/ }).click();
  await expect(page.getByText('No models on disk')).toBeVisible();
  await judgeState(given, 'models', 'empty');
  await page.getByTestId('disk-picture-switch').click();
  await judgeState(given, 'models', 'empty as picture');
  await open(given, 'snapshots');
  await expect(page.getByText('No snapshots yet')).toBeVisible();
  await judgeState(given, 'snapshots', 'empty');
  await open(given, 'comfyui');
  await expect(page.getByTestId('comfy-state')).toHaveAttribute('data-state', 'stopped');
  await judgeState(given, 'comfyui', 'empty');
  await open(given, 'comfyui log');
  await expect(page.getByText('Nothing yet')).toBeVisible();
  await judgeState(given, 'comfyui log', 'empty');
  await open(given, 'comfyui arguments');
  await page.getByTestId('comfy-option').first().waitFor();
  await page.getByRole('button', { name: '0 given' }).click();
  await expect(page.getByTestId('comfy-option')).toHaveCount(0);
  await judgeState(given, 'comfyui arguments', 'empty');
  await open(given, 'activity');
  await expect(page.getByRole('button', { name: 'Browse packs' })).toBeVisible();
  await judgeState(given, 'activity', 'empty');
  await open(given, 'settings');
  await page.getByRole('searchbox').or(page.getByRole('textbox')).first().fill('zzzz');
  await expect(page.getByRole('button', { name: 'Clear the search' }).last()).toBeVisible();
  await judgeState(given, 'settings', 'empty');
}

const busyDisk = {
  code: 'internal',
  message: 'The state of the process could not be read: the system refused it.',
  remedy: 'Try again. If it stays, restart the app.',
};

/** A place that nothing in the world can break is refused its answer in main. */
async function judgeRefused(given: Given, screen: Screen, name: string): Promise<void> {
  await refuseAnswers(given.app, { [name]: busyDisk });
  await open(given, screen);
  await expect(given.page.getByRole('alert').filter({ hasText: busyDisk.message })).toBeVisible();
  await judgeState(given, screen, 'error');
  await letAllGo(given.app);
  await given.page.getByRole('button', { name: 'Try again' }).first().click();
  await expect(given.page.getByText(busyDisk.message)).toHaveCount(0);
}

/** A place whose folder or file cannot be read says so. */
async function judgeUnreadable(given: Given, screen: Screen, words: string): Promise<void> {
  await open(given, screen);
  await expect(given.page.getByText(words).first()).toBeVisible();
  await judgeState(given, screen, 'error');
}

test('each place says what failed, why, and what to do', async ({ app, page, api, world }) => {
  test.setTimeout(300_000);
  const given = { app, page };
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  await judgeRefused(given, 'home', 'comfyui.status');
  await judgeRefused(given, 'comfyui', 'comfyui.status');
  await judgeRefused(given, 'comfyui log', 'comfyui.log');
  await judgeRefused(given, 'comfyui versions', 'comfyui.releases');
  await judgeRefused(given, 'comfyui environment', 'comfyui.environment');
  await judgeRefused(given, 'activity', 'queue.view');
  await judgeRefused(given, 'settings', 'settings.read');
  await writeConfig(world, ['security_level = weak', 'this line is none']);
  await open(given, 'settings');
  await expect(page.getByTestId('config-problem')).toContainText('line 3 is neither a section nor');
  await judgeState(given, 'settings', 'with a broken file');
  await writeConfig(world, ['security_level = normal']);
  await page.getByTestId('config-problem').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('config-problem')).toHaveCount(0);
  const { path, customNodesDir } = world.comfyui;
  await withText(
    join(path, 'main.py'),
    () => 'import nowhere_at_all\n',
    async () => {
      await judgeUnreadable(given, 'comfyui arguments', 'nowhere_at_all');
    },
  );
  await withoutFolder(customNodesDir, () => judgeUnreadable(given, 'packs', 'a link that leads back to itself'));
  await tryAgain(given, page.locator('[data-testid="pack-row"][data-key="tidy-latents"]'));
  await withoutFolder(modelsDir(world), () => judgeUnreadable(given, 'models', 'a link that leads back to itself'));
  await tryAgain(given, page.getByTestId('models-get'));
  await withoutFolder(managerDir(world, 'snapshots'), () => judgeUnreadable(given, 'snapshots', 'cannot be read'));
  await tryAgain(given, page.getByTestId('snapshot-row').first());
});

/** The copies of the catalogue are two days old, as in a laptop that was away. */
async function ageCopies(world: World): Promise<void> {
  const folder = managerDir(world, 'cache');
  const long = new Date(Date.now() - 50 * 3_600_000);
  for (const name of await readdir(folder)) await utimes(join(folder, name), long, long);
}

test('each place works offline, and says how old what it shows is', async ({ world, launched: before }) => {
  test.setTimeout(300_000);
  const settings = { 'comfyui.port': '0' };
  await before.page.getByTestId('pack-row').first().waitFor();
  for (const id of ['Demo-Upscaler', 'tidy-latents'])
    await runTask(before.api, { kind: 'install', params: installParams(id, '1.0.0') });
  await open(before, 'models');
  await before.page.getByRole('button', { name: /^All \d/ }).click();
  await before.page.getByTestId('model-row').first().waitFor();
  await before.close();
  await mkdir(modelsDir(world, 'checkpoints'), { recursive: true });
  await writeFile(modelsDir(world, 'checkpoints', 'own.safetensors'), Buffer.alloc(3_000_000, 3));
  await Promise.all([world.registry, world.channel, world.git, world.index, world.models].map((host) => host.stop()));
  await ageCopies(world);
  const offlineApp = await launchApp({ world, settings });
  await judgeOffline(offlineApp, 'offline');
  await offlineApp.close();
  await rm(managerDir(world, 'cache'), { recursive: true });
  await rm(world.comfyui.customNodesDir, { recursive: true });
  const none = await launchApp({ world, settings });
  await judgeNoCopy(none);
  await rm(modelsDir(world, 'checkpoints', 'own.safetensors'));
  await open(none, 'models');
  await none.page.getByRole('button', { name: /^All/ }).click();
  // Where there is no model at all, a button that shows all of them would do nothing.
  await expect(none.page.getByText('No models', { exact: true })).toBeVisible();
  await expect(none.page.getByRole('button', { name: 'Show all models' })).toHaveCount(0);
  await none.close();
});

async function judgeOffline(given: Given & { api: string }, state: string): Promise<void> {
  const { page, api } = given;
  await open(given, 'packs');
  await expect(page.getByText(/Catalogue from/)).toBeVisible();
  await judgeState(given, 'packs', state);
  await open(given, 'models');
  // The frame says it once for all places.
  await expect(page.getByTestId('offline')).toHaveCount(1);
  await expect(page.getByText(/Model list from/)).toHaveCount(0);
  await judgeState(given, 'models', state);
  await runTask(api, { kind: 'install', params: installParams('prompt-garden') });
  for (const screen of [...screensOfMemory, 'comfyui arguments'] as const) {
    await open(given, screen);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(skeleton(page)).toHaveCount(0);
    await judgeState(given, screen, state);
  }
}

async function judgeNoCopy(given: Given): Promise<void> {
  const { page } = given;
  await open(given, 'packs');
  await expect(page.getByText('There is no catalogue yet').first()).toBeVisible();
  await judgeState(given, 'packs', 'offline without a copy');
  await open(given, 'models');
  await expect(page.getByTestId('model-row').filter({ hasText: 'own.safetensors' })).toBeVisible();
  await judgeState(given, 'models', 'offline without a copy');
  await open(given, 'home');
  await expect(page.getByTestId('home-comfy')).toBeVisible();
  await judgeState(given, 'home', 'offline without a copy');
}
