import type { ComfyLine } from './comfy-line';

/** The position of the line with this number, or -1. Lines are in the order of their numbers. */
export function findLine(lines: readonly ComfyLine[], number: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = lines[middle]?.number ?? Infinity;
    if (found === number) return middle;
    if (found < number) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Lines chosen by their numbers: from where it began to where it was drawn. */
export interface LineSelection {
  anchor: number;
  head: number;
}

/** Whether a line is chosen. */
export function isSelected(selection: LineSelection | null, number: number): boolean {
  if (!selection) return false;
  return number >= Math.min(selection.anchor, selection.head) && number <= Math.max(selection.anchor, selection.head);
}

/** The selection after a click on a line: with Shift it is drawn there, else it begins anew; a second click takes it away. */
export function chooseLine(selection: LineSelection | null, number: number, isDrawn: boolean): LineSelection | null {
  if (isDrawn && selection) return { anchor: selection.anchor, head: number };
  const isOnlyOne = selection?.anchor === number && selection.head === number;
  return isOnlyOne ? null : { anchor: number, head: number };
}
