import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { DoctorReport, UnmetRequirement } from '../../../src/contract/python/doctor';
import { call } from '../../bridge';
import { forgetAnswers } from '../query-client';

/** What enabled packs ask of Python and do not have, by the folder of the pack. */
type UnmetNeeds = ReadonlyMap<string, readonly UnmetRequirement[]>;

const nothing: UnmetNeeds = new Map();

// Below `python`, so that whatever changes packages makes it old.
const healthQuery = queryOptions({ queryKey: ['python', 'health'], queryFn: () => call('python.doctor', {}) });

/** What is wrong with the environment, and what ComfyUI and its packs lack: the one answer that every place shows. Read again when it is shown. */
export function useHealth(): UseQueryResult<DoctorReport> {
  return useQuery({ ...healthQuery, refetchOnMount: 'always' });
}

/** Packs or packages may be others. */
export function forgetHealth(): void {
  forgetAnswers(...healthQuery.queryKey);
}

/** How many things are wrong. Pure. */
export function countWrong({ findings, unmet }: DoctorReport): number {
  return findings.length + unmet.length;
}

/** Puts together what each pack lacks. */
function groupByPack({ unmet }: DoctorReport): UnmetNeeds {
  const needs = new Map<string, UnmetRequirement[]>();
  for (const one of unmet) needs.set(one.asker, [...(needs.get(one.asker) ?? []), one]);
  return needs;
}

/**
 * Which packs lack a requirement: one that was left out at the installation stays a fact of its pack. `enabled`: false while the window has more pressing
 * questions. `refetchOnMount`: `always` where a place shows it, so that what was done by hand is seen there.
 */
export function useUnmetNeeds(how: { enabled?: boolean; refetchOnMount?: 'always' } = {}): UnmetNeeds {
  const { data } = useQuery({ ...healthQuery, ...how, select: groupByPack });
  return data ?? nothing;
}
