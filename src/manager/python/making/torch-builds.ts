import type { GraphicsCard, TorchKind } from '../../../contract/python/making';
import type { AppSettings } from '../../../contract/settings';

const GiB = 1024 ** 3;

/** What an environment with this build takes, with ComfyUI, what is downloaded for it, and some room to work: estimated from the sizes of the wheels, rounded up. */
export const neededBytes: Readonly<Record<TorchKind, number>> = {
  cuda: 14 * GiB,
  rocm: 24 * GiB,
  xpu: 12 * GiB,
  metal: 4 * GiB,
  cpu: 4 * GiB,
};

/** The builds that exist for a system. */
export function buildsFor(platform: NodeJS.Platform, arch: string): TorchKind[] {
  if (platform === 'darwin') return arch === 'arm64' ? ['metal', 'cpu'] : ['cpu'];
  if (arch !== 'x64') return platform === 'linux' ? ['cuda', 'cpu'] : ['cpu'];
  return platform === 'linux' ? ['cuda', 'rocm', 'xpu', 'cpu'] : ['cuda', 'xpu', 'cpu'];
}

const preference: readonly TorchKind[] = ['cuda', 'rocm', 'xpu', 'metal', 'cpu'];

/** The build that suits the cards of a machine. */
export function suitingBuild(cards: readonly GraphicsCard[], builds: readonly TorchKind[]): TorchKind {
  const kinds = cards.map(({ kind }) => kind);
  return preference.find((kind) => kinds.includes(kind) && builds.includes(kind)) ?? 'cpu';
}

/** The index a build comes from; '' for the usual one, which has those for macOS. */
export function indexOf(kind: TorchKind, settings: AppSettings, platform: NodeJS.Platform): string {
  if (kind === 'metal' || platform === 'darwin') return '';
  return settings[`torch.${kind}Index`];
}

/** What `main.py` must be told for a build; without it ComfyUI asks for a card that torch does not know. */
export function argumentsFor(kind: TorchKind): string {
  return kind === 'cpu' ? '--cpu' : '';
}
