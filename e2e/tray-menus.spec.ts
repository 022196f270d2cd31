import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { addTask, startQueue, waitForTask } from './api';
import { expect } from './app';
import { readStatus, stopComfy, waitForState } from './comfy-calls';
import { clearModels, paramsOf, rowOf } from './model-tasks';
import { needsStandIn } from './stand-in';
import { findRow, test } from './tray-app';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI that a real one would answer otherwise'));
test.use({ worldOptions: { name: 'tray-menus', pythonTool: 'uv' } });
test.skip(process.platform !== 'linux', 'The session bus carries the tray on Linux only.');

test('the menu says that only some packs are loaded, and brings all of them back', async ({
  world,
  page,
  api,
  trayHost,
}) => {
  const pack = 'NODE_CLASS_MAPPINGS = {}\n';
  await world.comfyui.placeFiles({ 'oak-pack/__init__.py': pack, 'elm-pack/__init__.py': pack });
  const item = await trayHost.item();
  await callByWindow(page, 'comfyui.start', { mode: 'lean', name: 'Oak alone', packs: ['oak-pack'] });
  await waitForState(api, 'running');
  expect(await readStatus(api)).toMatchObject({ mode: 'lean', lean: { name: 'Oak alone', packs: ['oak-pack'] } });
  await expect.poll(async () => findRow(await item.menu(), 'Only 1 of ')).toMatch(/packs: Oak alone$/u);
  await item.choose('Restart with all packs');
  await expect.poll(async () => (await readStatus(api)).mode).toBe('normal');
  await waitForState(api, 'running');
  await expect.poll(async () => findRow(await item.menu(), 'Only 1 of ')).toBe('');
  await stopComfy(api);
  for (const name of ['oak-pack', 'elm-pack']) await rm(join(world.comfyui.customNodesDir, name), { recursive: true });
});

test('a download is paused from the menu, and goes on', async ({ world, api, trayHost }) => {
  await clearModels(world);
  const item = await trayHost.item();
  const rows = async () =>
    (await item.menu()).find(({ label }) => label === 'Downloads')?.rows.map(({ label }) => label);
  world.models.faults.set('tiny_lora.safetensors', { kind: 'throttle', bytesPerSecond: 500 });
  const id = await addTask(api, { kind: 'install-model', params: paramsOf(await rowOf(api, 'tiny-lora')) });
  await startQueue(api);
  const { name } = paramsOf(await rowOf(api, 'tiny-lora'));
  await expect.poll(rows).toEqual([`Pause ${name}`]);
  await item.choose(`Pause ${name}`);
  await expect.poll(rows).toEqual([`Resume ${name}`]);
  world.models.faults.clear();
  await item.choose(`Resume ${name}`);
  expect((await waitForTask(api, id)).result).toBe('success');
  await expect.poll(rows).toBeUndefined();
});
