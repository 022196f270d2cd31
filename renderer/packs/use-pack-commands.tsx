import { type RefObject, useMemo, useState } from 'react';
import type { MenuAnchor } from '../components/menus/menu-anchor';
import { attempt } from '../state/queue/actions';
import { requestPack } from '../state/packs/request-pack';
import { go, useLocation } from '../navigation/location-store';
import type { PackRecord } from '../state/packs/pack-record';
import { packSelection } from '../state/packs/pack-selection';
import type { PackCommands } from './pack-commands';
import { uninstallOrAsk } from './workflow-uses';

/** A row's open menu: which pack, and what it hangs from. */
export interface OpenMenu {
  record: PackRecord;
  anchor: MenuAnchor;
}

/** The commands of the place, and what they opened. */
export interface CommandState {
  commands: PackCommands;
  uninstalling: PackRecord | null;
  setUninstalling: (record: PackRecord | null) => void;
  holding: readonly PackRecord[] | null;
  setHolding: (records: readonly PackRecord[] | null) => void;
  menu: OpenMenu | null;
  closeMenu: () => void;
}

/** Makes the commands that rows, menus and details share. `rows`: the list as it is shown. */
export function useCommandState(rows: RefObject<readonly PackRecord[]>): CommandState {
  const [uninstalling, setUninstalling] = useState<PackRecord | null>(null);
  const [holding, setHolding] = useState<readonly PackRecord[] | null>(null);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const commands = useMemo<PackCommands>(
    () => ({
      request: (record, request) => void requestPack(record, request),
      uninstall: (record) => void uninstallOrAsk([record], () => setUninstalling(record)),
      cancel: (activity) => {
        if ('stop' in activity) activity.stop();
        else if (activity.uiId !== '') void attempt('queue.cancel', { ui_id: activity.uiId });
      },
      showDetails: (record, packTab) => go({ packKey: record.key, isDetailsOpen: true, packTab }),
      showLog: (uiId) => go({ place: 'activity', taskId: uiId }),
      check: (record, how) => {
        const from = useLocation.getState().packKey;
        if (how === 'range')
          packSelection.extend({ ordered: rows.current.map(({ key }) => key), from, to: record.key });
        else packSelection.toggle(record.key);
      },
      hold: setHolding,
      openMenu: (record, anchor) => setMenu({ record, anchor }),
    }),
    [rows],
  );
  const opened = { uninstalling, setUninstalling, holding, setHolding, menu, closeMenu: () => setMenu(null) };
  return { commands, ...opened };
}
