import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask, getJson, runTask, writeConfig } from './api';
import { expect, test } from './app';
import { readStatus, rebootComfy, startComfy, waitForState } from './comfy-calls';
import { showTab } from './comfy-place';
import { answerDialogs } from './dialogs';
import { judgeEverywhere, resize } from './judge';
import { clearPacks } from './pack-folder';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';
import type { World } from './world/world';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({
  worldOptions: { name: 'variables-window', pythonTool: 'uv' },
  appSettings: { 'comfyui.port': '0' },
  appFor: 'file',
});

const secret = 'hf_SpeaksToNobody123456';
/** Writes down which environment it was imported in, and says the secret aloud. */
const witness = `import json, os
here = os.path.dirname(__file__)
json.dump(dict(os.environ), open(os.path.join(here, "seen.json"), "w"))
print("the token is", os.environ.get("HF_TOKEN", "not there"))
NODE_CLASS_MAPPINGS = {}
`;
const script = `import json, os
json.dump(dict(os.environ), open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "install-seen.json"), "w"))
`;

async function seenBy(world: World, file: string): Promise<Record<string, string>> {
  const text = await readFile(join(world.comfyui.customNodesDir, 'witness-pack', file), 'utf8');
  return JSON.parse(text) as Record<string, string>;
}

test.beforeEach(({ world }) => clearPacks(world));
test.beforeEach(async ({ app }) => {
  await answerDialogs(app, 'Allow');
});

test.afterEach(async ({ page, api }) => {
  await callByWindow(page, 'comfyui.stop');
  await waitForState(api, 'stopped');
});

test('a variable reaches ComfyUI after a restart, a secret is told nowhere, and what leads elsewhere is refused', async ({
  world,
  app,
  page,
  api,
}) => {
  await resize(app, [1440, 900]);
  await world.comfyui.placeFiles({ 'witness-pack/__init__.py': witness });
  await page.reload();
  await startComfy(api);
  await showTab(page, 'arguments');
  await page.getByTestId('variables-open').click();
  const dialog = page.getByTestId('variables-dialog');
  const set = async (name: string, value: string): Promise<void> => {
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByLabel('Value').fill(value);
    await page.getByTestId('variable-set').click();
  };
  await set('HF_HOME', '/tmp/hub of models');
  await set('HF_TOKEN', secret);
  await expect(page.getByTestId('variable-row')).toHaveCount(2);
  await expect(page.getByTestId('variable-row').nth(1)).toContainText('Hidden');
  await expect(page.getByTestId('variables-effect')).toHaveText('A change waits for a restart of ComfyUI.');
  await set('LD_PRELOAD', '/tmp/other.so');
  await expect(page.getByTestId('variable-refusal')).toContainText('LD_PRELOAD would lead ComfyUI or its installers');
  await judgeEverywhere(app, page, 'environment variables');
  await page.keyboard.press('Escape');
  await resize(app, [1440, 900]);
  await expect(page.getByTestId('restart-waiting')).toContainText('1 change waits for a restart');
  expect(await page.content()).not.toContain(secret);

  expect(await seenBy(world, 'seen.json')).not.toMatchObject({ HF_HOME: '/tmp/hub of models' });
  await rebootComfy(api);
  const seen = await seenBy(world, 'seen.json');
  expect(seen).toMatchObject({ HF_HOME: '/tmp/hub of models', HF_TOKEN: secret });
  expect(seen).not.toHaveProperty('LD_PRELOAD');
  await expect(page.getByTestId('restart-waiting')).toHaveCount(0);

  // What it said aloud is blanked in what the app shows and writes.
  const { lastLines } = await readStatus(api);
  expect(lastLines.join('\n')).toContain('the token is ***');
  const value = await callByWindow(page, 'comfyui.log', {});
  expect(JSON.stringify(value)).not.toContain(secret);
  const list = await getJson(`${api}/v2/comfyui_manager/variables`);
  expect(JSON.stringify(list)).not.toContain(secret);
  expect(list).toMatchObject({ variables: [{ name: 'HF_HOME' }, { name: 'HF_TOKEN', value: null, isSecret: true }] });
  const exported = await callByWindow(page, 'transfer.export');
  expect(exported.document['variables']).toEqual({ HF_HOME: '/tmp/hub of models' });
  expect(JSON.stringify(exported)).not.toContain(secret);
});

test('an install script gets it at once, and a script over HTTP changes none at the usual level', async ({
  world,
  page,
  api,
}) => {
  await callByWindow(page, 'variables.set', { name: 'WITNESS_MODE', value: 'loud' });
  await world.comfyui.placeFiles({ 'witness-pack/__init__.py': witness, 'witness-pack/install.py': script });
  const refused = await ask(`${api}/v2/comfyui_manager/variables/set`, { name: 'HF_HOME', value: '/x' });
  expect(refused.status).toBe(403);
  await writeConfig(world, ['security_level = weak']);
  const done = await runTask(api, { kind: 'fix', params: { node_name: 'witness-pack' } });
  expect(done.result).toBe('success');
  expect(await seenBy(world, 'install-seen.json')).toMatchObject({ WITNESS_MODE: 'loud' });
});
