import { cp, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from './app';
import { installParams, runTask, waitUntilIdle } from './api';
import { answerFolderDialog, answerSaveDialog } from './dialogs';
import { judgeEverywhere } from './judge';
import { launchApp, type LaunchedApp } from './launch';
import { openSection } from './settings-place';
import { needsStandIn } from './stand-in';
import { readTree } from './tree';
import { callByWindow } from './window-door';
import type { World } from './world/world';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'transfer-window', pythonTool: 'uv' } });

/** Where exports lie, and the second installation of the world, made of the same parts. */
let files: string;
let second: string;
/** The app on the second. */
let there: LaunchedApp;

test.beforeAll(async ({ world }) => {
  files = await mkdtemp(join(tmpdir(), 'taken along 工房-'));
  second = join(world.root, 'Zweites ComfyUI');
  await cp(world.comfyui.path, second, { recursive: true, verbatimSymlinks: true });
  there = await launchApp({ world, comfyuiFolder: second });
});
test.afterAll(async () => {
  await there.close();
  await rm(files, { recursive: true, force: true });
});

const ofSecond = (...names: string[]) => join(second, 'user', '__manager', ...names);
/** All that an import can change there. Measurements and what the window shows first are of the app's own looking. */
const readOwn = () => readTree(ofSecond(), /^(cache|desktop\/(?!holds|carried|history))/);
const question = (page: Page) => page.getByRole('alertdialog');
const outcome = (page: Page) => page.getByTestId('transfer-outcome');

/** Chooses this file for an import by the keyboard alone. */
async function choose({ app, page }: LaunchedApp, file: string | null): Promise<void> {
  await answerFolderDialog(app, file);
  await page.getByTestId('transfer-import').focus();
  await page.keyboard.press('Enter');
}

/** An installation in which a person has worked, exported by its window. */
async function exportFirst(world: World): Promise<string> {
  const first = await launchApp({ world });
  const { app, page, api } = first;
  await runTask(api, { kind: 'install', params: installParams('tidy-latents'), ui_id: 'done elsewhere' });
  // Its record goes along, and is written after its end.
  await waitUntilIdle(api);
  await callByWindow(page, 'packs.setHold', { key: 'tidy-latents', reason: 'the next one breaks my workflow' });
  await callByWindow(page, 'config.change', { changes: { db_mode: 'local' } });
  await callByWindow(page, 'comfyui.setArguments', { arguments: '--lowvram' });
  await openSection(page, 'installation');
  const target = join(files, 'my desk.json');
  await answerSaveDialog(app, null);
  await page.getByTestId('transfer-export').click();
  await answerSaveDialog(app, target);
  await page.getByTestId('transfer-export').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved as my desk.json')).toBeVisible();
  await first.close();
  return target;
}

test('what an installation keeps goes out to a file and comes into another one, after the question what it brings', async ({
  world,
}) => {
  const file = await exportFirst(world);
  const exported = JSON.parse(await readFile(file, 'utf8')) as { batches: { batch_id: string; end_time: string }[] };
  const { app, page, api } = there;
  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler'), ui_id: 'done here' });
  await waitUntilIdle(api);
  await openSection(page, 'installation');
  const before = await readOwn();

  await choose(there, null);
  await choose(there, file);
  await expect(question(page)).toContainText('Import “my desk.json”?');
  const plan = page.getByTestId('transfer-plan');
  await expect(plan).toContainText('tidy-latents');
  await expect(plan).toContainText('Refresh the catalogue: Once a day');
  await expect(plan).toContainText('--lowvram');
  await expect(question(page).getByRole('button', { name: 'Cancel' })).toBeFocused();
  await judgeEverywhere(app, page, 'take it with you, question');
  await page.keyboard.press('Enter');
  await expect(question(page)).toHaveCount(0);
  await expect(page.getByTestId('transfer-import')).toBeFocused();
  await expect(outcome(page)).toHaveText('');
  expect(await readOwn()).toEqual(before);

  await choose(there, file);
  await expect(question(page)).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('transfer-confirm')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(outcome(page)).toContainText('Imported from my desk.json: 1 hold,');
  await expect(outcome(page)).toContainText('1 finished task, 1 recorded change, 2 settings.');
  await judgeEverywhere(app, page, 'take it with you, done');

  expect(await readFile(ofSecond('desktop', 'holds.json'), 'utf8')).toContain('the next one breaks my workflow');
  expect(await readFile(ofSecond('desktop', 'carried-history.jsonl'), 'utf8')).toContain('done elsewhere');
  expect(await readFile(ofSecond('config.ini'), 'utf8')).toMatch(/db_mode\s*=\s*local/);
  const record = exported.batches[0] ?? { batch_id: '', end_time: '' };
  const { mtimeMs } = await stat(ofSecond('batch_history', `${record.batch_id}.json`));
  expect(Math.abs(mtimeMs - Date.parse(record.end_time))).toBeLessThan(1000);
  expect(await callByWindow(page, 'comfyui.options')).toMatchObject({ arguments: '--lowvram' });

  // What was done elsewhere stands below what was done here since, and says so.
  await page.getByTestId('place-activity').click();
  const rows = page.locator('[data-testid="history-row"][data-kind="entry"]');
  const task = page.getByTestId('task-row');
  await expect(task).toHaveAttribute('data-ui-id', 'done here');
  await expect(rows.nth(1)).toContainText('Imported');
  await rows.nth(1).click();
  await expect(task).toHaveAttribute('data-ui-id', 'done elsewhere');
  await judgeEverywhere(app, page, 'activity with imported tasks');
  await page.getByTestId('place-home').click();
  await expect(page.getByTestId('change-row').nth(1)).toContainText('Done in another installation');

  await openSection(page, 'installation');
  await choose(there, file);
  await expect(question(page)).toContainText('Everything in it is already here.');
  await expect(page.getByTestId('transfer-confirm')).toHaveCount(0);
  await page.keyboard.press('Escape');
});

