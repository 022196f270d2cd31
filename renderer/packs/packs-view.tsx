import { type KeyboardEvent, lazy, Suspense, useMemo, useRef } from 'react';
import { checkByKey } from '../components/rows/checked-list';
import type { RowListHandle } from '../components/rows/row-list';
import type { Location } from '../navigation/location';
import { go, useLocation } from '../navigation/location-store';
import type { PackActivity } from '../state/packs/pack-activity';
import { listUpdates, type PackIndex } from '../state/packs/pack-index';
import { useActivities, usePacks } from '../state/packs/use-packs';
import { useEscape } from '../navigation/use-escape';
import { requestDetails } from '../navigation/window-store';
import { toggleFavourite } from '../state/packs/favourites';
import { useSelectionEscape } from '../state/installation/row-selection';
import { packSelection, usePackSelection } from '../state/packs/pack-selection';
import type { PackRecord } from '../state/packs/pack-record';
import { favouriteAct } from '../state/acts/pack-acts';
import { findByKey, listOrders } from '../state/acts/pack-orders';
import { useOrderKeys } from './order-keys';
import { PacksHeader } from './packs-header';
import { PacksResult } from './list/packs-result';

const PackDetails = lazy(async () => ({ default: (await import('./details/pack-details-panel')).PackDetails }));
/** From the reader back to the list, from the details to the list alone. */
const wayOut = ({ isReader }: Location): Partial<Location> =>
  isReader ? { isReader: false } : { isDetailsOpen: false };

/** The keys of acts mean the selected pack, unless packs are checked: then they are those of the selection bar. */
function useSelectedKeys(packIndex: PackIndex, activities: ReadonlyMap<string, PackActivity>): void {
  useOrderKeys((pressed) => {
    const { packKey } = useLocation.getState();
    const record = packKey === null ? undefined : packIndex.findByKey(packKey);
    if (record === undefined || usePackSelection.getState().keys.size > 0) return false;
    const order = findByKey(pressed, listOrders(record, activities.get(record.key)));
    const isStar = findByKey(pressed, [favouriteAct]) !== undefined;
    if (isStar) toggleFavourite(record.key);
    else order?.run([record]);
    return isStar || order !== undefined;
  });
}

/** The whole catalogue and everything on disk: find, install, update, disable, fix and remove packs. */
export function PacksView() {
  const packs = usePacks();
  const activities = useActivities(packs.packIndex);
  const rowsRef = useRef<readonly PackRecord[]>([]);
  const listRef = useRef<RowListHandle>(null);
  const packKey = useLocation((location) => location.packKey);
  const isDetailsOpen = useLocation((location) => location.isDetailsOpen);
  useSelectionEscape(packSelection);
  useEscape(wayOut);
  const onListKey = (event: KeyboardEvent): void =>
    checkByKey(event, {
      ...{ selection: packSelection, handleRef: listRef },
      readKeys: () => rowsRef.current.map(({ key }) => key),
      readSelected: () => useLocation.getState().packKey,
    });
  const opened = isDetailsOpen && packKey !== null ? packs.packIndex.findByKey(packKey) : undefined;
  const updateCount = useMemo(() => listUpdates(packs.packIndex).length, [packs.packIndex]);
  useSelectedKeys(packs.packIndex, activities);
  const openSelected = (): void => {
    const [first] = rowsRef.current;
    const record = rowsRef.current.find(({ key }) => key === packKey) ?? first;
    if (!record) return;
    go({ packKey: record.key, isDetailsOpen: true, packTab: 'overview' });
    requestDetails();
  };
  const closeDetails = (): void => {
    go({ isDetailsOpen: false, isReader: false });
    listRef.current?.focus();
  };
  return (
    <div className="flex h-full min-w-0 flex-col">
      <PacksHeader
        listRef={listRef}
        onOpen={openSelected}
        catalogue={packs.catalogue}
        isRefreshing={packs.isRefreshing}
        updateCount={updateCount}
      />
      <PacksResult packs={packs} activities={activities} listRef={listRef} rowsRef={rowsRef} onListKey={onListKey}>
        {opened && (
          <Suspense fallback={null}>
            <PackDetails record={opened} activity={activities.get(opened.key)} onClose={closeDetails} />
          </Suspense>
        )}
      </PacksResult>
    </div>
  );
}
