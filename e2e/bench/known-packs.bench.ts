import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { createWorld } from '../world/world';
import { openApp, type OpenedApp } from './apps/open-app';
import { toRow, type Row } from './row';
import { isIndexReached, placeKnownPacks, readKnownPacks } from './worlds/known-packs';

const [coldTries, warmTries] = [2, 5];
const Plan = z.object({ outcome: z.string(), changes: z.array(z.unknown()) });

const print = (text: string) => process.stdout.write(`${text}\n`);

async function plan({ api }: OpenedApp): Promise<{ tookS: number; changes: number }> {
  const startedMs = performance.now();
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${api}/v2/manager/packages/plan`, { method: 'POST', headers, body: '{}' });
  const text = await answer.text();
  const tookS = (performance.now() - startedMs) / 1000;
  if (!answer.ok) throw new Error(`The plan answered ${answer.status}: ${text}`);
  const { outcome, changes } = Plan.parse(JSON.parse(text));
  // Some of them ask for packages that have no wheel: what those bring is not known before they are built.
  if (outcome !== 'unknown' || changes.length === 0)
    throw new Error(`The plan of the known packs is "${outcome}" with ${changes.length} changes: ${text}`);
  return { tookS, changes: changes.length };
}

/** The plan of what well-known packs ask for together, with the package index that this machine reaches; `BENCH_INDEX` names another one. */
export async function bench(): Promise<Row[]> {
  const world = await createWorld({ name: 'bench-known-packs', pythonTool: 'uv' });
  const index = process.env['BENCH_INDEX'] ?? '';
  try {
    if (!(await isIndexReached(world, index))) {
      print('known-packs: no package index is reached here (BENCH_INDEX names one); nothing was measured');
      return [];
    }
    const packs = await readKnownPacks({ wheelsAlone: false });
    const count = packs.length;
    await placeKnownPacks(world, packs);
    const app = await openApp(world, {}, { 'python.indexUrl': index });
    const cold: number[] = [];
    for (let at = 0; at < coldTries; at += 1) {
      await rm(world.env['UV_CACHE_DIR'] ?? '', { recursive: true, force: true });
      cold.push((await plan(app)).tookS);
    }
    const warm: number[] = [];
    for (let at = 0; at < warmTries; at += 1) {
      const { tookS, changes } = await plan(app);
      warm.push(tookS);
      if (at === 0) print(`known-packs: ${changes} packages for ${count} packs`);
    }
    await app.close();
    const claim = { unit: 's', judged: 'p95' } as const;
    return [
      toRow({ ...claim, name: `plan of ${count} real packs, nothing kept`, limit: 10 }, cold),
      toRow({ ...claim, name: `plan of ${count} real packs, again`, limit: 3 }, warm),
    ];
  } finally {
    await world.stop();
  }
}
