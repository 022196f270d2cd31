import { useState } from 'react';
import type { ReviewWish } from '../../navigation/window-store';
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

/** Checked is what was pressed, every pack or ComfyUI, unless it was flipped since. */
export function useChecks(rows: readonly ReviewRow[], wish: ReviewWish): Checks {
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  const isFirst = (key: string): boolean => (key === comfyKey) === (wish === 'comfyui');
  const isChecked = (key: string): boolean => isFirst(key) !== flipped.has(key);
  const toggle = (key: string): void =>
    setFlipped((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  const setAll = (isOn: boolean): void =>
    setFlipped((before) => {
      const comfy = before.has(comfyKey) ? [comfyKey] : [];
      return new Set([...comfy, ...rows.flatMap(({ key }) => (isFirst(key) === isOn ? [] : [key]))]);
    });
  return { isChecked, toggle, setAll };
}
