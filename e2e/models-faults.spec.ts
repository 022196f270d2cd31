import { WebSocket } from 'ws';
import { expect, test } from './app';
import { addTask, ask, startQueue, waitForTask, type TaskBody } from './api';
import { clearModels, install, modelsDir, paramsOf, rowOf } from './model-tasks';
import { needsStandIn } from './stand-in';
import { readTree } from './tree';
import type { World } from './world/world';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'models', pythonTool: 'uv' }, appSettings: { 'downloads.stallSeconds': '2' } });

test.beforeEach(({ world }) => clearModels(world));

interface Failing {
  what: string;
  fault: Parameters<World['models']['faults']['set']>[1];
  code: string;
  /** What the person is told to do. */
  remedy: RegExp;
}

const faults: Failing[] = [
  { what: 'is gone', fault: { kind: 'status', status: 404 }, code: 'download-failed', remedy: /new address/ },
  {
    what: 'is for members',
    fault: { kind: 'status', status: 401 },
    code: 'download-failed',
    remedy: /accept its terms.*HF_TOKEN/,
  },
  {
    what: 'ends too early',
    fault: { kind: 'truncate', bytes: 50_000 },
    code: 'verification-failed',
    remedy: /Try again/,
  },
  { what: 'is an error page', fault: { kind: 'error-page' }, code: 'download-failed', remedy: /in a browser/ },
  { what: 'is damaged', fault: { kind: 'corrupt' }, code: 'verification-failed', remedy: /Try again/ },
];

for (const { what, fault, code, remedy } of faults) {
  test(`a download that ${what} leaves nothing behind and says why`, async ({ world, host: { api } }) => {
    const row = await rowOf(api, 'tiny-vae');
    const before = await readTree(modelsDir(world));
    world.models.faults.set('tiny_vae.safetensors', fault);
    const task = await install(api, paramsOf(row));
    expect(task.outcome, task.result).toMatchObject({
      status: 'failed',
      error: { code, remedy: expect.stringMatching(remedy) },
    });
    expect(await readTree(modelsDir(world))).toEqual(before);
    world.models.faults.clear();
    expect((await install(api, paramsOf(row))).result).toBe('success');
  });
}

interface Progress {
  ui_id: string;
  phase: string;
  message: string;
  bytesDone: number | null;
  bytesTotal: number | null;
}

/** Everything a client of the event socket hears of the progress of tasks. */
async function followProgress(api: string): Promise<{ received: Progress[]; stop(): void }> {
  const socket = new WebSocket(`${api.replace('http', 'ws')}/ws?clientId=models`);
  const received: Progress[] = [];
  socket.on('message', (message: Buffer) => {
    const { type, data } = JSON.parse(message.toString('utf8')) as { type: string; data: Progress };
    if (type === 'cmd-task-progress') received.push(data);
  });
  await new Promise((done) => socket.once('open', done));
  return { received, stop: () => socket.close() };
}

const passing: Pick<Failing, 'what' | 'fault'>[] = [
  { what: 'is refused for a while', fault: { kind: 'status', status: 429 } },
  { what: 'is cut', fault: { kind: 'cut', afterBytes: 50_000 } },
  { what: 'stalls', fault: { kind: 'stall', afterBytes: 50_000 } },
];

for (const { what, fault } of passing) {
  test(`a download that ${what} says that it waits, and goes on by itself`, async ({ world, host: { api } }) => {
    world.models.faults.set('tiny_vae.safetensors', fault);
    const { received, stop } = await followProgress(api);
    const params = paramsOf(await rowOf(api, 'tiny-vae'));
    const uiId = await addTask(api, { kind: 'install-model', params });
    await startQueue(api);
    await expect.poll(() => received.map(({ phase }) => phase)).toContain('Waiting for the network');
    world.models.faults.clear();
    expect((await waitForTask(api, uiId)).result).toBe('success');
    stop();
  });
}

/** Starts an install whose host is slow, and cancels it once bytes have been reported. */
async function cancelWhileItLoads(api: string, task: TaskBody): Promise<Progress> {
  const { received, stop } = await followProgress(api);
  const uiId = await addTask(api, task);
  await startQueue(api);
  const loading = () => received.find((step) => step.ui_id === uiId && (step.bytesDone ?? 0) > 0);
  await expect.poll(loading).toBeDefined();
  expect((await ask(`${api}/v2/manager/queue/cancel`, { ui_id: uiId })).status).toBe(200);
  // Without the cancel it would have loaded to its end.
  expect((await waitForTask(api, uiId)).status.status_str).toBe('skipped');
  stop();
  const step = loading();
  if (step === undefined) throw new Error('No bytes were reported.');
  return step;
}

test('a download reports its bytes, and leaves nothing when it is cancelled', async ({ world, host: { api } }) => {
  world.models.faults.set('tiny_checkpoint.safetensors', { kind: 'slow', bytesPerSecond: 100_000 });
  const params = paramsOf(await rowOf(api, 'tiny-checkpoint'));
  const step = await cancelWhileItLoads(api, { kind: 'install-model', params });
  expect(step).toMatchObject({ phase: 'Downloading', bytesTotal: 3_000_000 });
  expect(step.bytesDone).toBeLessThan(3_000_000);
  expect(await readTree(modelsDir(world))).toEqual({ checkpoints: 'folder' });
});

test('so does a whole repository, whose bytes count over all files', async ({ world, host: { api } }) => {
  world.models.faults.set('model-00002-of-00002.safetensors', { kind: 'slow', bytesPerSecond: 10_000 });
  const params = paramsOf(await rowOf(api, 'tiny-janus'));
  const step = await cancelWhileItLoads(api, { kind: 'install-model', params });
  expect(step).toMatchObject({ phase: 'Downloading', bytesTotal: 242_300 });
  expect(await readTree(modelsDir(world))).toEqual({ checkpoints: 'folder' });
});
