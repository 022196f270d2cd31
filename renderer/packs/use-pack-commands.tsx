import { useMemo, useState } from 'react';
import { attempt, requestPack } from '../state/actions';
import { useLocation } from '../state/location-store';
import type { PackRecord } from '../state/pack-record';
import type { DetailsTab, PackCommands } from './pack-commands';

/** A row's open menu: which pack, and the button it hangs from. */
export interface OpenMenu {
  record: PackRecord;
  button: HTMLElement;
}

/** The commands of the place, and what they opened. */
export interface CommandState {
  commands: PackCommands;
  tab: DetailsTab;
  setTab: (tab: DetailsTab) => void;
  uninstalling: PackRecord | null;
  setUninstalling: (record: PackRecord | null) => void;
  menu: OpenMenu | null;
  closeMenu: () => void;
}

/** Makes the commands that rows, menus and details share. */
export function useCommandState(): CommandState {
  const go = useLocation((state) => state.go);
  const [tab, setTab] = useState<DetailsTab>('overview');
  const [uninstalling, setUninstalling] = useState<PackRecord | null>(null);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
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
      openMenu: (record, button) => setMenu({ record, button }),
    }),
    [go],
  );
  return { commands, tab, setTab, uninstalling, setUninstalling, menu, closeMenu: () => setMenu(null) };
}
