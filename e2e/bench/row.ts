/** One measured line of the benchmark. `p50`, `p95` and `target` are in `unit`; the name says which value is held against the target. */
export interface Row {
  name: string;
  p50: number;
  p95: number;
  unit: string;
  target: number;
  ok: boolean;
}

/** The value below which the given share (0 to 1) of the samples lies (nearest rank). */
function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[rank] ?? Number.NaN;
}

/** What a row claims, before it was measured. */
export interface Claim {
  name: string;
  unit: string;
  judged: 'p50' | 'p95';
  limit: number;
  /** The limit is the least that is good enough, not the most. */
  isLeast?: boolean;
}

/** Makes the row for samples of one claim. */
export function toRow(claim: Claim, samples: readonly number[]): Row {
  const p50 = percentile(samples, 0.5);
  const p95 = percentile(samples, 0.95);
  const value = claim.judged === 'p50' ? p50 : p95;
  const isMet = claim.isLeast ? value >= claim.limit : value <= claim.limit;
  return {
    name: `${claim.name} (${claim.judged}${claim.isLeast ? ', at least' : ''})`,
    p50,
    p95,
    unit: claim.unit,
    target: claim.limit,
    // Nothing measured is nothing shown.
    ok: samples.length > 0 && isMet,
  };
}
