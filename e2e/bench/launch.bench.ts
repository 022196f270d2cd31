import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createWorld, type World } from '../world/world';
import { sitePackagesOf } from '../world/python-env';
import { nameOf, placePackages } from './worlds/installed-packages';
import { openApp, type OpenedApp } from './apps/open-app';
import { toRow, type Row } from './row';

const packCount = 60;
const packageCount = 300;
const linesOfPack = 8;
const rounds = 30;
/** Every tenth pack asks for a version that is not there. */
const brokenEvery = 10;

function requirementsOf(at: number): string {
  const lines = Array.from({ length: linesOfPack }, (_, index) => `${nameOf((at * 5 + index) % packageCount)}>=1.0`);
  return [...lines, ...(at % brokenEvery === 0 ? [`${nameOf(at)}>=9`] : [])].join('\n');
}

async function placeAll({ comfyui }: World): Promise<void> {
  await placePackages(await sitePackagesOf(comfyui.venvDir), { packages: packageCount, files: 40, folders: 1 });
  for (let at = 0; at < packCount; at += 1) {
    const file = join(comfyui.customNodesDir, `bench-pack-${at}`, 'requirements.txt');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, requirementsOf(at));
    await writeFile(join(dirname(file), '__init__.py'), 'NODE_CLASS_MAPPINGS = {}\n');
  }
}

/**
 * One question after the other, each with the packs that it has to find; the first finds nothing remembered. The first use of the HTTP door prepares the
 * mappings beside it, which no start in the window does, so that is over before.
 */
async function measure({ client }: OpenedApp): Promise<number[]> {
  await client.get('/v2/customnode/getmappings?mode=local');
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { tookMs, text } = await client.read('/v2/manager/packages/unmet');
    samples.push(tookMs);
    const { unmet } = JSON.parse(text) as { unmet: { asker: string }[] };
    const packs = unmet.filter(({ asker }) => asker.startsWith('bench-pack-'));
    if (packs.length !== packCount / brokenEvery) throw new Error(`The check found ${packs.length} packs.`);
  }
  return samples;
}

/** What is compared before each start of ComfyUI, on sixty packs. */
export async function bench(): Promise<Row[]> {
  const world = await createWorld({ name: 'bench-launch', pythonTool: 'uv' });
  try {
    await placeAll(world);
    const app = await openApp(world);
    try {
      return [
        toRow({ name: 'Check before a start, 60 packs', unit: 'ms', judged: 'p95', limit: 300 }, await measure(app)),
      ];
    } finally {
      await app.close();
    }
  } finally {
    await world.stop();
  }
}
