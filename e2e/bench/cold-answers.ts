import type { World } from '../world/world';
import { expectStatus } from './client';
import { openApp, openWatchedApp, type OpenedApp } from './apps/open-app';
import { toRow, type Row } from './row';

const startsPerRow = 5;

const subjects = [
  { name: 'installed', path: '/v2/customnode/installed', limit: 150, needsCatalogue: false },
  { name: 'snapshot/get_current', path: '/v2/snapshot/get_current', limit: 300, needsCatalogue: false },
  {
    name: 'getmappings, real catalogue',
    path: '/v2/customnode/getmappings?mode=cache',
    limit: 250,
    needsCatalogue: true,
  },
];

async function askFirst(app: OpenedApp, path: string): Promise<number> {
  return expectStatus(await app.client.get(path), 200, path).tookMs;
}

/** Milliseconds of the very first call after the `ready` line; every sample is an app of its own. */
export async function measureColdAnswers(world: World, hasCatalogue: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, path, limit } of subjects.filter((subject) => hasCatalogue || !subject.needsCatalogue)) {
    const samples: number[] = [];
    for (let start = 0; start < startsPerRow; start += 1) {
      const app = await openApp(world);
      samples.push(await askFirst(app, path));
      await app.close();
    }
    rows.push(toRow({ name: `${name}, first call after start`, unit: 'ms', judged: 'p95', limit }, samples));
  }
  return [...rows, await measureFirstPause(world, hasCatalogue)];
}

/** How long the first calls hold the main process, and with it the window. */
async function measureFirstPause(world: World, hasCatalogue: boolean): Promise<Row> {
  const app = await openWatchedApp(world);
  const measured = subjects.filter((subject) => hasCatalogue || !subject.needsCatalogue);
  await Promise.all(measured.map(({ path }) => askFirst(app, path)));
  const pauseMs = await app.longestPauseMs();
  await app.close();
  const name = 'longest pause of the main process, first calls after start';
  return toRow({ name, unit: 'ms', judged: 'p95', limit: 50 }, [pauseMs]);
}
