import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type AppError, toWordedBody } from '../../../src/contract/errors';
import type { CatalogueAge } from '../../../src/contract/library/pack-table';
import type { LocalPack } from '../../../src/contract/packs/local-packs';
import type { CachedCatalogue } from './catalogue-loader';
import { type PackActivity, readActivities, readPlanActivities } from './pack-activity';
import { createFirstPackIndex, createPackIndex, type PackIndex } from './pack-index';
import { emptyTable } from './pack-table';
import { usePendingPlans } from './plan/pending-plans';
import { localPacksQuery, useCatalogue } from './pack-queries';
import { useQueue } from '../queue/queue-store';
import { callPacksBy } from '../../texts/core-sentences';

/** The last result of an expensive function, shared by all who call it with the same arguments. */
function keepLast<A, B, R>(build: (first: A, second: B) => R): (first: A, second: B) => R {
  let last: { first: A; second: B; result: R } | null = null;
  return (first, second) => {
    if (last?.first !== first || last.second !== second) last = { first, second, result: build(first, second) };
    return last.result;
  };
}

const indexOnce = keepLast(createPackIndex);
const indexFirstOnce = keepLast(createFirstPackIndex);

/** Everything the places need to know about packs. */
export interface PacksState {
  packIndex: PackIndex;
  catalogue: CatalogueAge | null;
  /** True while nothing, or only the first rows, can be searched. */
  isLoading: boolean;
  isRefreshing: boolean;
  error: AppError | null;
}

const noPacks: readonly LocalPack[] = [];

function indexPacks(catalogue: CachedCatalogue | null, locals: readonly LocalPack[]): PackIndex {
  if (catalogue === null) return indexOnce(emptyTable, locals);
  return (catalogue.isWhole ? indexOnce : indexFirstOnce)(catalogue.table, locals);
}

/** The index as it is now, by which sentences of the core call the packs that they name as well. */
function indexForAll(catalogue: CachedCatalogue | null, locals: readonly LocalPack[]): PackIndex {
  const packIndex = indexPacks(catalogue, locals);
  callPacksBy((name) => packIndex.findByName(name)?.title ?? name);
  return packIndex;
}

/** The catalogue merged with what is on disk. */
export function usePacks(): PacksState {
  const { catalogue, isRefreshing, error } = useCatalogue();
  const local = useQuery(localPacksQuery);
  const isLoading = local.isPending || catalogue?.isWhole === false || (!catalogue && error === null);
  const packIndex = indexForAll(catalogue, local.data?.packs ?? noPacks);
  return { packIndex, catalogue, isLoading, isRefreshing, error: local.error ?? error };
}

/** The title of a pack by any name that tasks and ComfyUI use for it; the name itself where it is no pack of the list. */
export function usePackTitle(): (name: string) => string {
  const { findByName } = usePacks().packIndex;
  return (name) => findByName(name)?.title ?? name;
}

/** What the queue does with each pack, clicks on their way and refused clicks included; by pack key. */
export function useActivities(packIndex: PackIndex): ReadonlyMap<string, PackActivity> {
  const view = useQueue((state) => state.view);
  const plans = usePendingPlans((state) => state.plans);
  const submitting = useQueue((state) => state.submitting);
  const refusals = useQueue((state) => state.refusals);
  return useMemo(() => {
    const activities = new Map(view ? readActivities(view, packIndex.findByName) : []);
    for (const [key, { kind, error }] of Object.entries(refusals)) {
      activities.set(key, { phase: 'failed', uiId: null, kind, error: toWordedBody(error) });
    }
    const setIdle = (key: string, activity: PackActivity): void => {
      if ((activities.get(key)?.phase ?? 'failed') === 'failed') activities.set(key, activity);
    };
    for (const plan of plans) readPlanActivities(plan, packIndex.findByName).forEach(([key, one]) => setIdle(key, one));
    for (const key of submitting) setIdle(key, { phase: 'waiting', uiId: '', kind: 'install' });
    return activities;
  }, [view, packIndex, plans, submitting, refusals]);
}
