import { z } from 'zod';
import { KnownDistribution } from './package-journal';

/** Which distributions a change took away or replaced, and which it brought: exactly these files, by the keys of the store. */
export const PackageDifference = z.object({
  /** RFC 3339: when the change began. What people had written into a file by then belongs to what was there. */
  asOf: z.string(),
  before: z.array(KnownDistribution),
  after: z.array(KnownDistribution),
});
export type PackageDifference = z.infer<typeof PackageDifference>;

/** Of a change that touched no package. */
export const noDifference: PackageDifference = { asOf: '', before: [], after: [] };

/** Whether two descriptions are of the same files, as far as their records tell. */
export function isSameDistribution(one: KnownDistribution, other: KnownDistribution): boolean {
  return one.infoPath === other.infoPath && one.version === other.version && one.record === other.record;
}

function without(some: readonly KnownDistribution[], others: readonly KnownDistribution[]): KnownDistribution[] {
  const known = new Map(others.map((other) => [other.infoPath, other]));
  return some.filter((one) => {
    const other = known.get(one.infoPath);
    return other === undefined || !isSameDistribution(one, other);
  });
}

/** What is otherwise than it was. Pure. */
export function findDifference(
  asOf: string,
  before: readonly KnownDistribution[],
  after: readonly KnownDistribution[],
): PackageDifference {
  return { asOf, before: without(before, after), after: without(after, before) };
}

/** Whether anything differs. */
export function isNoDifference({ before, after }: Pick<PackageDifference, 'before' | 'after'>): boolean {
  return before.length === 0 && after.length === 0;
}
