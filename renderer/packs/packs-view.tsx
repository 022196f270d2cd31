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
import type { PackTaskKind } from '../../src/contract/tasks/tasks';
import type { PackRecord } from '../state/packs/pack-record';
import { listPackKinds } from '../state/packs/pack-task';
import { readOrderKey, useOrderKeys } from './order-keys';
import { type PackCommands, PackCommandsContext } from './pack-commands';
import { PackOverlays } from './pack-overlays';
import { PacksHeader } from './packs-header';
import { PacksResult } from './list/packs-result';
import { useCommandState } from './use-pack-commands';

const PackDetails = lazy(async () => ({ default: (await import('./details/pack-details-panel')).PackDetails }));
/** From the reader back to the list, from the details to the list alone. */
const wayOut = ({ isReader }: Location): Partial<Location> =>
  isReader ? { isReader: false } : { isDetailsOpen: false };

/** What can be ordered for a pack now: nothing while the queue is busy with it. */
function listPossible(record: PackRecord, activities: ReadonlyMap<string, PackActivity>): PackTaskKind[] {
  const activity = activities.get(record.key);
  return activity === undefined || activity.phase === 'failed' ? listPackKinds(record) : [];
}

/** The keys of orders mean the selected pack, unless packs are checked: then they are those of the selection bar. */
function useSelectedKeys(
  packIndex: PackIndex,
  activities: ReadonlyMap<string, PackActivity>,
  { request, uninstall }: PackCommands,
): void {
  useOrderKeys((pressed) => {
    const { packKey } = useLocation.getState();
    const record = packKey === null ? undefined : packIndex.findByKey(packKey);
    if (record === undefined || usePackSelection.getState().keys.size > 0) return false;
    if (pressed.toLowerCase() === 'f') {
      toggleFavourite(record.key);
      return true;
    }
    const kind = readOrderKey(pressed, listPossible(record, activities));
    if (kind === 'uninstall') uninstall(record);
    else if (kind !== undefined) request(record, { kind });
    return kind !== undefined;
  });
}

/** The whole catalogue and everything on disk: find, install, update, disable, fix and remove packs. */
export function PacksView() {
  const packs = usePacks();
  const activities = useActivities(packs.packIndex);
  const rowsRef = useRef<readonly PackRecord[]>([]);
  const state = useCommandState(rowsRef);
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
  useSelectedKeys(packs.packIndex, activities, state.commands);
  const openSelected = (): void => {
    const [first] = rowsRef.current;
    const record = rowsRef.current.find(({ key }) => key === packKey) ?? first;
    if (!record) return;
    state.commands.showDetails(record, 'overview');
    requestDetails();
  };
  const closeDetails = (): void => {
    go({ isDetailsOpen: false, isReader: false });
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
        <PacksResult packs={packs} activities={activities} listRef={listRef} rowsRef={rowsRef} onListKey={onListKey}>
          {opened && (
            <Suspense fallback={null}>
              <PackDetails record={opened} activity={activities.get(opened.key)} onClose={closeDetails} />
            </Suspense>
          )}
        </PacksResult>
        <PackOverlays state={state} activities={activities} />
      </div>
    </PackCommandsContext>
  );
}
