import type { ComfyRelease, ComfyReleases } from '../../../src/contract/comfyui/comfyui-versions';

/** Where an update of ComfyUI leads. */
export interface ComfyTarget {
  from: string;
  to: string;
  isNightly: boolean;
  /** What comes with it: each version above the one that is checked out, newest first. */
  steps: readonly ComfyRelease[];
  requirementsChanged: boolean | null;
  /** It is older than what is checked out. */
  isStepBack: boolean;
}

/** How much of a long way is told. */
const shownSteps = 20;

/** What lies between what is checked out and a version of the list. Pure. */
export function findComfyTarget({ releases, current }: ComfyReleases, target: ComfyRelease): ComfyTarget {
  const fromMs = current.date === null ? Number.NaN : Date.parse(current.date);
  const isNightly = target.kind === 'nightly';
  const between = releases.filter(
    (release) => release.kind === 'release' && !release.isCurrent && Date.parse(release.date) > fromMs,
  );
  const steps = isNightly ? [target, ...between] : [target, ...between.filter((release) => release !== target)];
  return {
    from: current.name,
    to: isNightly ? target.commit : target.version,
    isNightly,
    steps: steps.slice(0, shownSteps),
    requirementsChanged: target.requirementsChanged,
    isStepBack: target.isOlder && !isNightly,
  };
}
