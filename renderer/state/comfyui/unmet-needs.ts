import { useQuery } from '@tanstack/react-query';
import type { UnmetRequirement } from '../../../src/contract/operations/python';
import { call } from '../../bridge';

/** What enabled packs ask of Python and do not have, by the folder of the pack. */
export type UnmetNeeds = ReadonlyMap<string, readonly UnmetRequirement[]>;

const nothing: UnmetNeeds = new Map();

/** Puts together what each pack lacks. */
function groupByPack({ unmet }: { unmet: readonly UnmetRequirement[] }): UnmetNeeds {
  const needs = new Map<string, UnmetRequirement[]>();
  for (const one of unmet) needs.set(one.asker, [...(needs.get(one.asker) ?? []), one]);
  return needs;
}

/**
 * Which packs lack a requirement, read from the files of the environment: one that was left out at the installation stays a fact of its pack. Asked again
 * when packs or packages have changed. `isWanted`: false while the window has more pressing questions.
 */
export function useUnmetNeeds(isWanted = true): UnmetNeeds {
  const { data } = useQuery({
    queryKey: ['python', 'unmet'],
    queryFn: () => call('python.checkLaunch', {}),
    enabled: isWanted,
    select: groupByPack,
  });
  return data ?? nothing;
}
