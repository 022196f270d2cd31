import { useMemo, useRef, useState } from 'react';
import { AnchoredMenu } from '../components/menu';
import { requestPacks } from '../state/actions';
import type { Location } from '../state/location';
import { useLocation } from '../state/location-store';
import type { PackActivity } from '../state/pack-activity';
import { createPackSearch, type PackResult } from '../state/pack-search';
import { type PacksState, useActivities, usePacks } from '../state/use-packs';
import { useEscape } from '../state/use-escape';
import { FilterBar } from './filter-bar';
import { PackCommandsContext } from './pack-commands';
import { PackDetails } from './pack-details';
import type { RowListHandle } from '../components/row-list';
import { PackMenuItems } from './pack-menu';
import { PacksBody } from './packs-body';
import { PacksHeader } from './packs-header';
import { UninstallDialog } from './uninstall-dialog';
import { type CommandState, useCommandState } from './use-pack-commands';

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

/** What the commands opened above the list: a row's menu, and the question before an uninstall. */
function Overlays({ state, activities }: { state: CommandState; activities: Activities }) {
  const { commands, menu, closeMenu, uninstalling, setUninstalling } = state;
  return (
    <>
      <AnchoredMenu anchor={menu?.button ?? null} onClose={closeMenu}>
        {menu && <PackMenuItems record={menu.record} activity={activities.get(menu.record.key)} />}
      </AnchoredMenu>
      {uninstalling && (
        <UninstallDialog
          record={uninstalling}
          onClose={() => setUninstalling(null)}
          onConfirm={() => {
            commands.request(uninstalling, { kind: 'uninstall' });
            setUninstalling(null);
          }}
        />
      )}
    </>
  );
}

/** The whole catalogue and everything on disk: find, install, update, disable, fix and remove packs. */
export function PacksView() {
  const packs = usePacks();
  const activities = useActivities(packs.shelf);
  const result = useResult(packs, activities);
  const state = useCommandState();
  const listRef = useRef<RowListHandle>(null);
  const packKey = useLocation((location) => location.packKey);
  const isDetailsOpen = useLocation((location) => location.isDetailsOpen);
  const go = useLocation((location) => location.go);
  useEscape(withoutDetails);
  const opened = isDetailsOpen && packKey !== null ? packs.shelf.findByKey(packKey) : undefined;
  const updates = useMemo(
    () => packs.shelf.orders.byName.filter((record) => record.state === 'update' && !activities.has(record.key)),
    [packs.shelf, activities],
  );
  const isKnown = packs.shelf.orders.byName.length > 0;
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
          updateCount={updates.length}
          onUpdateAll={() => void requestPacks(updates, { kind: 'update' })}
        />
        <FilterBar counts={isKnown ? result.counts : null} shown={result.rows.length} />
        <div className="relative flex min-h-0 flex-1">
          <PacksBody packs={packs} rows={result.rows} activities={activities} listRef={listRef} />
          {opened && (
            <PackDetails
              record={opened}
              activity={activities.get(opened.key)}
              tab={state.tab}
              onTab={state.setTab}
              onClose={closeDetails}
            />
          )}
        </div>
        <Overlays state={state} activities={activities} />
      </div>
    </PackCommandsContext>
  );
}
