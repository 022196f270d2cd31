import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createWorld, type World } from '../world/world';
import { sitePackagesOf } from '../world/python-env';
import { openApp, type OpenedApp } from './open-app';
import { toRow, type Row } from './row';

const packCount = 60;
const packageCount = 300;
const filesOfPackage = 40;
const linesOfPack = 8;
const rounds = 30;
/** Every tenth pack asks for a version that is not there. */
const brokenEvery = 10;

const nameOf = (at: number) => `bench_part_${at}`;

/** An installed package as pip leaves it: metadata, a record, and the files that the record names. */
async function placePackage(site: string, at: number): Promise<void> {
  const name = nameOf(at);
  const info = `${name}-1.${at}.dist-info`;
  const files = Array.from({ length: filesOfPackage }, (_, index) => `${name}/part_${index}.py`);
  const own = ['METADATA', 'INSTALLER', 'RECORD'].map((file) => `${info}/${file}`);
  await mkdir(join(site, name), { recursive: true });
  await mkdir(join(site, info), { recursive: true });
  await Promise.all(files.map((file) => writeFile(join(site, file), '')));
  const requires = at === 0 ? '' : `Requires-Dist: ${nameOf(at - 1)}\n`;
  await writeFile(
    join(site, info, 'METADATA'),
    `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.${at}\n${requires}\n`,
  );
  await writeFile(join(site, info, 'INSTALLER'), 'pip\n');
  await writeFile(join(site, info, 'RECORD'), [...files, ...own].map((file) => `${file},,\n`).join(''));
}

function requirementsOf(at: number): string {
  const lines = Array.from({ length: linesOfPack }, (_, index) => `${nameOf((at * 5 + index) % packageCount)}>=1.0`);
  return [...lines, ...(at % brokenEvery === 0 ? [`${nameOf(at)}>=9`] : [])].join('\n');
}

async function placeAll({ comfyui }: World): Promise<void> {
  const site = await sitePackagesOf(comfyui.venvDir);
  for (let at = 0; at < packageCount; at += 1) await placePackage(site, at);
  for (let at = 0; at < packCount; at += 1) {
    const file = join(comfyui.customNodesDir, `bench-pack-${at}`, 'requirements.txt');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, requirementsOf(at));
    await writeFile(join(dirname(file), '__init__.py'), 'NODE_CLASS_MAPPINGS = {}\n');
  }
}

/** One question after the other, each with the packs that it has to find. */
async function measure({ client }: OpenedApp): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { tookMs, text } = await client.read('/v2/comfyui_manager/launch_check');
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
    const samples = await measure(app).finally(() => app.close());
    return [toRow({ name: 'Check before a start, 60 packs', unit: 'ms', judged: 'p95', limit: 300 }, samples)];
  } finally {
    await world.stop();
  }
}
