import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { expect, test } from './app';
import { installParams, readInstalled, runTask } from './api';
import { answerDialogs, answerFolderDialog, answerSaveDialog } from './dialogs';
import { judge, judgeEverywhere } from './judge';
import { readNames, snapshotFile } from './snapshot-calls';
import { needsStandIn } from './stand-in';
import { drag } from './workflow-files';
import { sitePackagesOf } from './world/python-env';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'snapshots-window', pythonTool: 'uv' }, appFor: 'file' });

const rows = (page: Page) => page.getByTestId('snapshot-row');
const details = (page: Page) => page.getByTestId('snapshot-details');

async function openPlace(page: Page): Promise<void> {
  await page.getByTestId('place-snapshots').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Snapshots' })).toBeVisible();
}

async function save(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Save snapshot' }).first().click();
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(details(page)).toContainText(name);
}

/** What each snapshot holds, and how far it is from now, is seen without a dialog. */
async function checkLists(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('snapshot-now')).toContainText('1 pack');
  await expect(page.getByTestId('snapshot-now')).toContainText('Not in a snapshot yet');
  const made = page.locator('[data-testid="snapshot-row"][data-name$="empty bench"]');
  await expect(made).toContainText('0 packs');
  await expect(made.getByTestId('snapshot-differs')).toHaveText('Differs in 1 pack');
  await page.getByRole('button', { name: 'Saved by hand' }).click();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'All', exact: false }).first().click();
  await made.click();
  await page.getByTestId('snapshot-tab-contents').click();
  const thing = details(page).getByTestId('snapshot-thing');
  await expect(thing.filter({ hasText: 'numpy' })).toContainText('1.26.4');
  await expect(thing.filter({ hasText: 'Demo Upscaler' })).toHaveCount(0);
  await page.getByTestId('snapshot-tab-changes').click();
}

test('a snapshot is saved, compared with now, restored change by change, and removed', async ({ page, api }) => {
  await openPlace(page);
  await expect(page.getByText('No snapshots yet')).toBeVisible();
  // What can be done is offered once.
  await expect(page.getByRole('button', { name: 'Save snapshot' })).toHaveCount(1);
  await expect(page.getByTestId('snapshot-import')).toHaveCount(1);
  await save(page, 'empty bench');
  await expect(details(page)).toContainText('No difference');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('snapshot-now')).toContainText('Saved in “empty bench”');
  await expect(rows(page)).toContainText('Same as now');
  await rows(page).click();

  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler') });
  // The app took one of its own before the change, and the open comparison has become true again by itself.
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).filter({ hasText: 'Automatic' })).toHaveCount(1);
  const change = details(page).getByTestId('snapshot-change').filter({ hasText: 'Demo Upscaler' });
  await expect(change).toHaveAttribute('data-action', 'disable');
  await expect(details(page).getByTestId('snapshot-tally')).toContainText('1 to disable');
  await checkLists(page);

  await details(page).getByRole('button', { name: 'Restore' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(dialog).toContainText('Disable Demo Upscaler');
  await dialog.getByRole('button', { name: 'Restore' }).click();
  // The person stays where they were, and is told how it ended; other snapshots keep what they are called.
  await expect(page.getByText('Restored the snapshot “empty bench”')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Snapshots' })).toBeVisible();
  await expect(rows(page).filter({ hasText: 'Before: Install Demo Upscaler' })).toHaveCount(1);
  expect(Object.values(await readInstalled(api)).map(({ enabled }) => enabled)).toEqual([false]);

  // A question calls a snapshot as its row does.
  await rows(page).filter({ hasText: 'Before: Install Demo Upscaler' }).click();
  await details(page).getByRole('button', { name: 'Restore' }).click();
  await expect(dialog.getByRole('heading')).toContainText('“Before: Install Demo Upscaler”');
  await page.keyboard.press('Escape');

  await openPlace(page);
  await page.locator('[data-testid="snapshot-row"][data-name$="empty bench"]').click();
  await details(page).getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.locator('[data-testid="snapshot-row"][data-name$="empty bench"]')).toHaveCount(0);
  expect((await readNames(api)).some((name) => name.endsWith('empty bench'))).toBe(false);
});

test('two snapshots are compared with each other, and a reload stays where it was', async ({ page, api }) => {
  await openPlace(page);
  await save(page, 'before');
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  await save(page, 'after');
  await page.getByTestId('snapshot-compare').click();
  await page.getByRole('menuitemradio', { name: 'before', exact: true }).click();
  const change = details(page).getByTestId('snapshot-change').filter({ hasText: 'Tidy Latents' });
  await expect(change).toHaveAttribute('data-action', 'install');
  await page.reload();
  await expect(change).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(details(page)).toHaveCount(0);
});

test('a name that no file can have is refused in place', async ({ page }) => {
  await openPlace(page);
  await page.getByRole('button', { name: 'Save snapshot' }).first().click();
  await page.getByLabel('Name').fill('../outside');
  await expect(page.getByText(/A name cannot contain/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
});

let files: string;
test.beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'snapshot files 工房-'));
});
test.afterAll(() => rm(files, { recursive: true, force: true }));

/** Lets the person choose this file for an import; the text is written into it first. */
async function chooseToImport(
  { app, page }: { app: ElectronApplication; page: Page },
  name: string,
  text: string,
): Promise<void> {
  const file = join(files, name);
  await writeFile(file, text);
  await answerFolderDialog(app, file);
  await page.getByTestId('snapshot-import').first().click();
}

