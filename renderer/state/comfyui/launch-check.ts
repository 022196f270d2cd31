import type { ComfyStatus } from '../../../src/contract/comfyui/comfyui-status';
import type { OperationArgument } from '../../../src/contract/operations';
import type { UnmetRequirement } from '../../../src/contract/python/doctor';
import type { Call } from '../../bridge';
import { createInstallationStore } from '../installation/installation-store';
import { localPacksQuery } from '../packs/pack-queries';
import { queryClient } from '../query-client';
import { readAppSettings } from '../settings/settings-queries';
import { readComfyStatus } from './comfy-queries';
import { forgetHealth } from './health';

/** How ComfyUI is to be started; a restart waits until the queue has nothing more to do. */
export type Launch = { kind: 'restart' } | ({ kind: 'start' } & OperationArgument<'comfyui.start'>);

interface LaunchCheckStore {
  /** A start that waits for a word, and what it would find unmet; null while none does. */
  question: { launch: Launch; unmet: readonly UnmetRequirement[] } | null;
}

/** What a person is asked before a start. */
export const useLaunchCheck = createInstallationStore<LaunchCheckStore>({ question: null });

/** The packs that a start loads: `null` stands for all of them. */
function packsOf(launch: Launch): readonly string[] | null {
  if (launch.kind === 'restart' || launch.mode == null) return readComfyStatus()?.lean?.packs ?? null;
  return launch.mode === 'bare' ? [] : (launch.packs ?? null);
}

/** What a start would find unmet, of ComfyUI and of the packs that it loads. A check that fails keeps nobody from starting. */
async function readUnmet(launch: Launch, by: Call): Promise<readonly UnmetRequirement[]> {
  try {
    const { settings } = await readAppSettings(by);
    if (settings.find(({ name }) => name === 'comfyui.checkBeforeStart')?.inForce === 'false') return [];
    const { unmet } = await by('python.unmet', {});
    // Places that show the health read it again, so that none of them says less than the question.
    if (unmet.length > 0) forgetHealth();
    const packs = packsOf(launch);
    const inNeed = unmet.filter(({ isLeftOut }) => !isLeftOut);
    return inNeed.filter(({ asker }) => asker === 'ComfyUI' || packs === null || packs.includes(asker));
  } catch {
    return [];
  }
}

/** Starts or restarts ComfyUI without a further question; what a start answers is its status. */
export async function launchNow(launch: Launch, by: Call): Promise<ComfyStatus | null> {
  if (launch.kind === 'start') {
    const { kind, ...order } = launch;
    return by('comfyui.start', order);
  }
  await by('comfyui.reboot', {});
  return null;
}

/** Starts or restarts ComfyUI, or asks first where packages are not as it and its packs need them. */
export async function launchChecked(launch: Launch, by: Call): Promise<ComfyStatus | null> {
  const unmet = await readUnmet(launch, by);
  if (unmet.length === 0) return launchNow(launch, by);
  useLaunchCheck.setState({ question: { launch, unmet } });
  return null;
}

/** Forgets the question; nothing is started. */
export function dismissLaunch(): void {
  useLaunchCheck.setState({ question: null });
}

/** The packs among those that ask for something unmet; `ComfyUI` is none. */
export function askingPacks(unmet: readonly UnmetRequirement[]): string[] {
  return [...new Set(unmet.map(({ asker }) => asker))].filter((asker) => asker !== 'ComfyUI');
}

/** The start that leaves these packs out; a restart becomes one as well. */
export function launchWithout(launch: Launch, out: readonly string[], name: string): Launch {
  const enabled = (queryClient.getQueryData(localPacksQuery.queryKey)?.packs ?? []).filter((pack) => pack.enabled);
  const all = packsOf(launch) ?? enabled.map((pack) => pack.name);
  return { kind: 'start', mode: 'lean', packs: all.filter((pack) => !out.includes(pack)), name };
}
