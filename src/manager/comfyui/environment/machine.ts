import type { Machine } from '../../../contract/library/pack-needs';
import { readDistributions } from '../../python/packages/packages';
import type { Python } from '../../python/python';
import { readTorch } from './torch-family';

const systems: Readonly<Partial<Record<NodeJS.Platform, Machine['system']>>> = {
  win32: 'windows',
  darwin: 'macos',
  linux: 'linux',
};

/** What packs would run on here, from files alone; what cannot be told is null. Never fails. */
export async function readMachine(python: Pick<Python, 'environment'>, comfyVersion: string | null): Promise<Machine> {
  const accelerator = await readAccelerator(python).catch(() => null);
  return { system: systems[process.platform] ?? null, accelerator, comfyui: comfyVersion };
}

async function readAccelerator(python: Pick<Python, 'environment'>): Promise<Machine['accelerator']> {
  const { sitePackagesDirs } = await python.environment();
  const torch = (await readDistributions(sitePackagesDirs)).get('torch');
  return torch === undefined ? null : (await readTorch(torch)).accelerator;
}
