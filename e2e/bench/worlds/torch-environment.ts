import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { linkTree } from '../../world/real-environment';
import { createVenv, makeOnce, pythonOf, runProgram, sitePackagesOf } from '../../world/python-env';
import type { World } from '../../world/world';
import type { KnownPack } from './known-packs';

/** What ComfyUI itself asks for, without its web UI (`requirements.txt` of ComfyUI, November 2025). */
const comfyLines = [
  ...[
    'torch',
    'torchsde',
    'torchvision',
    'torchaudio',
    'numpy>=1.25.0',
    'einops',
    'transformers',
    'tokenizers>=0.13.3',
  ],
  ...['sentencepiece', 'safetensors>=0.4.2', 'aiohttp>=3.11.8', 'yarl>=1.18.0', 'pyyaml', 'Pillow', 'scipy', 'tqdm'],
  ...['psutil', 'alembic', 'SQLAlchemy', 'av>=14.2.0', 'kornia>=0.7.1', 'spandrel', 'soundfile', 'pydantic~=2.0'],
  ...['pydantic-settings~=2.0'],
];

/**
 * Fills the environment of a world with torch, what ComfyUI asks for and what these packs ask for: about 270 packages and 8 GB out of the machine's
 * package index, made once per machine and linked into the world, which has to lie on the same volume. Throws with uv's own words.
 */
export async function fillWithTorch({ comfyui }: World, packs: readonly KnownPack[]): Promise<void> {
  const lines = [...new Set([...comfyLines, ...packs.flatMap((pack) => pack.lines)])].sort();
  const hash = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12);
  const uv = join(comfyui.venvDir, 'bin', 'uv');
  const filled = await makeOnce(`bench-torch-${hash}`, async (staging) => {
    await createVenv(staging);
    const install = ['pip', 'install', '--quiet', '--python', pythonOf(staging), '--only-binary', ':all:'];
    const { code, output } = await runProgram(uv, [...install, ...lines]);
    if (code !== 0) throw new Error(`uv could not make an environment with torch:\n${output.trim()}`);
  });
  await linkTree(await sitePackagesOf(filled), await sitePackagesOf(comfyui.venvDir));
}
