import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installManyPacks } from '../world/many-packs';
import { createWorld } from '../world/world';
import { createClient, expectStatus } from './client';
import { measureColdAnswers } from './cold-answers';
import { openApp, openWatchedApp, type WatchedApp } from './apps/open-app';
import { toRow, type Row } from './row';
import { measureTrivialReads } from './trivial-reads';
import { measureUpdateCheck } from './update-check';
import { measureWarmAnswers } from './warm-answers';

const installedPacks = 200;
const catalogueDir = resolve(import.meta.dirname, '..', '..', '..', 'shared', 'data');
const busySeconds = 5;
const startMs = 4000;

/** Four clients that ask for everything at once. */
async function keepBusy(app: WatchedApp): Promise<void> {
  const paths = ['customnode/installed', 'customnode/getmappings?mode=cache', 'snapshot/get_current'].concat([
    'manager/queue/status',
    'comfyui_manager/comfyui_versions',
  ]);
  const endMs = performance.now() + busySeconds * 1000;
  const client = async () => {
    const own = createClient(app.api);
    while (performance.now() < endMs) {
      for (const path of paths) expectStatus(await own.get(`/v2/${path}`), 200, path);
    }
    own.close();
  };
  await Promise.all([client(), client(), client(), client()]);
}

function print(text: string): void {
  process.stdout.write(`[bench] ${text}\n`);
}

/** The rows of the API: a world of 200 installed packs, half of them clones, and the real catalogue. */
export async function bench(): Promise<Row[]> {
  const hasCatalogue = existsSync(join(catalogueDir, 'extension-node-map.json'));
  if (!hasCatalogue) print('skipped: the rows of getmappings, for ../shared/data with the real catalogue is absent');
  const options = { name: 'bench-api', pythonTool: 'uv', ...(hasCatalogue ? { catalogueDir } : {}) } as const;
  const world = await createWorld(options);
  try {
    const packs = await installManyPacks(world, installedPacks);
    print(`${installedPacks} packs are installed; measuring warm answers`);
    const warm = await openApp(world);
    // Warm is what follows the start: the window reads its whole catalogue first, and first answers are rows of their own.
    await new Promise((done) => setTimeout(done, startMs));
    const warmRows = [...(await measureTrivialReads(warm)), ...(await measureWarmAnswers(warm, hasCatalogue))];
    await warm.close();
    print('measuring first answers after a start');
    const coldRows = await measureColdAnswers(world, hasCatalogue);
    print('measuring the check for updates');
    const watched = await openWatchedApp(world);
    await keepBusy(watched);
    // Whatever the first calls did is another row.
    await watched.longestPauseMs();
    await keepBusy(watched);
    const updateRow = await measureUpdateCheck(watched, { world, packs });
    const pauseMs = await watched.longestPauseMs();
    await watched.close();
    const name = 'longest pause of the main process, four busy clients and checks for updates';
    return [...warmRows, ...coldRows, updateRow, toRow({ name, unit: 'ms', judged: 'p95', limit: 50 }, [pauseMs])];
  } finally {
    await world.stop();
  }
}
