import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sitePackagesOf } from '../world/python-env';
import { createWorld } from '../world/world';
import { nameOf, placePackages } from './worlds/installed-packages';
import { openApp, type OpenedApp } from './apps/open-app';
import { toRow, type Row } from './row';

const installed = { packages: 300, files: 100, folders: 10 };
const rounds = 20;

/** One question after the other; each has to find the file that is missing. */
async function measure({ client }: OpenedApp): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { tookMs, text } = await client.read('/v2/manager/packages/doctor');
    samples.push(tookMs);
    const { findings } = JSON.parse(text) as { findings: { package: string; kind: string }[] };
    const damaged = findings.filter(({ kind }) => kind === 'damaged').map((one) => one.package);
    if (damaged.join() !== nameOf(5).replaceAll('_', '-')) throw new Error(`The doctor found ${damaged.join()}.`);
  }
  return samples;
}

/** What the doctor of an environment takes with three hundred packages of a hundred files each, the first question included. */
export async function bench(): Promise<Row[]> {
  const world = await createWorld({ name: 'bench-doctor', pythonTool: 'uv' });
  try {
    const site = await sitePackagesOf(world.comfyui.venvDir);
    await placePackages(site, installed);
    await rm(join(site, nameOf(5), 'room_3', 'part_3.py'));
    const app = await openApp(world);
    try {
      return [
        toRow({ name: 'Doctor, 300 packages of 100 files', unit: 'ms', judged: 'p95', limit: 500 }, await measure(app)),
      ];
    } finally {
      await app.close();
    }
  } finally {
    await world.stop();
  }
}
