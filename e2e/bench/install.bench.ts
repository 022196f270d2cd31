import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../world/cache-folder';
import { installManyPacks } from '../world/many-packs';
import { createWorld, type World } from '../world/world';
import { expectStatus } from './client';
import { openTaskRunner, type TaskRunner } from './many-tasks';
import { openApp, type OpenedApp } from './apps/open-app';
import { toRow, type Row } from './row';
import { isIndexReached, readKnownPacks, writeRequirements } from './worlds/known-packs';
import { fillWithTorch } from './worlds/torch-environment';

const run = promisify(execFile);
const packCount = 200;
const [pairs, openings, plans] = [14, 3, 6];
/** What the app does after a task (records, lists, the window) ends in it: neither side pays for the other's. */
const restMs = 1000;
/** The window reads its catalogue first. */
const startMs = 5000;
const [owner, repo] = ['adaquill', 'ComfyUI-Tidy-Latents'];
/** A small wheel that nothing else asks for. */
const wheel = 'iniconfig';
const moving = 'numpy<1.26.4';

const print = (text: string) => process.stdout.write(`install: ${text}\n`);
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** What is installed and taken away again, by the app and by hand. */
interface Place {
  world: World;
  env: NodeJS.ProcessEnv;
  uv: string;
}

async function makePlace(root: string): Promise<Place | null> {
  const world = await createWorld({ name: 'bench-install', pythonTool: 'uv', root });
  const place = { world, env: { ...process.env, ...world.env }, uv: join(world.comfyui.venvDir, 'bin', 'uv') };
  if (!(await isIndexReached(world, ''))) {
    await world.stop();
    return null;
  }
  const known = await readKnownPacks({ wheelsAlone: true });
  await fillWithTorch(world, known);
  const made = await installManyPacks(world, packCount);
  const names = [...made.git.map(({ name }) => name), ...made.registry.map(({ id }) => id)];
  for (const [at, name] of names.entries())
    await writeRequirements(join(world.comfyui.customNodesDir, name), known[at % known.length]?.lines ?? []);
  await world.git.commit(owner, repo, {
    message: 'Ask for a small wheel.',
    date: '2025-06-01T00:00:00Z',
    files: { 'requirements.txt': `${wheel}\n` },
  });
  return place;
}

/** What a person would type: clone, then uv. Milliseconds. */
async function installByHand({ world, env, uv }: Place): Promise<number> {
  const folder = await mkdtemp(join(world.root, 'by-hand-'));
  const startedMs = performance.now();
  await run('git', ['clone', '--quiet', `${world.git.url}/${owner}/${repo}`, join(folder, 'pack')], { env });
  const install = ['pip', 'install', '--quiet', '--python', world.comfyui.python];
  await run(uv, [...install, '-r', join(folder, 'pack', 'requirements.txt')], { env });
  const tookMs = performance.now() - startedMs;
  await rm(folder, { recursive: true, force: true });
  return tookMs;
}

function installByApp(runner: TaskRunner): Promise<number> {
  const version = { version: 'nightly', selected_version: 'nightly' };
  const from = { mode: 'cache', channel: 'default', repository: `https://github.com/${owner}/${repo}` };
  return runner.run({ kind: 'install', params: { id: 'tidy-latents', ...version, ...from } });
}

/** Takes away what was installed, with nobody of the app: what that does is not what is measured. */
async function clear({ world, env, uv }: Place): Promise<void> {
  await run(uv, ['pip', 'uninstall', '--quiet', '--python', world.comfyui.python, wheel], { env });
  await rm(join(world.comfyui.customNodesDir, 'tidy-latents'), { recursive: true, force: true });
  await pause(restMs);
}

/** Milliseconds that the app takes more than the hand, pair by pair, the order changing so that neither always runs on a warm machine. */
async function measurePairs(place: Place, runner: TaskRunner): Promise<{ more: number[]; hand: number[] }> {
  const timed = async (install: () => Promise<number>) => {
    const tookMs = await install();
    await clear(place);
    return tookMs;
  };
  const byHand = () => timed(() => installByHand(place));
  const byApp = () => timed(() => installByApp(runner));
  const [more, hand]: [number[], number[]] = [[], []];
  for (let pair = 0; pair < pairs; pair += 1) {
    const first = pair % 2 === 0 ? await byHand() : await byApp();
    const second = pair % 2 === 0 ? await byApp() : await byHand();
    const [handMs, appMs] = pair % 2 === 0 ? [first, second] : [second, first];
    more.push(appMs - handMs);
    hand.push(handMs);
  }
  return { more, hand };
}

/** Milliseconds that the first install after an opening takes more than one by hand at about the same time. */
async function measureFirst(place: Place, app: OpenedApp): Promise<number> {
  const handMs = await installByHand(place);
  await clear(place);
  const runner = await openTaskRunner(app);
  const appMs = await installByApp(runner);
  runner.close();
  await clear(place);
  return appMs - handMs;
}

/** Seconds of plans that move a package that others have: what comes of it, with every pack that is there. */
async function measurePlans({ client }: OpenedApp): Promise<number[]> {
  const plan = async () => {
    const answer = await client.post('/v2/manager/packages/plan', { packages: [moving] });
    return expectStatus(answer, 200, 'The plan').tookMs / 1000;
  };
  // An index is asked again for a page that is older than ten minutes: what is claimed is a plan after one.
  await plan();
  const samples: number[] = [];
  for (let at = 0; at < plans; at += 1) samples.push(await plan());
  return samples;
}

async function measure(place: Place): Promise<Row[]> {
  const open = async () => {
    const app = await openApp(place.world, {}, { 'python.indexUrl': '' });
    await pause(startMs);
    return app;
  };
  await installByHand(place);
  await clear(place);
  const firsts: number[] = [];
  for (let opening = 0; opening < openings; opening += 1) {
    const app = await open();
    firsts.push(await measureFirst(place, app));
    await app.close();
  }
  const app = await open();
  const runner = await openTaskRunner(app);
  await installByApp(runner);
  await clear(place);
  const { more, hand } = await measurePairs(place, runner);
  const planned = await measurePlans(app);
  runner.close();
  await app.close();
  print(`by hand ${Math.round(toRow({ name: '', unit: '', judged: 'p50', limit: 0 }, hand).p50)} ms in the middle`);
  const name = `install of a small git pack with a small wheel, beside torch and ${packCount} packs: more than by hand`;
  return [
    toRow({ name, unit: 'ms', judged: 'p50', limit: 250 }, more),
    toRow({ name, unit: 'ms', judged: 'p95', limit: 500 }, more),
    toRow({ name: `${name}, the first after an opening`, unit: 'ms', judged: 'p50', limit: 250 }, firsts),
    toRow(
      { name: `plan that moves a package of ${packCount} packs, again`, unit: 's', judged: 'p95', limit: 3 },
      planned,
    ),
  ];
}

/** What an install costs beside doing it by hand, in an environment as people have one, with the package index that this machine reaches. */
export async function bench(): Promise<Row[]> {
  // Beside the environment that is linked into it: links do not cross volumes.
  const parent = join(cacheFolder(), 'bench-worlds');
  await mkdir(parent, { recursive: true });
  const place = await makePlace(join(parent, `install-${process.pid}`));
  if (place === null) {
    print('no package index is reached here; nothing was measured');
    return [];
  }
  try {
    return await measure(place);
  } finally {
    await place.world.stop();
  }
}
