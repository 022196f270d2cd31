import { expect, test } from './app';
import { addTask, startQueue, waitForTask } from './api';
import { launchHost } from './launch-host';
import { clearModels, paramsOf, rowOf } from './model-tasks';
import { needsStandIn } from './stand-in';
import { modelBytes } from './world/models/model-bytes';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'models-kill', pythonTool: 'uv' } });

const megabyte = 1_000_000;
/** One piece each, of which no second connection takes over a half: what the host has sent is what has come. */
const fileBytes = 7 * megabyte;
const count = 17;

test('a repository whose app is killed at 101 of 120 MB fetches at most one piece again', async ({ world }) => {
  test.slow();
  await clearModels(world);
  const of = { org: 'demo-weights', repo: 'tiny-janus' };
  for (let at = 1; at <= count; at += 1) {
    const file = { ...of, file: `part-${at}.safetensors`, sizeBytes: fileBytes };
    world.models.publish(file, await modelBytes(file));
  }
  world.models.faults.set('part-15.safetensors', { kind: 'throttle', bytesPerSecond: megabyte });
  const first = await launchHost({ world });
  const uiId = await addTask(first.api, {
    kind: 'install-model',
    params: paramsOf(await rowOf(first.api, 'tiny-janus')),
  });
  await startQueue(first.api);
  await expect.poll(world.models.sentBytes, { intervals: [50] }).toBeGreaterThan(101 * megabyte);
  process.kill(first.pid, 'SIGKILL');
  world.models.faults.clear();
  const second = await launchHost({ world, profileDir: first.profileDir });
  expect((await waitForTask(second.api, uiId)).result).toBe('success');
  // The small files of the repository as the world has it are a third of a megabyte, as are all the heads.
  expect(world.models.sentBytes()).toBeLessThan((count + 1) * fileBytes + megabyte);
  await second.close();
});
