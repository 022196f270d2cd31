import type { Page } from 'playwright';
import { expect, test } from './app';
import { addTask, installParams, readInstalled, startQueue, waitForTask } from './api';
import { judgeEverywhere } from './judge';
import { waitForFrame } from './launch';
import { chooseInPalette } from './palette-calls';
import { packRow } from './pack-row';
import { delayAnswers, letAllGo } from './slow-answers';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';
import { createGate } from './world/wire';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'window', pythonTool: 'uv' }, appFor: 'file' });

async function search(page: Page, text: string): Promise<void> {
  await page.getByTestId('pack-search').fill(text);
}

test('install, choose a version, update, disable, enable and uninstall from the window', async ({ page, api }) => {
  await search(page, 'Demo Upscaler');
  const row = packRow(page, 'Demo-Upscaler');
  await row.click();
  const details = page.getByTestId('pack-details');
  await details.getByRole('tab', { name: 'Versions' }).click();
  // Registry and git in one list: three releases and one row for the newest commit.
  const value = await callByWindow(page, 'packs.versions', { key: 'Demo-Upscaler' });
  const { versions } = value as { versions: { version: string }[] };
  expect(versions.map(({ version }) => version)).toEqual(['1.2.0', '1.1.0', '1.0.0', 'nightly']);
  await details.getByRole('button', { name: 'Install 1.0.0' }).click();
  await expect.poll(async () => (await readInstalled(api))['Demo-Upscaler']?.ver).toBe('1.0.0');

  // Beside open details rows keep their titles and leave the orders to the details.
  await page.keyboard.press('Escape');
  await expect(details).toHaveCount(0);
  await expect(row.getByTestId('pack-primary')).toHaveText(/Update/);
  await row.getByTestId('pack-primary').click();
  await expect.poll(async () => (await readInstalled(api))['Demo-Upscaler']?.ver).toBe('1.2.0');

  const choose = async (action: string) => {
    await row.getByRole('button', { name: /^More for/ }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  await choose('Disable');
  await expect
    .poll(
      async () =>
        (await readInstalled(api))['Demo-Upscaler@1_2_0']?.enabled ??
        (await readInstalled(api))['Demo-Upscaler']?.enabled,
    )
    .toBe(false);
  await expect(row.getByTestId('pack-primary')).toHaveText(/Enable/);
  await row.getByTestId('pack-primary').click();
  await expect.poll(async () => (await readInstalled(api))['Demo-Upscaler']?.enabled).toBe(true);

  await choose('Uninstall');
  await expect.poll(async () => Object.keys(await readInstalled(api))).toEqual([]);
  await expect(row.getByTestId('pack-primary')).toHaveText(/Install/);
});

test('search finds by name, author, description and node class, and filters narrow it', async ({ page }) => {
  await search(page, 'tidy lat');
  await expect(packRow(page, 'tidy-latents')).toBeVisible();
  await search(page, 'author:quill node:KSamplerDemo');
  await expect(packRow(page, 'sampler-kit-demo')).toBeVisible();
  await expect(page.getByTestId('pack-row')).toHaveCount(1);
  await expect(packRow(page, 'sampler-kit-demo')).toContainText('KSamplerDemo');
  await expect(page.getByTestId('search-core')).toHaveCount(0);
  await search(page, 'ksampler');
  await expect(page.getByTestId('search-core')).toHaveText('KSampler is part of ComfyUI. No pack is needed for it.');
  await search(page, 'edges by opencv');
  await expect(packRow(page, 'edge-finder-cv')).toBeVisible();
  await search(page, '@installed zzz');
  await expect(page.getByTestId('pack-row')).toHaveCount(0);
});

test('progress is on the row, a failure stays on it and in Activity with its remedy and log', async ({
  page,
  world,
}) => {
  const gate = createGate();
  world.registry.zipFaults.set('prompt-garden', { kind: 'hold', until: gate.until });
  await search(page, 'Prompt Garden');
  const row = packRow(page, 'prompt-garden');
  await row.getByTestId('pack-primary').click();
  await expect(row).toContainText(/Downloading|Resolving|Waiting/);
  gate.open();
  await expect(row).toContainText(/Installed/);
  world.registry.zipFaults.clear();

  await search(page, 'Install Breaks');
  const broken = packRow(page, 'install-breaks');
  await broken.getByTestId('pack-primary').click();
  await expect(broken).toContainText(/Failed/);
  await page.getByTestId('place-activity').click();
  const failed = page.locator('[data-testid="task-row"][data-status="failed"]').first();
  await expect(failed).toContainText('no compiler found');
  await failed.getByRole('button', { name: 'Show log' }).first().click();
  await expect(page.getByText('no compiler found').last()).toBeVisible();
  await expect(failed.getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('what was done and lacks something is a warning in Activity, with the line that was left out, and on Home until then', async ({
  app,
  page,
}) => {
  await search(page, 'Wants Old Torch');
  const row = packRow(page, 'wants-old-torch');
  await row.getByTestId('pack-primary').click();
  await expect(row).toContainText(/Installed/);
  const sentence = 'torch==2.6.0 was left out; torch 2.7.1 stays.';
  const toast = page.locator('[data-sonner-toast]', { hasText: sentence });
  // It stays while the pointer is on it.
  await toast.hover();
  await judgeEverywhere(app, page, 'packs, a warning in a toast');
  // What was left out stays a fact of the pack, as long as the environment does not have it.
  await expect(row.getByTestId('pack-status')).toContainText('Requirement unmet');
  await row.click({ position: { x: 120, y: 20 } });
  const lacking = page.getByTestId('details-lacking');
  await expect(lacking).toContainText('1 requirement is not met');
  await expect(lacking).toContainText('Needs torch==2.6.0; torch 2.7.1 is installed.');
  await judgeEverywhere(app, page, 'pack details, a requirement is unmet');
  // The act that meets it shows its plan first, where the packages are.
  await page.getByTestId('lacking-install').click();
  await expect(page.getByRole('dialog')).toContainText('Install torch==2.6.0');
  await expect(page.getByTestId('package-install')).toContainText(/torch/u);
  await page.keyboard.press('Escape');
  await page.getByTestId('place-packs').click();
  await page.getByTestId('lacking-why').click();
  await expect(page.getByTestId('requirement').filter({ hasText: 'torch==2.6.0' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByTestId('place-home').click();
  const onHome = page.locator('[data-testid="attention"][data-kind="warned"]');
  await expect(onHome).toContainText(sentence);
  await judgeEverywhere(app, page, 'home, a warning');
  await onHome.getByRole('button', { name: 'Show in Activity' }).click();
  const warned = page.locator('[data-testid="task-row"][data-status="warning"]');
  await expect(warned).toContainText(sentence);
  await expect(warned).toContainText('Warning');
  await judgeEverywhere(app, page, 'activity, a warning');
  await page.getByTestId('place-home').click();
  await expect(page.getByTestId('home-attention')).toBeVisible();
  await expect(onHome).toHaveCount(0);
});

test('a running task is cancelled and a waiting one taken out in Activity', async ({ page, api, world }) => {
  world.registry.zipFaults.set('sampler-kit-demo', { kind: 'hang' });
  await addTask(api, { kind: 'install', params: installParams('sampler-kit-demo'), ui_id: 'slow' });
  await addTask(api, { kind: 'install', params: installParams('tidy-latents'), ui_id: 'waiting' });
  await startQueue(api);
  await page.getByTestId('place-activity').click();
  const row = (id: string) => page.locator(`[data-testid="task-row"][data-ui-id="${id}"]`);
  await expect(row('slow')).toHaveAttribute('data-status', 'running');
  await row('waiting')
    .getByRole('button', { name: /Cancel|Remove/ })
    .click();
  await expect(row('waiting')).toHaveAttribute('data-status', 'skipped');
  await row('slow')
    .getByRole('button', { name: /Cancel/ })
    .click();
  await expect(row('slow')).toHaveAttribute('data-status', 'skipped');
  world.registry.zipFaults.clear();
  expect(Object.keys(await readInstalled(api))).not.toContain('sampler-kit-demo');
});

/** The field that the slash leads to, by the place where it is pressed. */
const searches = {
  ...{ home: 'pack-search', models: 'model-search', workflow: 'workflow-address', snapshots: 'pack-search' },
  ...{ comfyui: 'log-search', activity: 'history-search' },
};

test('everything is reached by keyboard, and the place survives a reload', async ({ page }) => {
  await page.getByTestId('pack-row').first().waitFor();
  await page.keyboard.press('/');
  await expect(page.getByTestId('pack-search')).toBeFocused();
  await page.keyboard.type('tidy');
  // The first rows of a start are not searched.
  await expect(page.getByTestId('pack-row').first()).toHaveAttribute('data-key', 'tidy-latents');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('pack-details')).toContainText('Tidy Latents');
  await page.reload();
  await expect(page.getByTestId('pack-details')).toContainText('Tidy Latents');
  await expect(page.getByTestId('pack-search')).toHaveValue('tidy');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('pack-details')).toHaveCount(0);
  for (const [position, name] of ['Models', 'Workflow', 'Snapshots', 'ComfyUI', 'Activity'].entries()) {
    await page.keyboard.press(`Control+${position + 3}`);
    await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
  }
  for (const [place, field] of Object.entries(searches)) {
    await page.getByTestId(`place-${place}`).click();
    await page.keyboard.press('/');
    await expect(page.getByTestId(field)).toBeFocused();
  }
  await chooseInPalette(page, 'Open Packs');
  await expect(page.getByTestId('pack-row').first()).toBeVisible();
});

test('news of what ends before the catalogue is there call the pack by its title as soon as it is', async ({
  app,
  page,
  world,
}) => {
  const folder = world.comfyui.path;
  await callByWindow(page, 'installation.close', { folder, stopTasks: true });
  await delayAnswers(app, 'catalogue.table', 'packs.local');
  await page.reload();
  await callByWindow(page, 'installation.open', { folder });
  await waitForFrame(page);
  const task = { kind: 'install', ui_id: 'early', client_id: 'desktop-window', params: installParams('wired-shapes') };
  await callByWindow(page, 'queue.order', { tasks: [task] });
  const news = page.locator('[data-sonner-toast]');
  await expect(news).toContainText('wired-shapes is installed');
  await letAllGo(app);
  await expect(news).toContainText('Wired Shapes is installed');
});

test('news that come while the pointer is on others wait for it to leave: a click meets the button it was meant for', async ({
  page,
  api,
}) => {
  const order = async (id: string) => {
    const task = { kind: 'install', ui_id: `news of ${id}`, client_id: 'desktop-window', params: installParams(id) };
    await callByWindow(page, 'queue.order', { tasks: [task] });
    await waitForTask(api, task.ui_id);
  };
  const news = page.locator('[data-sonner-toast]');
  const undo = news.filter({ hasText: 'Tidy Latents' }).getByTestId('toast-undo');
  await order('tidy-latents');
  await undo.hover();
  const place = await undo.boundingBox();
  await order('prompt-garden');
  await search(page, 'Prompt Garden');
  await expect(packRow(page, 'prompt-garden')).toHaveAttribute('data-state', 'installed');
  expect(await undo.boundingBox()).toEqual(place);
  await page.mouse.move(300, 300);
  await expect(news.filter({ hasText: 'Prompt Garden is installed' })).toBeVisible();
});
