import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from './app';
import {
  addTask,
  ask,
  getJson,
  installParams,
  runTask,
  startQueue,
  waitForTask,
  writeConfig,
  type FinishedTask,
} from './api';
import { bytesOf, clearModels, install, modelsDir, paramsOf, readList, rowOf, type ModelParams } from './model-tasks';
import { needsStandIn } from './stand-in';
import { readTree } from './tree';
import { createGate } from './world/wire';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'models', pythonTool: 'uv' } });

/** Installs the way ComfyUI's web UI does: with a path of its own. */
async function installByPath(api: string, params: ModelParams): Promise<FinishedTask> {
  const uiId = randomUUID();
  const body = { ...params, client_id: 'spec', ui_id: uiId };
  const answer = await ask(`${api}/v2/manager/queue/install_model`, body);
  expect(answer.status, answer.text).toBe(200);
  await startQueue(api);
  return waitForTask(api, uiId);
}

test.beforeEach(({ world }) => clearModels(world));

test('the list says where each model goes, and which are there', async ({ world, host: { api } }) => {
  const list = await readList(api);
  const targets = Object.fromEntries(list.map((row) => [row.name, row.targetDir]));
  expect(targets).toMatchObject({
    'tiny-checkpoint': modelsDir(world, 'checkpoints'),
    'tiny-vae': modelsDir(world, 'vae', 'Demo'),
    'tiny-lora': modelsDir(world, 'loras'),
    'tiny-upscaler': modelsDir(world, 'upscale_models'),
  });
  expect(new Set(list.map(({ presence }) => presence))).toEqual(new Set(['absent']));

  await writeFile(
    modelsDir(world, 'checkpoints', 'tiny_checkpoint.safetensors'),
    bytesOf(world, 'tiny_checkpoint.safetensors'),
  );
  await mkdir(modelsDir(world, 'loras'));
  await writeFile(modelsDir(world, 'loras', 'tiny_lora.safetensors'), 'far too small');
  await expect
    .poll(async () => (await readList(api)).map((row) => [row.name, row.presence]))
    .toEqual(
      expect.arrayContaining([
        ['tiny-checkpoint', 'present'],
        ['tiny-lora', 'other'],
        ['tiny-vae', 'absent'],
      ]),
    );
});

test('a listed model is installed through both ways in, byte by byte', async ({ world, host: { api } }) => {
  const vae = await installByPath(api, paramsOf(await rowOf(api, 'tiny-vae')));
  expect(vae.result, vae.result).toBe('success');
  expect(vae.kind).toBe('install-model');
  const vaeFile = modelsDir(world, 'vae', 'Demo', 'tiny_vae.safetensors');
  expect((await readFile(vaeFile)).equals(bytesOf(world, 'tiny_vae.safetensors'))).toBe(true);

  const lora = await install(api, paramsOf(await rowOf(api, 'tiny-lora')));
  expect(lora.result, lora.result).toBe('success');
  const loraFile = modelsDir(world, 'loras', 'tiny_lora.safetensors');
  expect((await readFile(loraFile)).equals(bytesOf(world, 'tiny_lora.safetensors'))).toBe(true);
  // Nothing else came along: no part files.
  expect(Object.values(await readTree(modelsDir(world))).filter((kind) => kind !== 'folder')).toHaveLength(2);
  const local = await getJson<{ models: { path: string; hash: string | null }[] }>(`${api}/v2/models/local`);
  const hashes = Object.fromEntries(local.models.map(({ path, hash }) => [path, hash]));
  const sha256 = (file: string) => createHash('sha256').update(bytesOf(world, file)).digest('hex');
  expect(hashes).toEqual({ [loraFile]: sha256('tiny_lora.safetensors'), [vaeFile]: sha256('tiny_vae.safetensors') });

  // A pickle file that the list names is allowed.
  const upscaler = await install(api, paramsOf(await rowOf(api, 'tiny-upscaler')));
  expect(upscaler.result, upscaler.result).toBe('success');
});

test('extra_model_paths.yaml decides the folder, as it does for ComfyUI', async ({ world, host: { api } }) => {
  const file = join(world.comfyui.path, 'extra_model_paths.yaml');
  const elsewhere = join(world.root, 'other models');
  await mkdir(elsewhere, { recursive: true });
  await writeFile(file, `mine:\n  base_path: ${elsewhere}\n  is_default: true\n  loras: my loras\n`);
  try {
    await expect.poll(async () => (await rowOf(api, 'tiny-lora')).targetDir).toBe(join(elsewhere, 'my loras'));
    expect((await install(api, paramsOf(await rowOf(api, 'tiny-lora')))).result).toBe('success');
    expect(await readdir(join(elsewhere, 'my loras'))).toEqual(['tiny_lora.safetensors']);
    expect(await rowOf(api, 'tiny-lora')).toMatchObject({ presence: 'present' });
    // A broken one is told, and ComfyUI's own folders count.
    await writeFile(file, 'mine: [\n');
    await expect
      .poll(async () => (await getJson<{ notice: string | null }>(`${api}/v2/models/list?mode=cache`)).notice)
      .toMatch(/extra_model_paths\.yaml cannot be read/);
    expect((await rowOf(api, 'tiny-lora')).targetDir).toBe(modelsDir(world, 'loras'));
  } finally {
    await rm(file);
  }
});

