import { useEffect, useMemo, useRef, useState } from 'react';
import { attempt, requestPack, requestPacks } from '../state/actions';
import { useLocation } from '../state/location-store';
import { type PackResult, searchPacks } from '../state/pack-search';
import type { PackRecord } from '../state/pack-record';
import { type PacksState, useActivities, usePacks } from '../state/use-packs';
import type { PackActivity } from '../state/pack-activity';
import { type DetailsTab, type PackCommands, PackCommandsContext } from './pack-commands';
import { FilterBar } from './filter-bar';
import { PackDetails } from './pack-details';
import type { PackListHandle } from './pack-list';
import { PacksBody } from './packs-body';
import { PacksHeader } from './packs-header';
import { UninstallDialog } from './uninstall-dialog';

function useResult(packs: PacksState, activities: ReadonlyMap<string, PackActivity>): PackResult {
  const text = useLocation((state) => state.query);
  const filter = useLocation((state) => state.filter);
  const sort = useLocation((state) => state.sort);
  const failedKeys = useMemo(
    () => new Set([...activities].flatMap(([key, activity]) => (activity.phase === 'failed' ? [key] : []))),
    [activities],
  );
  const { orders } = packs.shelf;
  return useMemo(
    () => searchPacks(orders, { text, filter, sort, failedKeys }),
    [orders, text, filter, sort, failedKeys],
  );
}

interface CommandState {
  commands: PackCommands;
  tab: DetailsTab;
  setTab: (tab: DetailsTab) => void;
  uninstalling: PackRecord | null;
  setUninstalling: (record: PackRecord | null) => void;
}

function usePlaceCommands(): CommandState {
  const go = useLocation((state) => state.go);
  const [tab, setTab] = useState<DetailsTab>('overview');
  const [uninstalling, setUninstalling] = useState<PackRecord | null>(null);
  const commands = useMemo<PackCommands>(
    () => ({
      request: (record, request) => void requestPack(record, request),
      uninstall: setUninstalling,
      cancel: (uiId) => void attempt('queue.cancel', { ui_id: uiId }),
      showDetails: (record, wanted) => {
        setTab(wanted);
        go({ packKey: record.key, isDetailsOpen: true });
      },
      showLog: (uiId) => go({ place: 'activity', taskId: uiId }),
    }),
    [go],
  );
  return { commands, tab, setTab, uninstalling, setUninstalling };
}

/** Escape closes the details, unless something above them took it. */
function useEscape(): void {
  const go = useLocation((state) => state.go);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) go({ isDetailsOpen: false });
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [go]);
}

/** The whole catalogue and everything on disk: find, install, update, disable, fix and remove packs. */
export function PacksView() {
  const packs = usePacks();
  const activities = useActivities(packs.shelf);
  const result = useResult(packs, activities);
  const { commands, tab, setTab, uninstalling, setUninstalling } = usePlaceCommands();
  const listRef = useRef<PackListHandle>(null);
  const packKey = useLocation((state) => state.packKey);
  const isDetailsOpen = useLocation((state) => state.isDetailsOpen);
  const go = useLocation((state) => state.go);
  useEscape();
  const opened = isDetailsOpen && packKey !== null ? packs.shelf.findByKey(packKey) : undefined;
  const updates = useMemo(
    () => packs.shelf.orders.byName.filter(({ state, key }) => state === 'update' && !activities.has(key)),
    [packs.shelf, activities],
  );
  const openSelected = (): void => {
    const record = result.rows.find(({ key }) => key === packKey) ?? result.rows[0];
    if (record) commands.showDetails(record, 'overview');
  };
  return (
    <PackCommandsContext value={commands}>
      <div className="flex h-full min-w-0 flex-col">
        <PacksHeader
          listRef={listRef}
          onOpen={openSelected}
          catalogue={packs.catalogue}
          isRefreshing={packs.isRefreshing}
          updateCount={updates.length}
          onUpdateAll={() => void requestPacks(updates, { kind: 'update' })}
        />
        <FilterBar counts={result.counts} shown={result.rows.length} />
        <div className="relative flex min-h-0 flex-1">
          <PacksBody packs={packs} rows={result.rows} activities={activities} listRef={listRef} />
          {opened && (
            <PackDetails
              record={opened}
              activity={activities.get(opened.key)}
              tab={tab}
              onTab={setTab}
              onClose={() => {
                go({ isDetailsOpen: false });
                listRef.current?.focus();
              }}
            />
          )}
        </div>
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
      </div>
    </PackCommandsContext>
  );
}
