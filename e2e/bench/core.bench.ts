import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { createWorld, type World } from '../world/world';
import { openApp, type OpenedApp } from './apps/open-app';
import { toRow, type Row } from './row';

const run = promisify(execFile);
const pairs = 12;
/** What the app does after a task (records, lists, the window) ends in it: neither side pays for the other's. */
const restMs = 300;

/** Waits for the end of one task over the event socket, as a client would, without polling. */
async function installByApp({ api, client }: OpenedApp, params: Record<string, unknown>): Promise<number> {
  const socket = new WebSocket(`${api.replace('http', 'ws')}/ws?clientId=bench`);
  await new Promise((done) => socket.once('open', done));
  const uiId = randomUUID();
  const ended = new Promise<string>((done) => {
    socket.on('message', (message: Buffer) => {
      const { type, data } = JSON.parse(message.toString('utf8')) as {
        type: string;
        data: { ui_id?: string; result?: string };
      };
      if (type === 'cm-task-completed' && data.ui_id === uiId) done(data.result ?? '');
    });
  });
  const startedMs = performance.now();
  await client.post('/v2/manager/queue/task', { ui_id: uiId, client_id: 'bench', kind: 'install', params });
  await client.post('/v2/manager/queue/start');
  const result = await ended;
  const tookMs = performance.now() - startedMs;
  socket.close();
  if (result !== 'success') throw new Error(`The install failed: ${result}`);
  return tookMs;
}

interface ByHand {
  world: World;
  address: string;
  env: NodeJS.ProcessEnv;
}

/** What a person would type: clone, then uv. */
async function installByHand({ world, address, env }: ByHand): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-by-hand-'));
  const uv = join(world.comfyui.venvDir, 'bin', 'uv');
  const index = world.settings['python.indexUrl'] ?? '';
  const startedMs = performance.now();
  await run('git', ['clone', '--quiet', address, join(folder, 'pack')], { env });
  await run(
    uv,
    [
      'pip',
      'install',
      '--quiet',
      '--python',
      world.comfyui.python,
      '--default-index',
      index,
      '-r',
      join(folder, 'pack', 'requirements.txt'),
    ],
    { env },
  );
  const tookMs = performance.now() - startedMs;
  await rm(folder, { recursive: true, force: true });
  return tookMs;
}

/** Ratios app to hand, pair by pair, the order changing so that neither always runs on a warm machine. */
async function measureInstallRatios(world: World, app: OpenedApp): Promise<number[]> {
  const repository = 'https://github.com/adaquill/ComfyUI-Tidy-Latents';
  const params = {
    id: 'tidy-latents',
    version: 'nightly',
    selected_version: 'nightly',
    mode: 'cache',
    channel: 'default',
    repository,
  };
  const env = { ...process.env, ...world.env };
  const byHand = { world, address: `${world.git.url}/adaquill/ComfyUI-Tidy-Latents`, env };
  const uv = join(world.comfyui.venvDir, 'bin', 'uv');
  const clear = async () => {
    await run(uv, ['pip', 'uninstall', '--quiet', '--python', world.comfyui.python, 'tinydep'], { env });
    await rm(join(world.comfyui.customNodesDir, 'tidy-latents'), { recursive: true, force: true });
  };
  const install = { app: () => installByApp(app, params), hand: () => installByHand(byHand) };
  const time = (way: keyof typeof install) => async () => {
    const tookMs = await install[way]();
    await clear();
    await new Promise((done) => setTimeout(done, restMs));
    return tookMs;
  };
  const timed = { app: time('app'), hand: time('hand') };
  // One of each first, so that caches are warm for both.
  await timed.hand();
  await timed.app();
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const handFirst = pair % 2 === 0;
    const first = handFirst ? await timed.hand() : await timed.app();
    const second = handFirst ? await timed.app() : await timed.hand();
    ratios.push(handFirst ? second / first : first / second);
  }
  return ratios;
}

/** The row of the core: what an install costs beside doing it by hand. */
export async function bench(): Promise<Row[]> {
  const world = await createWorld({ name: 'bench', pythonTool: 'uv' });
  try {
    const app = await openApp(world);
    const ratios = await measureInstallRatios(world, app);
    await app.close();
    const name = 'install of a small git pack with a tiny wheel, app / by hand';
    return [toRow({ name, unit: 'ratio', judged: 'p50', limit: 1.3 }, ratios)];
  } finally {
    await world.stop();
  }
}
