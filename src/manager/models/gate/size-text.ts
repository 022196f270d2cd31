const units: Readonly<Record<string, number>> = { B: 0, KB: 1, MB: 2, GB: 3, TB: 4 };

/** The size ranges that a text of the list can mean, e.g. `4.71MB`; null when it is no size. Both readings of a unit are in use. */
function rangesOf(text: string): { from: number; to: number }[] | null {
  const match = /^\s*(\d+(?:\.(\d+))?)\s*([KMGT]?)i?B\s*$/i.exec(text);
  const power = match === null ? undefined : units[`${(match[3] ?? '').toUpperCase()}B`];
  if (match === null || power === undefined) return null;
  const value = Number(match[1]);
  // One step of the last digit: some entries are rounded, others cut off.
  const step = 10 ** -(match[2]?.length ?? 0);
  return [1000, 1024].map((unit) => ({ from: (value - step) * unit ** power, to: (value + step) * unit ** power }));
}

/** Whether a size in bytes can be the one that the list writes; a text that is no size fits everything. */
export function fitsSizeText(sizeBytes: number, text: string): boolean {
  const ranges = rangesOf(text);
  return ranges === null || ranges.some(({ from, to }) => sizeBytes >= from && sizeBytes <= to);
}

/** Whether the list says a size at all. */
export function isSizeText(text: string): boolean {
  return rangesOf(text) !== null;
}
