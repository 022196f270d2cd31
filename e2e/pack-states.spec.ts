import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { PackStates } from '../src/contract/packs/pack-state';
import { addTask, getJson, installParams, runTask, startQueue, waitForTask, writeConfig } from './api';
import { expect, test } from './app';
import { startComfy, stopComfy } from './comfy-calls';
import { judgeEverywhere } from './judge';
import { chinese, chooseLanguage, english, german, judgeWords } from './language-screen';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('changes the code of ComfyUI while it runs'));
test.use({
  worldOptions: { name: 'pack-states', pythonTool: 'uv' },
  appFor: 'file',
  appSettings: { 'comfyui.port': '0' },
});

const rowOf = (page: Page, name: string) => page.getByTestId('pack-row').filter({ hasText: name });
const stateOf = (page: Page, name: string) => rowOf(page, name).getByTestId('pack-status');
const read = (api: string) => getJson<PackStates>(`${api}/v2/customnode/state`);

async function showInstalled(page: Page): Promise<void> {
  await page.evaluate(() => (window.location.hash = '#/packs?filter=installed'));
  await expect(rowOf(page, 'will-not')).toBeVisible();
}

test('a pack is what ComfyUI has of it, in the row and at the door, and a task that changed nothing repaints none', async ({
  world,
  page,
  app,
  api,
}) => {
  await world.comfyui.placeFiles({
    'will-not/__init__.py': 'import there_is_no_such_module\n',
    'does-well/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
  });
  await runTask(api, {
    kind: 'install',
    params: { ...installParams('Demo-Upscaler'), version: '1.0.0', selected_version: '1.0.0' },
  });
  expect(await read(api)).toMatchObject({
    'Demo-Upscaler': { state: 'not-run', runningVersion: null, held: false },
    'will-not': { state: 'not-run' },
  });

  await startComfy(api);
  await expect.poll(async () => (await read(api))['Demo-Upscaler']?.state).toBe('loaded');
  expect(await read(api)).toMatchObject({
    'Demo-Upscaler': { state: 'loaded', reason: null, runningVersion: '1.0.0' },
    'will-not': {
      state: 'did-not-load',
      reason: expect.stringContaining('there_is_no_such_module'),
      runningVersion: null,
    },
  });
  await showInstalled(page);
  await expect(stateOf(page, 'will-not')).toHaveText('Did not load');
  await expect(rowOf(page, 'will-not').getByTestId('pack-problem')).toContainText('there_is_no_such_module');
  // Fine is silent: that it is installed is told by its version, and to those who hear it.
  await expect(stateOf(page, 'does-well')).toBeEmpty();
  await expect(rowOf(page, 'does-well').getByText('Installed')).toHaveCount(1);
  await expect(stateOf(page, 'Upscaler')).toBeEmpty();

  // Refused by the policy: nothing was changed.
  await writeConfig(world, ['security_level = strong']);
  const refused = await addTask(api, { kind: 'fix', params: { node_name: 'Demo-Upscaler', node_ver: '1.0.0' } });
  await startQueue(api);
  expect((await waitForTask(api, refused)).status.status_str).toBe('error');
  await writeConfig(world, ['security_level = normal']);
  await rowOf(page, 'Upscaler').click();
  await expect(page.getByTestId('pack-details')).toContainText('were not reinstalled');
  await expect(stateOf(page, 'Upscaler')).toBeEmpty();
  expect((await read(api))['Demo-Upscaler']).toMatchObject({ state: 'loaded' });

  await runTask(api, { kind: 'update', params: { node_name: 'Demo-Upscaler', node_ver: '1.0.0' } });
  const { version } = (await read(api))['Demo-Upscaler'] ?? {};
  expect(version).not.toBe('1.0.0');
  expect((await read(api))['Demo-Upscaler']).toMatchObject({ state: 'waits-for-restart', runningVersion: '1.0.0' });
  await expect(stateOf(page, 'Upscaler')).toHaveText('Restart needed');
  await expect(page.getByTestId('details-restart')).toContainText(
    `ComfyUI has loaded 1.0.0. It will load ${version ?? ''} at its next start`,
  );
  await judgeEverywhere(app, page, 'pack states');
  for (const language of [german, chinese]) {
    await chooseLanguage(page, language);
    await showInstalled(page);
    await judgeWords(page, language, 'pack states');
  }
  await chooseLanguage(page, english);
  await showInstalled(page);

  await stopComfy(api);
  await startComfy(api);
  await expect
    .poll(async () => (await read(api))['Demo-Upscaler'])
    .toMatchObject({ state: 'loaded', runningVersion: version });
  await expect(stateOf(page, 'Upscaler')).toBeEmpty();
  await runTask(api, { kind: 'uninstall', params: { node_name: 'Demo-Upscaler', node_ver: version ?? '' } });
  expect((await read(api))['Demo-Upscaler']).toMatchObject({
    state: 'waits-for-restart',
    version: '',
    runningVersion: version,
  });
  await stopComfy(api);
  expect((await read(api))['Demo-Upscaler']).toBeUndefined();
});

test('Home and ComfyUI name the version that runs beside the one on disk', async ({ world, page, app, api }) => {
  await startComfy(api);
  const file = join(world.comfyui.path, 'comfyui_version.py');
  const text = await readFile(file, 'utf8');
  const [, before = ''] = /"([^"]+)"/.exec(text) ?? [];
  await writeFile(file, text.replace(before, '9.9.9'));
  const status = await getJson<{ versions: unknown }>(`${api}/v2/comfyui_manager/status`);
  expect(status.versions).toMatchObject({
    running: { version: before },
    installed: { version: '9.9.9' },
    waitsForRestart: true,
  });
  await page.reload();
  await page.evaluate(() => (window.location.hash = '#/home'));
  await expect(page.getByTestId('home-comfy')).toContainText(`${before} running, v9.9.9 after a restart`);
  await judgeEverywhere(app, page, 'home, two versions');
  await page.evaluate(() => (window.location.hash = '#/comfyui?tab=overview'));
  const facts = page.getByRole('tabpanel', { name: 'Overview' });
  await expect(facts.getByText(`v${before} running, v9.9.9 after a restart`, { exact: true })).toBeVisible();
  await stopComfy(api);
  await writeFile(file, text);
});
