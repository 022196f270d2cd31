import { useMemo } from 'react';
import type { ReviewRequest } from '../../navigation/window-store';
import { useComfyVersions } from '../../state/comfyui/comfy-queries';
import { findNewerRelease } from '../../state/comfyui/newer-release';
import { useReleases, useUpdateTarget } from '../../state/comfyui/releases';
import { useActivities, usePacks } from '../../state/packs/use-packs';
import { type ComfyTarget, findComfyTarget } from './comfy-target';
import { composeReview, type Review } from './review-rows';
import { useHolds, type useUpdateCheck } from './update-review';

/** What a review shows. */
export interface ReviewState {
  review: Review;
  /** Null where ComfyUI has nothing newer. */
  release: ComfyTarget | null;
  /** Keys of packs that the queue is at work on: they cannot be ordered twice. */
  busyKeys: ReadonlySet<string>;
  /** When the catalogue was made. */
  asOf: string | null;
}

/** A release is told unasked only to whoever is at an older one; who asked for ComfyUI itself is told where it goes. */
function useComfyTarget(request: ReviewRequest): ComfyTarget | null {
  const isNewerOut = findNewerRelease(useComfyVersions().data) !== null;
  const known = useReleases().data;
  const target = useUpdateTarget(known?.releases ?? []);
  if (known === undefined || target === undefined || target.isCurrent) return null;
  return isNewerOut || request === 'comfyui' ? findComfyTarget(known, target) : null;
}

/** Puts together what the review shows. */
export function useReview(check: ReturnType<typeof useUpdateCheck>, request: ReviewRequest): ReviewState {
  const { packIndex, catalogue } = usePacks();
  const activities = useActivities(packIndex);
  const holds = useHolds().data;
  const review = useMemo(
    () => composeReview(packIndex, { found: check.error ? undefined : check.data, holds: holds ?? [] }),
    [packIndex, check.data, check.error, holds],
  );
  const busyKeys = useMemo(
    () => new Set([...activities].flatMap(([key, { phase }]) => (phase === 'failed' ? [] : [key]))),
    [activities],
  );
  return { review, release: useComfyTarget(request), busyKeys, asOf: catalogue?.asOf ?? null };
}
