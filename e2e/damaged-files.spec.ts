import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './app';
import { getJson, readInstalled, runTask, type FinishedTask } from './api';
import { attention, openHome, ourDir } from './home-calls';
import { judgeEverywhere } from './judge';
import { launchApp } from './launch';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'damaged', pythonTool: 'uv' } });

test('files of the app that were damaged keep nobody from opening it: Home tells each, and nothing is lost', async ({
  world,
}) => {
  const userDataDir = await mkdtemp(join(tmpdir(), 'cmd-damaged-'));
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  const first = await launchApp({ world, userDataDir });
  await runTask(first.api, { kind: 'disable', params: { node_name: 'Demo-Upscaler', is_unknown: false } });
  await first.close();

  const history = await readFile(ourDir(world, 'history.jsonl'));
  await writeFile(ourDir(world, 'history.jsonl'), Buffer.concat([Buffer.from('{"ui_id":"to'), history]));
  await rm(ourDir(world, 'queue.jsonl'));
  await mkdir(ourDir(world, 'queue.jsonl', 'inner'), { recursive: true });
  await writeFile(ourDir(world, 'disabled-origins.json'), '');
  await mkdir(ourDir(world, 'open-in.json'));
  await writeFile(ourDir(world, 'holds.json.1234567'), '{"half');
  await writeFile(join(userDataDir, 'state.json'), '{"version":1,"folders":[{"fol');

  const second = await launchApp({ world, userDataDir });
  const { app, page } = second;
  await openHome(page);
  const row = attention(page, 'warned');
  await expect(row).toContainText('Files of the app were put in order');
  await judgeEverywhere(app, page, 'home, files put in order');
  const { history: items } = await getJson<{ history: Record<string, FinishedTask> }>(
    `${second.api}/v2/manager/queue/history`,
  );
  const notices = Object.values(items).flatMap(({ kind, status }) => (kind === 'put-in-order' ? status.messages : []));
  for (const name of ['history.jsonl', 'queue.jsonl', 'disabled-origins.json', 'open-in.json', 'state.json'])
    expect(notices, name).toContainEqual(expect.stringContaining(name));
  // Files are named as people know them; the log of the task has the whole paths.
  for (const folder of [world.comfyui.path, userDataDir]) expect(notices.join(' ')).not.toContain(folder);
  const unreadable = await readdir(ourDir(world, 'unreadable'));
  expect(unreadable.map((name) => name.replace(/^[^-]+-/, '')).sort()).toEqual([
    'disabled-origins.json',
    'history.jsonl',
    'open-in.json',
    'queue.jsonl',
  ]);
  expect(await readdir(ourDir(world))).not.toContain('holds.json.1234567');
  expect(await readInstalled(second.api)).toMatchObject({ 'Demo-Upscaler': { enabled: false } });
  await runTask(second.api, { kind: 'enable', params: { cnr_id: 'Demo-Upscaler' } });
  expect(await readInstalled(second.api)).toMatchObject({ 'Demo-Upscaler': { enabled: true } });

  // Moved away while it is open, it is not built again.
  await rename(world.comfyui.path, `${world.comfyui.path} elsewhere`);
  const item = await runTask(second.api, {
    kind: 'disable',
    params: { node_name: 'Demo-Upscaler', is_unknown: false },
  });
  expect(item.outcome).toMatchObject({ status: 'failed', error: { code: 'installation-missing' } });
  await second.close();
  expect(await readdir(join(world.comfyui.path, '..'))).not.toContain(world.comfyui.path.split('/').at(-1));
  await rename(`${world.comfyui.path} elsewhere`, world.comfyui.path);
  await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
});
