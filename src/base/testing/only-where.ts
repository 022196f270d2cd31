declare module 'vitest' {
  interface TaskMeta {
    /** Why a test is skipped, for the summary of `npm test`. */
    skipReason?: string;
  }
}

/** Options of a test or a group of tests that not every machine can run. */
export interface OnlyWhere {
  skip?: boolean;
  meta?: { skipReason: string };
}

/**
 * Skips a test or a whole group unless this machine can run it, and says why in the summary of `npm test`. A skip without a reason counts
 * as a failure there, so this stands in the place of Vitest's own conditions, which take none.
 *
 *     it('meets a full device', onlyWhere(process.platform === 'linux', 'only Linux has /dev/full'), async () => {
 */
export function onlyWhere(isPossible: boolean, reason: string): OnlyWhere {
  return isPossible ? {} : { skip: true, meta: { skipReason: reason } };
}
