import { t } from 'i18next';
import { findMisfit, type Misfit } from '../../../src/contract/library/pack-fit';
import type { Machine, PackNeeds } from '../../../src/contract/library/pack-needs';
import { writeVersion } from '../../state/comfyui/comfy-build';
import { useMachine } from '../../state/comfyui/machine';
import { formatList } from '../../texts/formatting';
import { Fact } from '../../components/fact';

// Names of products, the same in every language.
const names = {
  ...{ windows: 'Windows', macos: 'macOS', linux: 'Linux' },
  ...{ cuda: 'NVIDIA CUDA', rocm: 'AMD ROCm', xpu: 'Intel XPU', metal: 'Apple Metal', npu: 'NPU' },
} as const;

/** What somebody reads of the needs of a pack: systems, accelerators, ComfyUI. */
function writeNeeds({ systems, accelerators, comfyui }: PackNeeds): string {
  const parts = [systems, accelerators].map((list) => formatList(list.map((one) => names[one])));
  return [...parts, comfyui === null ? '' : `ComfyUI ${comfyui}`].filter(Boolean).join(' · ');
}

/** Why it does not run here, in one sentence. */
function describeMisfit({ system, comfyui }: Machine): (misfit: Misfit) => string {
  const values = {
    system: system === null ? '' : names[system],
    version: comfyui === null ? '' : writeVersion(comfyui),
  };
  return (misfit) => t(`fit.why.${misfit}`, values);
}

/** What a pack says that it runs on, and what of it is not so here. */
export function FitFact({ needs }: { needs: PackNeeds | undefined }) {
  const machine = useMachine();
  const wordsOf = describeMisfit(machine);
  if (needs === undefined) return null;
  const misfit = findMisfit(needs, machine);
  return (
    <Fact name={t('fit.runsOn')} testId="pack-fit">
      {writeNeeds(needs)}
      {misfit !== null && <span className="block text-amber-text">{wordsOf(misfit)}</span>}
    </Fact>
  );
}

/** Why a version does not run here; nothing where it does, or nobody knows. */
export function useVersionFit(needs: PackNeeds | undefined): string | null {
  const machine = useMachine();
  const wordsOf = describeMisfit(machine);
  const misfit = findMisfit(needs, machine);
  return misfit === null ? null : wordsOf(misfit);
}
