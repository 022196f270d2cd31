import { join } from 'node:path';
import { writePlain } from '../../../base/files/files';
import type { JobContext } from '../../../base/async/job';
import type { TorchKind } from '../../../contract/python/making';
import type { AppSettings } from '../../../contract/settings';
import { fillEnvironment } from './fill-environment';
import type { NewEnvironment } from './make-environment';
import { indexOf } from './torch-builds';

const torchPackages = ['torch', 'torchvision', 'torchaudio'];

export interface TorchRequest {
  torch: TorchKind;
  /** What others ask of torch and its family, e.g. `torch<2.7`: the build is chosen within these. */
  bounds?: readonly string[];
  settings: AppSettings;
  cwd: string;
  platform: NodeJS.Platform;
}

/** Installs torch and what belongs to it, from the index of its kind. Throws as `fillEnvironment`. */
export async function installTorch(made: NewEnvironment, request: TorchRequest, job: JobContext): Promise<void> {
  const { torch, bounds = [], settings, cwd, platform } = request;
  const index = indexOf(torch, settings, platform);
  const constraints = join(cwd, 'torch-constraints.txt');
  if (bounds.length > 0) await writePlain(constraints, `${bounds.join('\n')}\n`);
  const args = [...torchPackages, ...(bounds.length > 0 ? ['-c', constraints] : [])];
  await fillEnvironment(made, { what: 'PyTorch', args, settings, index, cwd }, job);
}
