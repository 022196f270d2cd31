/** How far something is, as it is written everywhere: whole per cent, and 100 only at the end. `fraction`: 0 to 1. */
export function percentOf(fraction: number): number {
  return Math.floor(fraction * 100);
}
