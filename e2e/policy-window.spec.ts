import type { Locator, Page } from 'playwright';
import { expect, test } from './app';
import { getJson, installParams, readInstalled, runTask, writeConfig } from './api';
import { answerDialogs } from './dialogs';
import { attention, clearHome, openHome } from './home-calls';
import { judge, judgeEverywhere } from './judge';
import { openSection } from './settings-place';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('imports packs that are made to fail'));
test.use({
  worldOptions: { name: 'policy-window', pythonTool: 'uv' },
  appFor: 'file',
  appSettings: { 'comfyui.port': '0' },
});

interface Ended {
  kind: string;
  outcome: { status: string; error?: { code: string } };
}

/** How the tasks of one kind ended, in no order. */
async function ends(api: string, kind: string): Promise<string[]> {
  const { history } = await getJson<{ history: Record<string, Ended> }>(`${api}/v2/manager/queue/history`);
  return Object.values(history)
    .filter((item) => item.kind === kind)
    .map(({ outcome }) => outcome.error?.code ?? outcome.status);
}

async function openDetails(page: Page, title: string): Promise<Locator> {
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill(title);
  await page.getByTestId('pack-row').filter({ hasText: title }).first().click();
  const details = page.getByTestId('pack-details');
  await expect(details).toContainText(title);
  return details;
}

test.beforeEach(async ({ world }) => {
  await clearHome(world);
  await writeConfig(world, ['security_level = normal']);
});
test('a remedy that the level refuses says so before the press, asks once, and cures', async ({
  app,
  page,
  api,
  world,
}) => {
  await world.comfyui.placeFiles({ 'wants-git/__init__.py': 'import git\nNODE_CLASS_MAPPINGS = {}\n' });
  await openHome(page);
  await page.getByTestId('home-start').click();
  await expect(page.getByTestId('comfy-state')).toHaveAttribute('data-state', 'running');
  const remedy = attention(page, 'import').getByTestId('attention-remedy');
  await expect(remedy).toHaveText('Install packages');
  await expect(remedy.getByTestId('asks-first')).toBeVisible();

  const refused = await answerDialogs(app, 'Do not allow');
  await remedy.click();
  await expect.poll(async () => (await refused()).length).toBe(1);
  const [question] = await refused();
  expect(question?.text).toContain('Install Python packages by name: gitpython');
  expect(question?.text).toContain('A package can run code while it is installed.');
  expect(question?.focused).toBe('Do not allow');
  await expect(remedy).toBeEnabled();
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  expect(await ends(api, 'install-packages')).toEqual([]);

  await answerDialogs(app, 'Allow once');
  await remedy.click();
  await expect.poll(() => ends(api, 'install-packages')).toEqual(['done']);
  // A script was never meant.
  const byScript = await runTask(api, { kind: 'install-packages', params: { packages: ['gitpython'] } });
  expect(byScript.outcome.error?.code).toBe('policy-denied');
  await callByWindow(page, 'comfyui.stop');
});