test('a pack is installed and taken away again while a model is on its way', async ({ world, host: { api } }) => {
  const gate = createGate();
  world.models.faults.set('tiny_checkpoint.safetensors', { kind: 'hold', until: gate.until });
  const params = paramsOf(await rowOf(api, 'tiny-checkpoint'));
  const download = await addTask(api, { kind: 'install-model', params });
  await startQueue(api);
  for (const task of [
    { kind: 'install', params: installParams('tidy-latents') },
    { kind: 'uninstall', params: { node_name: 'tidy-latents', is_unknown: false } },
  ])
    expect((await runTask(api, task)).result).toBe('success');
  const status = await getJson(`${api}/v2/manager/queue/status`);
  expect(status).toMatchObject({ in_progress_count: 1, pending_count: 0, is_processing: true });
  gate.open();
  expect((await waitForTask(api, download)).result).toBe('success');
});

test('a zip is unpacked, and a whole repository comes with its folders', async ({ world, host: { api } }) => {
  const zip = await install(api, paramsOf(await rowOf(api, 'tiny-faces')));
  expect(zip.result, zip.result).toBe('success');
  const faces = Object.keys(await readTree(modelsDir(world, 'insightface')));
  expect(faces.filter((name) => name.endsWith('detect.onnx'))).toHaveLength(1);
  expect(faces.filter((name) => name.endsWith('align/points.onnx'))).toHaveLength(1);
  expect(faces.filter((name) => name.endsWith('.zip'))).toEqual([]);

  const whole = await install(api, paramsOf(await rowOf(api, 'tiny-janus')));
  expect(whole.result, whole.result).toBe('success');
  const names = Object.keys(await readTree(modelsDir(world, 'Janus-Pro')));
  for (const file of ['config.json', 'model-00001-of-00002.safetensors', 'tokenizer/vocab.json'])
    expect(
      names.filter((name) => name.endsWith(`tiny-janus/${file}`)),
      names.join(', '),
    ).toHaveLength(1);
});

test('a file that is there is kept, whatever the address sends', async ({ world, host: { api } }) => {
  const row = await rowOf(api, 'tiny-checkpoint');
  expect((await install(api, paramsOf(row))).result).toBe('success');
  const file = modelsDir(world, 'checkpoints', row.filename);
  const before = await stat(file);
  const again = await install(api, paramsOf(row));
  expect(again.outcome).toMatchObject({ status: 'done', message: expect.stringMatching(/already/i) });
  expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);

  await writeFile(file, 'something of mine under the same name');
  const other = await install(api, paramsOf(row));
  expect(other.outcome).toMatchObject({ status: 'failed', error: { code: 'model-exists' } });
  expect(await readFile(file, 'utf8')).toBe('something of mine under the same name');
});

test('a format that can carry code, from an unlisted address, needs a lower security level', async ({
  world,
  host: { api },
}) => {
  const host = 'https://huggingface.co/outsider/unlisted/resolve/main';
  const params = { name: 'stranger', type: 'checkpoint', base: 'Demo', save_path: 'default' };
  const pickle = { ...params, filename: 'stranger.ckpt', url: `${host}/stranger.ckpt` };
  const denied = await install(api, pickle);
  expect(denied.outcome, denied.result).toMatchObject({
    status: 'failed',
    error: { code: 'policy-denied', risk: 'high+', level: 'normal' },
  });
  expect(denied.result).toContain('security_level = normal-');
  expect(await readdir(modelsDir(world, 'checkpoints'))).toEqual([]);
  const safe = { ...params, filename: 'stranger.safetensors', url: `${host}/stranger.safetensors` };
  expect((await install(api, safe)).result).toBe('success');
  // A safe name over other content is no way around it.
  const disguised = await install(api, { ...pickle, filename: 'disguised.safetensors' });
  expect(disguised.outcome.status, disguised.result).toBe('failed');
  expect(await readdir(modelsDir(world, 'checkpoints'))).toEqual(['stranger.safetensors']);
  await writeConfig(world, ['security_level = normal-']);
  const allowed = await install(api, pickle);
  expect(allowed.result, allowed.result).toBe('success');
  await writeConfig(world, ['security_level = strong']);
  expect((await install(api, { ...safe, filename: 'again.safetensors' })).outcome).toMatchObject({
    status: 'failed',
    error: { code: 'policy-denied' },
  });
});

test('targets outside of the models folder and wrong requests are refused with 400', async ({
  world,
  host: { api },
}) => {
  const good = { ...paramsOf(await rowOf(api, 'tiny-lora')), client_id: 'spec', ui_id: 'bad-model' };
  const bad: Record<string, unknown>[] = [
    { save_path: '../outside' },
    { save_path: '/etc' },
    { save_path: 'C:/windows' },
    { save_path: 'loras/../../..' },
    { filename: '../x.safetensors' },
    { filename: 'a/b.safetensors' },
    { filename: 'con.safetensors' },
    { filename: '' },
    { url: 'file:///etc/passwd' },
    { name: undefined },
    { type: undefined },
    { url: undefined },
    { client_id: undefined },
    { ui_id: undefined },
  ];
  const before = await readTree(dirname(modelsDir(world)), /^(user|venv)/);
  for (const change of bad) {
    const answer = await ask(`${api}/v2/manager/queue/install_model`, { ...good, ...change });
    expect(answer.status, JSON.stringify(change)).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid-input', message: expect.stringMatching(/\S/) });
  }
  expect(await getJson(`${api}/v2/manager/queue/status`)).toMatchObject({ pending_count: 0, in_progress_count: 0 });
  expect(await readTree(dirname(modelsDir(world)), /^(user|venv)/)).toEqual(before);
});
