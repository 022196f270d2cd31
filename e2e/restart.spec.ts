import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './app';
import { addTask, getJson, installParams, readInstalled, startQueue, waitForTask } from './api';
import { launchApp } from './launch';
import { needsStandIn } from './stand-in';
import { readTree } from './tree';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'restart', pythonTool: 'uv' } });

test(`tasks survive a kill of the app and go on at the next start, from a clean state`, async ({ world }) => {
  const userDataDir = await mkdtemp(join(tmpdir(), 'cmd-restart-'));
  const before = await readTree(world.comfyui.customNodesDir);
  world.registry.zipFaults.set('sampler-kit-demo', { kind: 'slow', bytesPerSecond: 50 });

  const first = await launchApp({ world, userDataDir });
  const running = await addTask(first.api, { kind: 'install', params: installParams('sampler-kit-demo') });
  const pending = await addTask(first.api, { kind: 'install', params: installParams('Demo-Upscaler') });
  await startQueue(first.api);
  await expect
    .poll(
      async () =>
        (await getJson<{ in_progress_count: number }>(`${first.api}/v2/manager/queue/status`)).in_progress_count,
    )
    .toBe(1);
  first.app.process().kill('SIGKILL');
  await new Promise((done) => first.app.process().once('exit', done));
  expect(await readTree(world.comfyui.customNodesDir)).toEqual(before);

  world.registry.zipFaults.clear();
  const second = await launchApp({ world, userDataDir });
  expect((await waitForTask(second.api, running)).result).toBe('success');
  expect((await waitForTask(second.api, pending)).result).toBe('success');
  expect(Object.keys(await readInstalled(second.api)).sort()).toEqual(['Demo-Upscaler', 'sampler-kit-demo']);
  const aside = await readTree(join(world.comfyui.userDir, '__manager', 'desktop', 'staging'));
  expect(aside).toEqual({});
  await second.close();
  await rm(userDataDir, { recursive: true, force: true });
});