test('reinstalling requirements asks, is allowed for a while, and can be taken back in Settings', async ({
  app,
  page,
  api,
}) => {
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  expect(Object.keys(await readInstalled(api))).toEqual(['tidy-latents']);
  const details = await openDetails(page, 'Tidy Latents');
  // It is fine, so that nothing offers to mend it but its menu.
  await expect(details.getByTestId('details-disable')).toBeVisible();
  await expect(details.getByTestId('details-fix')).toHaveCount(0);
  const openMenu = () => details.getByRole('button', { name: /^More for/ }).click();
  const fix = page.getByRole('menuitem', { name: 'Reinstall requirements' });
  await openMenu();
  await expect(fix.getByTestId('asks-first')).toBeVisible();
  await expect(fix.getByTitle('Security level Normal asks first.')).toBeVisible();
  await judgeEverywhere(app, page, 'policy, a pack whose repair asks first');
  const questions = await answerDialogs(app, 'Allow for 15 minutes');
  await fix.click();
  await expect.poll(() => ends(api, 'fix')).toEqual(['done']);
  const [question] = await questions();
  expect(question?.text).toContain('Reinstall the requirements of a pack: Tidy Latents');
  expect(question?.text).toContain('The requirements of the pack are installed again, and its install script runs.');
  await openMenu();
  await expect(fix).toBeVisible();
  await expect(fix.getByTestId('asks-first')).toHaveCount(0);
  await fix.click();
  await expect.poll(() => ends(api, 'fix')).toEqual(['done', 'done']);

  await openSection(page, 'security');
  const given = page.getByTestId('permissions');
  await expect(given).toContainText('Reinstall the requirements of a pack');
  await expect(given).toContainText(/until \d/);
  await expect(page.locator('[data-operation="fix"] [data-level="normal"]')).toHaveAttribute('data-allowed', 'false');
  await judgeEverywhere(app, page, 'policy, permissions in Settings');
  await given.getByRole('button', { name: 'Revoke' }).click();
  await expect(given).toHaveCount(0);
  await openDetails(page, 'Tidy Latents');
  await openMenu();
  await expect(fix.getByTestId('asks-first')).toBeVisible();
});

test('what a script was refused is told as refused by the policy, and can be allowed where it is told', async ({
  app,
  page,
  api,
}) => {
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  const refused = await runTask(api, { kind: 'fix', params: { node_name: 'tidy-latents' } });
  expect(refused.outcome.error?.code).toBe('policy-denied');
  // The window can tell it from every other failure: nothing about the pack has changed.
  const { finished } = (await callByWindow(page, 'queue.view')) as { finished: (Ended & { ui_id: string })[] };
  expect(finished.find(({ ui_id: uiId }) => uiId === refused.ui_id)?.outcome).toMatchObject({
    status: 'failed',
    error: { code: 'policy-denied', operation: 'fix', level: 'normal', rule: expect.stringContaining('high risk') },
  });
  // The pack is as it was, and its row says nothing of it; why nothing was done is told in its details.
  const details = await openDetails(page, 'Tidy Latents');
  const status = page.getByTestId('pack-row').filter({ hasText: 'Tidy Latents' }).getByTestId('pack-status');
  await expect(status).toBeEmpty();
  await expect(details).toContainText('Reinstalling requirements is off at security level Normal.');
  await expect(details.getByRole('button', { name: 'Allow it…' })).toBeVisible();
  await page.getByTestId('place-activity').click();
  const row = page.locator('[data-testid="task-row"][data-status="failed"]').first();
  await expect(row).toContainText('Reinstalling requirements is off at security level Normal.');
  await judge(page, 'policy, a refused task in Activity');
  await answerDialogs(app, 'Allow once');
  await row.getByRole('button', { name: 'Allow it…' }).click();
  await expect.poll(async () => (await ends(api, 'fix')).sort()).toEqual(['done', 'policy-denied']);

  await callByWindow(page, 'preferences.set', { language: 'de' });
  const questions = await answerDialogs(app, 'Nicht erlauben');
  await row.getByRole('button', { name: 'Erlauben…' }).click();
  await expect
    .poll(async () => (await questions()).map(({ text }) => text).join())
    .toContain('Abhängigkeiten eines Packs');
  await callByWindow(page, 'preferences.set', { language: 'en' });
});

test('at security level strong what is done at once asks too: a snapshot is removed when it was allowed', async ({
  app,
  page,
  api,
  world,
}) => {
  const saved = await callByWindow(page, 'snapshots.save', { name: 'mine' });
  await writeConfig(world, ['security_level = strong']);
  await page.getByTestId('place-snapshots').click();
  const mine = page.getByTestId('snapshot-row').filter({ hasText: 'mine' });
  await mine.click();
  await answerDialogs(app, 'Allow for 15 minutes');
  await page.getByTestId('snapshot-details').getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(mine).toHaveCount(0);
  const { items } = await getJson<{ items: string[] }>(`${api}/v2/snapshot/getlist`);
  expect(items).not.toContain(saved.name);
});
