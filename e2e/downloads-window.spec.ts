import { readFile, readdir } from 'node:fs/promises';
import { expect, test } from './app';
import { addTask, ask, startQueue, waitForTask } from './api';
import { ourDir } from './home-calls';
import { inMain } from './in-main';
import { judgeEverywhere } from './judge';
import { bytesOf, clearModels, modelsDir, paramsOf, rowOf } from './model-tasks';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'downloads-window', pythonTool: 'uv' } });

test.beforeEach(({ world }) => clearModels(world));

test('several models come at once; one is paused, moved, and goes on where it was', async ({
  app,
  page,
  api,
  world,
}, info) => {
  const throttle = (bytesPerSecond: number) => ({ kind: 'throttle', bytesPerSecond }) as const;
  world.models.faults.set('tiny_checkpoint.safetensors', throttle(4000));
  for (const name of ['tiny_vae.safetensors', 'tiny_upscaler.pth']) world.models.faults.set(name, throttle(500));
  const order = async (name: string) =>
    addTask(api, { kind: 'install-model', params: paramsOf(await rowOf(api, name)) });
  const big = await order('tiny-checkpoint');
  const others = [await order('tiny-vae'), await order('tiny-upscaler')];
  const last = await order('tiny-lora');
  await startQueue(api);

  await page.getByTestId('place-activity').click();
  const running = page.getByRole('region', { name: /^Running/ });
  const waiting = page.getByRole('region', { name: /^(Waiting|Next)/ });
  await expect(running.getByRole('listitem')).toHaveCount(3);
  await expect(running.getByText(/of 3(\.0+)? MB · .*\/s · .* left/)).toBeVisible();
  await expect(waiting.getByRole('listitem')).toHaveCount(1);
  await judgeEverywhere(app, page, 'downloads');
  await page.screenshot({ path: info.outputPath('downloads.png') });

  await running.getByRole('button', { name: /^Pause the download of tiny.checkpoint/i }).click();
  await expect(waiting.getByText('Paused')).toBeVisible();
  // The place that has become free is taken.
  expect((await waitForTask(api, last)).result).toBe('success');
  await page.screenshot({ path: info.outputPath('paused.png') });
  await page.getByTestId('place-models').click();
  await page.getByTestId('model-search').fill('tiny-checkpoint');
  await expect(page.getByTestId('model-row')).toContainText('Paused');
  await page.screenshot({ path: info.outputPath('paused-in-models.png') });
  await page.getByTestId('place-activity').click();
  const parts = await readdir(ourDir(world, 'downloads'));
  expect(parts.filter((name) => name.startsWith('tiny_checkpoint'))).toHaveLength(1);

  world.models.faults.clear();
  const before = world.models.sentBytes();
  await waiting.getByRole('button', { name: /^Resume tiny.checkpoint/i }).click();
  expect((await waitForTask(api, big)).result).toBe('success');
  expect(world.models.sentBytes() - before).toBeLessThan(3_000_000);
  const file = await readFile(modelsDir(world, 'checkpoints', 'tiny_checkpoint.safetensors'));
  expect(file.equals(bytesOf(world, 'tiny_checkpoint.safetensors'))).toBe(true);
  // What is still on its way would go on with the next app.
  for (const uiId of others) {
    await callByWindow(page, 'queue.cancel', { ui_id: uiId });
    await waitForTask(api, uiId);
  }
});

test('the computer stays awake while a model comes, and no longer', async ({ app, api, world }) => {
  const watch = () =>
    app.evaluate(({ powerSaveBlocker }) => {
      const calls: string[] = [];
      const { start, stop } = powerSaveBlocker;
      Object.assign(globalThis, { awakeCalls: calls });
      powerSaveBlocker.start = (type) => {
        calls.push(type);
        return start.call(powerSaveBlocker, type);
      };
      powerSaveBlocker.stop = (id) => {
        calls.push('stop');
        return stop.call(powerSaveBlocker, id);
      };
    });
  await watch();
  const calls = () => inMain(() => app.evaluate(() => (globalThis as unknown as { awakeCalls: string[] }).awakeCalls));
  world.models.faults.set('tiny_vae.safetensors', { kind: 'throttle', bytesPerSecond: 1000 });
  const task = await addTask(api, { kind: 'install-model', params: paramsOf(await rowOf(api, 'tiny-vae')) });
  await startQueue(api);
  await expect.poll(calls).toEqual(['prevent-app-suspension']);
  expect((await ask(`${api}/v2/manager/queue/pause_task`, { ui_id: task })).status).toBe(200);
  await expect.poll(calls).toEqual(['prevent-app-suspension', 'stop']);
});
