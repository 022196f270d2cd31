import { execFile } from 'node:child_process';
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright';
import { getJson, installParams, readInstalled, runTask, waitForTasksOf, waitUntilIdle } from './api';
import { expect, test } from './app';
import { readStatus, startComfy, stopComfy, waitForAnother } from './comfy-calls';
import { attention, clearHome, openHome, ourDir } from './home-calls';
import { inMain } from './in-main';
import { judge } from './judge';
import { launchApp } from './launch';
import { modelsDir } from './model-tasks';
import { readTruth } from './snapshot-calls';
import { needsStandIn } from './stand-in';
import { graph, node } from './workflow-files';
import type { World } from './world/world';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({
  worldOptions: { name: 'newcomer', pythonTool: 'uv' },
  appFor: 'file',
  appSettings: { 'comfyui.port': '0' },
});

const run = promisify(execFile);
const mostClicks = 4;

/** What a person did with the pointer, as the page saw it: only real clicks count, not those a key makes. */
async function countClicks(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const clicked: string[] = [];
    Object.assign(window, { clicked });
    const count = (event: MouseEvent): void => {
      if (!event.isTrusted || event.detail === 0 || !(event.target instanceof Element)) return;
      const control = event.target.closest('button, input, a, [role]') ?? event.target;
      clicked.push(control.getAttribute('aria-label') ?? control.textContent.trim());
    };
    window.addEventListener('click', count, { capture: true });
    window.addEventListener('contextmenu', count, { capture: true });
  });
  return () => page.evaluate(() => (window as unknown as { clicked: string[] }).clicked);
}

/** Holds a task against the promise, and leaves its clicks where the report of the run shows them. */
async function reportClicks(task: string, read: () => Promise<string[]>): Promise<void> {
  const clicks = await read();
  const report = `${task}: ${clicks.length} ${clicks.length === 1 ? 'click' : 'clicks'}: ${clicks.join(' > ')}`;
  test.info().annotations.push({ type: 'clicks', description: report });
  console.log(report);
  expect(clicks.length, report).toBeGreaterThan(0);
  expect(clicks.length, report).toBeLessThanOrEqual(mostClicks);
}

test.beforeEach(({ world }) => clearHome(world));

test('find and install the pack that brings a node', async ({ page, api }) => {
  await page.getByTestId('pack-row').first().waitFor();
  await openHome(page);
  const clicks = await countClicks(page);
  await test.step('the name of the node, as an error or a friend told it, is typed where Home asks for it', async () => {
    await page.getByTestId('home-search').click();
    await page.keyboard.type('DemoUpscaleModelPick');
    await expect(page.getByRole('option', { name: /^Demo Upscaler/ })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
  });
  const row = page.locator('[data-testid="pack-row"][data-key="Demo-Upscaler"]');
  await test.step('the palette has answered from the first letter on; its first answer is the pack that brings the node, whose details have the button', async () => {
    await expect(page.getByTestId('pack-row')).toHaveCount(1);
    await expect(row).toContainText('DemoUpscaleModelPick');
    await page.getByTestId('pack-details').getByRole('button', { name: 'Install', exact: true }).click();
    await expect(row).toContainText('Installed');
  });
  await reportClicks('Find and install a pack that provides a class', clicks);
  await startComfy(api);
  expect(Object.keys(await getJson<object>(`${api}/object_info`))).toContain('DemoUpscaleModelPick');
  await stopComfy(api);
});

test('see why a pack failed, and fix it', async ({ page, api, world }) => {
  await world.comfyui.placeFiles({
    'wants-a-requirement/__init__.py': 'import tinydep\nNODE_CLASS_MAPPINGS = {}\n',
    'wants-a-requirement/requirements.txt': 'tinydep>=2\n',
  });
  const environment = { ...process.env, ...world.env };
  await run(world.comfyui.python, ['-m', 'pip', 'uninstall', '-y', 'tinydep'], { env: environment });
  const before = await startComfy(api);
  await openHome(page);
  const clicks = await countClicks(page);
  const problem = attention(page, 'import');
  await test.step('Home says which pack did not load, and why; the button beside it does what helps', async () => {
    await expect(problem).toContainText('wants-a-requirement');
    await expect(problem).toContainText('tinydep, which is not installed');
    await problem.getByTestId('attention-remedy').click();
    await expect(
      page.getByTestId('change-row').filter({ hasText: 'Reinstall the requirements of wants-a-requirement' }),
    ).toBeVisible();
  });
  await test.step('ComfyUI is restarted, and the pack loads', async () => {
    await page.getByTestId('home-restart').click();
    await expect(problem).toHaveCount(0);
    await waitForAnother(api, before);
    await expect(page.getByTestId('comfy-state')).toHaveAttribute('data-state', 'running');
  });
  await reportClicks('See why a pack failed and fix it', clicks);
  const imported = (await readStatus(api)).imports.find(({ path }) => path.endsWith('wants-a-requirement'));
  expect(imported).toMatchObject({ hasFailed: false });
  await stopComfy(api);
});

const dayMs = 24 * 3_600_000;

/** Dates in our records, one day earlier. */
function aDayEarlier(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+(?=Z|[+-]\d\d:\d\d)/gu, (date) =>
    new Date(Date.parse(`${date}Z`) - dayMs).toISOString().replace('Z', ''),
  );
}

