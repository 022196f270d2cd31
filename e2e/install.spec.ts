import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from './app';
import { getJson, installParams, readInstalled, runTask, waitForTasksOf, type FinishedTask } from './api';
import { needsStandIn } from './stand-in';
import { readTree } from './tree';
import { listPackages } from './world/python-env';

const run = promisify(execFile);

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'install', pythonTool: 'uv' } });

interface BatchRecord {
  operations: {
    operation_id: string;
    operation_type: string;
    target: string;
    target_version: string;
    result: string;
  }[];
  successful_operations: number;
}

/** What must be alike for two installs of the same version, whoever asked for them. */
function comparable({ kind, result, status, params, outcome }: FinishedTask) {
  const { id, selected_version: selected } = params;
  return { kind, result, status, id, selected, outcome };
}

test('an install from the window and one over /v2 give the same folder, bytes and history; ComfyUI imports the pack', async ({
  world,
  page,
  api,
}) => {
  const folder = join(world.comfyui.customNodesDir, 'tidy-latents');

  const viaApi = await runTask(api, { kind: 'install', params: installParams('tidy-latents', '1.2.0') });
  expect(viaApi.result).toBe('success');
  const treeOfApi = await readTree(folder);
  expect(Object.keys(treeOfApi)).toContain('.tracking');
  expect(await readInstalled(api)).toMatchObject({
    'tidy-latents': { ver: '1.2.0', cnr_id: 'tidy-latents', aux_id: null, enabled: true },
  });

  const { stdout, stderr } = await run(world.comfyui.python, ['main.py', '--quick-test-for-ci'], {
    cwd: world.comfyui.path,
    env: { ...process.env, ...world.env },
  });
  expect(stdout + stderr).not.toContain('IMPORT FAILED');
  expect(stdout + stderr).toContain('tidy-latents');

  const removed = await runTask(api, { kind: 'uninstall', params: { node_name: 'tidy-latents' } });
  expect(removed.result).toBe('success');
  await run(world.comfyui.python, ['-m', 'pip', 'uninstall', '--yes', 'tinydep']);

  await page.getByTestId('pack-search').fill('Tidy Latents');
  const row = page.locator('[data-testid="pack-row"][data-key="tidy-latents"]');
  await expect(row).toHaveAttribute('data-state', 'absent');
  await row.getByTestId('pack-primary').click();
  const [finished] = await waitForTasksOf(api, 'desktop-window', 1);
  if (!finished) throw new Error('The task of the window is not in the history.');
  expect(comparable(finished)).toEqual({ ...comparable(viaApi), selected: finished.params['selected_version'] });
  expect(await readTree(folder)).toEqual(treeOfApi);

  const recordOf = async (item: FinishedTask) => {
    const record = await expect
      .poll(async () => (await fetch(`${api}/v2/manager/queue/history?id=${item.batch_id}`)).status)
      .toBe(200)
      .then(() => getJson<BatchRecord>(`${api}/v2/manager/queue/history?id=${item.batch_id}`));
    return record.operations.find((operation) => operation.operation_id === item.ui_id);
  };
  expect(await recordOf(viaApi)).toMatchObject({
    operation_type: 'install',
    target: 'tidy-latents',
    result: 'success',
  });
  expect(await recordOf(finished)).toMatchObject({
    operation_type: 'install',
    target: 'tidy-latents',
    result: 'success',
  });
});

test('the requirement of a pack is really there after its install', async ({ world, shared: { api } }) => {
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  const { stdout } = await run(world.comfyui.python, ['-c', 'import tinydep; print(tinydep.__version__)']);
  expect(stdout.trim()).toMatch(/^\d/);
});

test('torch is never changed by a pack that asks for another one', async ({ world, shared: { api } }) => {
  const readTorch = async () => (await listPackages(world.comfyui.venvDir)).filter((name) => name.startsWith('torch-'));
  const before = await readTorch();
  expect(before).toHaveLength(1);
  const task = await runTask(api, { kind: 'install', params: installParams('wants-old-torch') });
  expect(await readTorch()).toEqual(before);
  expect(task.status.status_str).toBe('success');
  const sentence = 'torch==2.6.0 was left out; torch 2.7.1 stays.';
  expect(task.outcome).toMatchObject({ status: 'warning', warnings: [sentence] });
  expect(task.result).toBe(sentence);
  expect(task.status.messages).toContain(sentence);
});

test('install.py runs with the interpreter of the installation', async ({ world, shared: { api } }) => {
  const task = await runTask(api, { kind: 'install', params: installParams('install-note') });
  expect(task.result).toBe('success');
  const note = await readFile(join(world.comfyui.customNodesDir, 'install-note', 'installed.txt'), 'utf8');
  expect(note).toContain(world.comfyui.venvDir);
});
