import { dirname, join } from 'node:path';
import { readTextIfPresent } from '../../../base/files/files';
import { readRequires, type Distribution } from '../../python/packages/packages';
import { readTorchBuild, type TorchBuild } from './torch-build';

/** The packages that must match one torch. */
export const torchFamily: readonly string[] = [
  ...['torch', 'torchvision', 'torchaudio', 'torchsde', 'xformers', 'triton', 'triton-windows', 'pytorch-triton-rocm'],
  ...['flash-attn', 'sageattention', 'torch-directml', 'intel-extension-for-pytorch', 'bitsandbytes'],
];

/** What an installed torch was built for, from its own files. */
export async function readTorch({ version, infoPath, ...rest }: Distribution): Promise<TorchBuild> {
  const [versionFile, requires] = await Promise.all([
    readTextIfPresent(join(dirname(infoPath), 'torch', 'version.py')),
    readRequires({ version, infoPath, ...rest }),
  ]);
  return readTorchBuild({ version, versionFile, requires: requires ?? [], platform: process.platform });
}