test('a file that cannot be used is refused with what is wrong, and arguments that open ComfyUI stay out', async () => {
  const { app, page } = there;
  await openSection(page, 'installation');
  const value = await callByWindow(page, 'transfer.export');
  const { document } = value as { document: object };
  const whole = JSON.stringify(document);
  const before = await readOwn();
  const bad = [
    ['notes.json', 'no json', 'it is not JSON'],
    ['cut.json', whole.slice(0, whole.length / 2), 'it ends in the middle'],
    ['newer.json', JSON.stringify({ ...document, version: 2 }), 'written by a newer version'],
    ['workflow.json', '{"nodes": []}', 'is not an export of an installation'],
  ] as const;
  const failed = page.getByTestId('import-failed');
  for (const [name, text, words] of bad) {
    await writeFile(join(files, name), text);
    await choose(there, join(files, name));
    await expect(failed).toContainText(`${name} was not imported`);
    await expect(failed).toContainText(words);
    await expect(failed).toContainText('Nothing was changed.');
    await expect(failed.getByRole('button', { name: 'Choose another file' })).toBeFocused();
    if (name === 'newer.json') await judgeEverywhere(app, page, 'take it with you, refused');
    await page.keyboard.press('Escape');
    await expect(failed).toHaveCount(0);
  }
  const large = await open(join(files, 'large.json'), 'w');
  await large.truncate(65 * 1024 ** 2);
  await large.close();
  await choose(there, join(files, 'large.json'));
  await expect(failed).toContainText('is larger than 64 MB, so it was not read.');
  await page.keyboard.press('Escape');
  expect(await readOwn()).toEqual(before);

  const opening = {
    ...document,
    arguments: '--listen 0.0.0.0',
    variables: { BROWSER: "sh -c 'touch theirs' %s" },
    holds: [{ name: 'x', reason: '', heldAt: '2026-01-01' }],
  };
  await writeFile(join(files, 'opening.json'), JSON.stringify(opening));
  await choose(there, join(files, 'opening.json'));
  const refused = page.getByTestId('transfer-refused');
  await expect(refused).toContainText('A file cannot set --listen, because it can open ComfyUI to others');
  await expect(refused).toContainText('--listen 0.0.0.0');
  const refusedVariables = page.getByTestId('transfer-variables-left');
  await expect(refusedVariables).toContainText("BROWSER=sh -c 'touch theirs' %s");
  await judgeEverywhere(app, page, 'take it with you, arguments stay out');
  await page.getByTestId('transfer-confirm').click();
  await expect(outcome(page)).toContainText(
    'opening.json: 1 hold. The start arguments stay as they were. Some environment variables were left out.',
  );
  expect(await callByWindow(page, 'variables.list')).toEqual({ variables: [] });
  const options = await callByWindow(page, 'comfyui.options');
  expect(options).not.toMatchObject({ arguments: expect.stringContaining('--listen') });
});
