import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWorld, type World } from '../world/world';
import { openApp } from './open-app';
import { toRow, type Row } from './row';

const packs = 60;
const linesOfPack = 6;
const packages = 150;
const [coldTries, warmTries] = [3, 8];

/** Packages that lead to one another, as real ones do: each to two that come after it. */
async function publishPackages({ index }: World): Promise<void> {
  for (let at = 0; at < packages; at += 1) {
    const next = [at + 1, at + 7].filter((other) => other < packages).map((other) => `bench-part-${other}>=1.0`);
    for (const version of ['1.0', '1.1', '2.0'])
      await index.publish({ name: `bench-part-${at}`, version, requires: next });
  }
}

async function placePacks({ comfyui }: World): Promise<void> {
  for (let pack = 0; pack < packs; pack += 1) {
    const folder = join(comfyui.customNodesDir, `bench-pack-${pack}`);
    await mkdir(folder, { recursive: true });
    const lines = Array.from({ length: linesOfPack }, (_, at) => `bench-part-${(pack * 5 + at * 23) % packages}>=1.0`);
    await writeFile(join(folder, '__init__.py'), '');
    await writeFile(join(folder, 'requirements.txt'), `${lines.join('\n')}\n`);
  }
}

/** The plan of everything that sixty packs ask for, nothing of which is installed: with nothing kept by uv, and with what it has kept. */
export async function bench(): Promise<Row[]> {
  const world = await createWorld({ name: 'bench-plan', pythonTool: 'uv' });
  try {
    await publishPackages(world);
    await placePacks(world);
    const app = await openApp(world);
    const plan = async (): Promise<number> => {
      const { status, tookMs } = await app.client.post('/v2/manager/packages/plan', {});
      if (status !== 200) throw new Error(`The plan answered ${status}.`);
      return tookMs / 1000;
    };
    const cold: number[] = [];
    for (let at = 0; at < coldTries; at += 1) {
      await rm(world.env['UV_CACHE_DIR'] ?? '', { recursive: true, force: true });
      cold.push(await plan());
    }
    const warm: number[] = [];
    for (let at = 0; at < warmTries; at += 1) warm.push(await plan());
    await app.close();
    const claim = { unit: 's', judged: 'p95' } as const;
    return [
      toRow({ ...claim, name: 'plan of the packages of 60 packs, nothing kept', limit: 10 }, cold),
      toRow({ ...claim, name: 'plan of the packages of 60 packs, again', limit: 3 }, warm),
    ];
  } finally {
    await world.stop();
  }
}
