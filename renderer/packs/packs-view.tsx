import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { Location } from '../state/location';
import { useLocation } from '../state/location-store';
import type { PackActivity } from '../state/pack-activity';
import type { PackRecord } from '../state/pack-record';
import { createPackSearch, type PackResult } from '../state/pack-search';
import type { PackShelf } from '../state/pack-shelf';
import { composeReview, listKnownRows } from '../state/review-rows';
import { useKnownUpdates } from '../state/update-review';
import { type PacksState, useActivities, usePacks } from '../state/use-packs';
import { useEscape } from '../state/use-escape';
import { PackCommandsContext } from './pack-commands';
import type { RowListHandle } from '../components/row-list';
import { PackOverlays } from './pack-overlays';
import { PacksBody } from './packs-body';
import { PacksHeader } from './packs-header';
import { PacksToolbar } from './packs-toolbar';
import { useCommandState } from './use-pack-commands';
import { useSelectionEscape, useSelectionKeys } from './use-selection-keys';

const PackDetails = lazy(async () => ({ default: (await import('./pack-details')).PackDetails }));
const withoutDetails: Partial<Location> = { isDetailsOpen: false };

type Activities = ReadonlyMap<string, PackActivity>;

function useResult(packs: PacksState, activities: Activities): PackResult {
  const text = useLocation((state) => state.query);
  const filter = useLocation((state) => state.filter);
  const sort = useLocation((state) => state.sort);
  const [search] = useState(createPackSearch);
  const failedKeys = useMemo(
    () => new Set([...activities].flatMap(([key, activity]) => (activity.phase === 'failed' ? [key] : []))),
    [activities],
  );
  const { orders } = packs.shelf;
  return useMemo(
    () => search(orders, { text, filter, sort, failedKeys }),
    [search, orders, text, filter, sort, failedKeys],
  );
}

/** How many packs are known to have something newer: by the catalogue, and by the last time somebody reviewed. */
function useUpdateCount(shelf: PackShelf, activities: Activities): number {
  const found = useKnownUpdates();
  return useMemo(() => {
    const rows = found ? composeReview(shelf, { found, holds: [] }).rows : [];
    const keys = new Set([...listKnownRows(shelf), ...rows].map(({ key }) => key));
    return [...keys].filter((key) => !activities.has(key)).length;
  }, [found, shelf, activities]);
}

/** The whole catalogue and everything on disk: find, install, update, disable, fix and remove packs. */
export function PacksView() {
  const packs = usePacks();
  const activities = useActivities(packs.shelf);
  const result = useResult(packs, activities);
  const rowsRef = useRef<readonly PackRecord[]>([]);
  useEffect(() => {
    rowsRef.current = result.rows;
  }, [result.rows]);
  const state = useCommandState(rowsRef);
  const listRef = useRef<RowListHandle>(null);
  const packKey = useLocation((location) => location.packKey);
  const isDetailsOpen = useLocation((location) => location.isDetailsOpen);
  const go = useLocation((location) => location.go);
  useSelectionEscape();
  useEscape(withoutDetails);
  const onListKey = useSelectionKeys(rowsRef, listRef);
  const opened = isDetailsOpen && packKey !== null ? packs.shelf.findByKey(packKey) : undefined;
  const updateCount = useUpdateCount(packs.shelf, activities);
  const openSelected = (): void => {
    const record = result.rows.find(({ key }) => key === packKey) ?? result.rows[0];
    if (record) state.commands.showDetails(record, 'overview');
  };
  const closeDetails = (): void => {
    go({ isDetailsOpen: false });
    listRef.current?.focus();
  };
  return (
    <PackCommandsContext value={state.commands}>
      <div className="flex h-full min-w-0 flex-col">
        <PacksHeader
          listRef={listRef}
          onOpen={openSelected}
          catalogue={packs.catalogue}
          isRefreshing={packs.isRefreshing}
          updateCount={updateCount}
        />
        <PacksToolbar shelf={packs.shelf} result={result} activities={activities} />
        <div className="relative flex min-h-0 flex-1">
          <PacksBody packs={packs} rows={result.rows} activities={activities} listRef={listRef} onListKey={onListKey} />
          {opened && (
            <Suspense fallback={null}>
              <PackDetails record={opened} activity={activities.get(opened.key)} onClose={closeDetails} />
            </Suspense>
          )}
        </div>
        <PackOverlays state={state} activities={activities} />
      </div>
    </PackCommandsContext>
  );
}