/** What was done so far is told of yesterday: the records say so, as they would had it been done then. */
async function moveToYesterday(world: World): Promise<void> {
  const records = join(world.comfyui.userDir, '__manager', 'batch_history');
  const names = (await readdir(records)).filter((name) => name.endsWith('.json'));
  for (const file of [...names.map((name) => join(records, name)), ourDir(world, 'history.jsonl')])
    await writeFile(file, aDayEarlier(await readFile(file, 'utf8')));
}

test('go back to yesterday', async ({ world }) => {
  const settings = { 'comfyui.port': '0' };
  const yesterday = await launchApp({ world, settings });
  for (const [id, version] of [
    ['Demo-Upscaler', '1.0.0'],
    ['tidy-latents', '1.1.0'],
  ] as const)
    await runTask(yesterday.api, { kind: 'install', params: installParams(id, version) });
  await waitUntilIdle(yesterday.api);
  await yesterday.close();
  await moveToYesterday(world);
  const then = await readTruth(world);

  const { page, api, close } = await launchApp({ world, settings });
  await runTask(api, { kind: 'update', params: { node_name: 'Demo-Upscaler' } });
  await runTask(api, { kind: 'disable', params: { node_name: 'tidy-latents' } });
  await runTask(api, { kind: 'install', params: installParams('prompt-garden') });
  expect((await readTruth(world)).packs).not.toEqual(then.packs);
  await openHome(page);
  const clicks = await countClicks(page);
  await test.step('at the head of today in the history is the way back to yesterday', async () => {
    await page.getByTestId('home-changes').getByRole('button', { name: 'Show all' }).click();
    const days = page.locator('[data-testid="history-row"][data-kind="day"]');
    await expect(days.nth(1)).toContainText('Yesterday');
    await days.first().click();
    await page.getByTestId('day-back').click();
  });
  await test.step('everything that will change is listed, and confirmed', async () => {
    const dialog = page.getByRole('alertdialog');
    for (const name of ['Demo Upscaler', 'Tidy Latents', 'Prompt Garden'])
      await expect(dialog.getByTestId('snapshot-change').filter({ hasText: name })).toBeVisible();
    await judge(page, 'newcomer, back to yesterday');
    await dialog.getByTestId('undo-confirm').click();
    await expect(page.getByTestId('history-row').filter({ hasText: 'Undone' })).toHaveCount(3);
    expect(await waitForTasksOf(api, 'desktop-window', 1)).toMatchObject([{ result: 'success' }]);
  });
  await reportClicks('Go back to yesterday', clicks);
  const now = await readTruth(world);
  // What came today is kept, disabled: a restore deletes nothing that a person may have worked in.
  const isToday = (path: string) => /^\.disabled(\/prompt-garden|$)/u.test(path);
  const packs = Object.fromEntries(Object.entries(now.packs).filter(([path]) => !isToday(path)));
  expect({ ...now, packs }).toEqual(then);
  await close();
});

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

