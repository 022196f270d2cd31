import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { verdictQuery } from '../policy/policy-queries';
import { rowsOfTask } from '../policy/task-policy';
import type { PackRecord } from './pack-record';
import { createPackTask, type PackRequest } from './pack-task';

/** The rows of the policy that orders for packs answer to, as far as the window knows before (`rowsOfTask`). */
const queries = ['install-registry', 'install-nightly', 'uninstall', 'fix'].map(verdictQuery);

/** Those of them that the policy refuses right now, by name. */
export type PackRefusals = ReadonlyMap<string, PolicyVerdict>;

// One function for all renders: what it made stays the same map until an answer is another one, and rows are not drawn again.
function collect(results: UseQueryResult<PolicyVerdict>[]): PackRefusals {
  return new Map(results.flatMap(({ data }) => (data?.allowed === false ? [[data.operation, data] as const] : [])));
}

/** What the policy refuses of all that can be ordered for a pack. */
export function usePackRefusals(): PackRefusals {
  return useQueries({ queries, combine: collect });
}

/** Why an order for a pack asks first; undefined where it does not. */
export function findRefusal(
  refusals: PackRefusals,
  record: PackRecord,
  request: PackRequest,
): PolicyVerdict | undefined {
  if (refusals.size === 0) return undefined;
  const rows = rowsOfTask(createPackTask(record, request, ''));
  return rows.map((row) => refusals.get(row)).find((verdict) => verdict !== undefined);
}