test('a snapshot goes out to a file and comes in again, and one whose name is taken gets another', async ({
  page,
  app,
  api,
  world,
}) => {
  await openPlace(page);
  await save(page, 'for export');
  const name = (await readNames(api)).find((one) => one.endsWith('for export')) ?? '';
  const target = join(files, `${name}.json`);
  await answerSaveDialog(app, target);
  await page.getByTestId('snapshot-export').click();
  await expect(page.getByText('Saved as')).toBeVisible();
  const exported: unknown = JSON.parse(await readFile(target, 'utf8'));
  expect(exported).toEqual(JSON.parse(await readFile(snapshotFile(world, name), 'utf8')));
  await judgeEverywhere(app, page, 'snapshots, details with export');

  const before = await readFile(snapshotFile(world, name), 'utf8');
  await chooseToImport({ app, page }, `${name}.json`, JSON.stringify({ ...(exported as object), note: 'changed' }));
  const dialog = page.getByTestId('import-name');
  await expect(dialog).toContainText('Another snapshot has this name');
  await expect(dialog.getByLabel('Name')).toHaveValue(`${name}_2`);
  await judge(page, 'snapshots, import under another name');
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(details(page)).toHaveAttribute('data-key', `${name}_2`);
  await expect(details(page)).toContainText('No difference');
  expect(await readFile(snapshotFile(world, name), 'utf8')).toBe(before);
  expect(JSON.parse(await readFile(snapshotFile(world, `${name}_2`), 'utf8'))).toMatchObject({ note: 'changed' });

  // A folder is no file.
  await answerSaveDialog(app, files);
  await page.getByTestId('snapshot-export').click();
  await expect(page.getByRole('alert').filter({ hasText: 'could not be written' })).toBeVisible();
});

test("the reference's form is taken in, compared and restored; nonsense is refused with what is wrong", async ({
  page,
  app,
  api,
}) => {
  await openPlace(page);
  const yaml = [
    'custom_nodes:',
    '  comfyui: null',
    '  cnr_custom_nodes:',
    "    tidy-latents: '1.0.0'",
    '  git_custom_nodes: {}',
  ];
  await chooseToImport({ app, page }, 'from a friend.yaml', [...yaml, '  pips: {}'].join('\n'));
  await expect(details(page)).toHaveAttribute('data-key', 'from a friend');
  const change = details(page)
    .getByTestId('snapshot-change')
    .filter({ hasText: /tidy.latents/i });
  await expect(change).toBeVisible();
  expect(await readNames(api)).toContain('from a friend');

  const nonsense = [
    ['broken.json', '{"cnr_custom_nodes": ', 'cannot be read as JSON'],
    ['other.json', '{"hello": 1}', 'names no packs'],
    ['flow.json', '{"nodes": [], "links": []}', 'is a workflow'],
  ] as const;
  const failed = page.getByTestId('import-failed');
  const known = await readNames(api);
  for (const [name, text, words] of nonsense) {
    await chooseToImport({ app, page }, name, text);
    await expect(failed).toContainText(words);
    await expect(failed.getByRole('button', { name: 'Choose another file' })).toBeFocused();
    if (name === 'other.json') await judgeEverywhere(app, page, 'snapshots, import refused');
    await page.keyboard.press('Escape');
    await expect(failed).toHaveCount(0);
  }
  expect(await readNames(api)).toEqual(known);
});

test('a snapshot of a friend installs packages once the person has allowed it in the dialog of the system', async ({
  page,
  app,
  world,
}) => {
  const refused = await answerDialogs(app, 'Do not allow');
  await openPlace(page);
  const friend = { comfyui: null, git_custom_nodes: {}, cnr_custom_nodes: {}, file_custom_nodes: [] };
  const text = JSON.stringify({
    ...friend,
    pips: { 'tinydep==1.0': '', 'stranger @ https://stranger.example/x.zip': '' },
  });
  await chooseToImport({ app, page }, 'packages of a friend.json', text);
  await expect(details(page)).toHaveAttribute('data-key', 'packages of a friend');
  const question = page.getByRole('alertdialog');
  const restore = async (): Promise<void> => {
    await details(page).getByRole('button', { name: 'Restore' }).click();
    await expect(question).toContainText('installs nothing from an address');
    await question.getByRole('button', { name: 'Restore' }).click();
    await expect(question).toHaveCount(0);
  };
  const site = await sitePackagesOf(world.comfyui.venvDir);
  const found = async () => (await readdir(site)).filter((name) => /^(?:tinydep|stranger)-/u.test(name));
  const before = await found();
  await restore();
  await expect.poll(async () => (await refused()).length).toBe(1);
  expect(await found()).toEqual(before);
  const allowed = await answerDialogs(app, 'Allow for 15 minutes');
  await restore();
  await expect.poll(found).toEqual(['tinydep-1.0.dist-info']);
  expect(await allowed()).toMatchObject([{ text: expect.stringContaining('Install Python packages by name') }]);
});

test('a snapshot that is dropped on the window is offered for import', async ({ page, api }) => {
  await page.getByTestId('place-packs').click();
  const document = JSON.stringify({ comfyui: null, git_custom_nodes: {}, cnr_custom_nodes: {}, file_custom_nodes: [] });
  await drag(page, { name: 'dropped one.json', bytes: Buffer.from(document) }, ['dragenter', 'dragover', 'drop']);
  const dialog = page.getByTestId('import-name');
  await expect(page.getByText('dropped one.json is a snapshot')).toBeVisible();
  await expect(dialog.getByLabel('Name')).toBeFocused();
  expect(await readNames(api)).not.toContain('dropped one');
  await dialog.getByLabel('Name').fill('from the desk');
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(details(page)).toHaveAttribute('data-key', 'from the desk');
  expect(await readNames(api)).toContain('from the desk');
});