test('free 10 GB', async ({ app, page, world }) => {
  // What lies in the trash of this machine is none of the test's business: there the file goes away instead.
  await inMain(() =>
    app.evaluate(({ shell }) => {
      shell.trashItem = (path) => process.getBuiltinModule('node:fs').promises.rm(path);
    }),
  );
  const big = modelsDir(world, 'checkpoints', 'big.safetensors');
  await writeFile(big, '');
  // A file with a hole, which fits on any disk. Everywhere the app shows how long a file is, not how many blocks it takes.
  await truncate(big, 12e9);
  await writeFile(modelsDir(world, 'checkpoints', 'small.safetensors'), Buffer.alloc(3_000_000));
  await openHome(page);
  // The measure of an earlier test is still young.
  await page.getByTestId('disk-measure').click();
  await expect(page.locator('[data-testid="disk-part"][data-part="models"]')).toContainText('12 GB');
  const clicks = await countClicks(page);
  await test.step('Home leads to the models by size, as a picture; the largest is opened', async () => {
    await page.getByTestId('disk-largest').click();
    await expect(page.getByTestId('disk-tile').first()).toContainText('12 GB');
    await page.getByTestId('disk-tile').first().click();
  });
  await test.step('it goes to the trash, after a question that names it and its size', async () => {
    await page.getByTestId('model-details').getByRole('button', { name: 'Move to trash' }).click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toContainText('12 GB');
    await dialog.getByRole('button', { name: 'Move to trash' }).click();
    await expect.poll(() => exists(big)).toBe(false);
  });
  await reportClicks('Free 10 GB', clicks);
  await openHome(page);
  await page.getByTestId('disk-measure').click();
  await expect(page.locator('[data-testid="disk-part"][data-part="models"]')).toContainText('3.0 MB');
});

test('open a workflow that misses packs, and install them', async ({ page, api }) => {
  const text = graph([node('KSampler'), node('PromptGardenGrow'), node('TidyLatentSort'), node('SaveImage')]);
  await page.getByTestId('pack-row').first().waitFor();
  await openHome(page);
  const clicks = await countClicks(page);
  await test.step('the workflow is chosen from Home; which file is the own dialog of the system', async () => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByTestId('open-workflow').click();
    const file = { name: 'garden.json', mimeType: 'application/json', buffer: Buffer.from(text) };
    await (await chooser).setFiles(file);
  });
  await test.step('both packs that are missing are named, and installed together', async () => {
    await expect(page.getByTestId('workflow-pack')).toHaveCount(2);
    await page.getByTestId('workflow-go').click();
    await expect(page.getByTestId('workflow-outcome')).toContainText('Start ComfyUI to use the packs');
  });
  await test.step('ComfyUI is started from the same place, and has their nodes', async () => {
    await page.getByTestId('workflow-place').getByRole('button', { name: 'Start ComfyUI' }).click();
    await expect(page.getByTestId('workflow-outcome')).toContainText('ComfyUI has loaded the packs');
  });
  await reportClicks('Open a workflow that misses packs and install them', clicks);
  expect(Object.keys(await readInstalled(api)).sort()).toEqual(['prompt-garden', 'tidy-latents']);
  expect(Object.keys(await getJson<object>(`${api}/object_info`))).toEqual(
    expect.arrayContaining(['PromptGardenGrow', 'TidyLatentSort']),
  );
  await stopComfy(api);
});
