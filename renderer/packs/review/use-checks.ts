import { useState } from 'react';
import type { ReviewRequest } from '../../navigation/window-store';
import type { ReviewRow } from './review-rows';

/** The name of ComfyUI among the keys of packs: no pack is called so, because of the blank. */
export const comfyKey = ' comfyui';

/** Which rows of the review are checked. */
export interface Checks {
  isChecked: (key: string) => boolean;
  toggle: (key: string) => void;
  /** Checks every pack, or none; ComfyUI, which is more than a pack, stays as it is. */
  setAll: (isOn: boolean) => void;
}

/**
 * Checked is what was pressed, every pack or ComfyUI, unless it was flipped since. `against`: rows that a trial spoke against begin unchecked, also those that
 * were flipped before it.
 */
export function useChecks(
  rows: readonly ReviewRow[],
  { request, against }: { request: ReviewRequest; against: ReadonlySet<string> },
): Checks {
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  const nameOf = (key: string): string => (against.has(key) ? ` against ${key}` : key);
  const isFirst = (key: string): boolean => (key === comfyKey) === (request === 'comfyui') && !against.has(key);
  const isChecked = (key: string): boolean => isFirst(key) !== flipped.has(nameOf(key));
  const toggle = (key: string): void =>
    setFlipped((before) => {
      const next = new Set(before);
      if (!next.delete(nameOf(key))) next.add(nameOf(key));
      return next;
    });
  const setAll = (isOn: boolean): void =>
    setFlipped((before) => {
      const comfy = before.has(comfyKey) ? [comfyKey] : [];
      return new Set([...comfy, ...rows.flatMap(({ key }) => (isFirst(key) === isOn ? [] : [nameOf(key)]))]);
    });
  return { isChecked, toggle, setAll };
}
