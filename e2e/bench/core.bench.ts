import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { createWorld, type World } from '../world/world';
import { openApp, type OpenedApp } from './open-app';
import { toRow, type Row } from './row';

const run = promisify(execFile);
const batches = 40;
const tasksPerBatch = 5;
const pairs = 12;
const installedPacks = 200;

async function until(isTrue: () => Promise<boolean>, everyMs: number): Promise<void> {
  while (!(await isTrue())) await new Promise((done) => setTimeout(done, everyMs));
}

/** Fills custom_nodes with registry packs, so that whatever an answer costs grows with them. */
async function placePacks(world: World): Promise<void> {
  const files = Array.from({ length: installedPacks }, (_, index) => {
    const id = `bench-pack-${index}`;
    return {
      [`${id}/__init__.py`]: 'NODE_CLASS_MAPPINGS = {}\n',
      [`${id}/pyproject.toml`]: `[project]\nname = "${id}"\nversion = "1.0.0"\n`,
      [`${id}/.tracking`]: '__init__.py\npyproject.toml',
    };
  });
  await world.comfyui.placeFiles(Object.assign({}, ...files) as Record<string, string>);
}

/** Milliseconds from sending a task to its answer; every fifth one opens a new batch. */
async function measureAnswers({ api, client }: OpenedApp): Promise<number[]> {
  const samples: number[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    for (let index = 0; index < tasksPerBatch; index += 1) {
      const task = { ui_id: randomUUID(), client_id: 'bench', kind: 'update', params: { node_name: 'not-here' } };
      const { status, tookMs } = await client.post('/v2/manager/queue/task', task);
      samples.push(tookMs);
      if (status !== 200) throw new Error(`queue/task answered ${status}`);
    }
    await client.post('/v2/manager/queue/start');
    await until(
      async () =>
        !((await (await fetch(`${api}/v2/manager/queue/status`)).json()) as { is_processing: boolean }).is_processing,
      10,
    );
  }
  return samples;
}

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
  const timed = {
    app: async () => {
      const tookMs = await installByApp(app, params);
      await clear();
      return tookMs;
    },
    hand: async () => {
      const tookMs = await installByHand(byHand);
      await clear();
      return tookMs;
    },
  };
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

/** The two rows of the core: how fast a task is accepted, and what an install costs beside doing it by hand. */
export async function bench(): Promise<Row[]> {
  const world = await createWorld({ name: 'bench', pythonTool: 'uv' });
  try {
    const app = await openApp(world);
    const ratios = await measureInstallRatios(world, app);
    await placePacks(world);
    const answers = await measureAnswers(app);
    await app.close();
    return [
      toRow(
        {
          name: `queue/task answer, first of a batch included, ${installedPacks} packs`,
          unit: 'ms',
          judged: 'p95',
          limit: 5,
        },
        answers,
      ),
      toRow(
        {
          name: 'install of a small git pack with a tiny wheel, app / by hand',
          unit: 'ratio',
          judged: 'p50',
          limit: 1.3,
        },
        ratios,
      ),
    ];
  } finally {
    await world.stop();
  }
}
