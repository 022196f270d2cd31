import { createContext, useContext } from 'react';
import type { MenuAnchor } from '../components/menus/menu-anchor';
import type { PackTab } from '../navigation/location';
import type { BusyActivity } from '../state/packs/pack-activity';
import type { PackRequest } from '../state/packs/pack-task';
import type { PackRecord } from '../state/packs/pack-record';

/** What rows, menus and the details panel can ask of the Packs place. */
export interface PackCommands {
  request: (record: PackRecord, request: PackRequest) => void;
  /** Asks first where saved workflows use it. */
  uninstall: (record: PackRecord) => void;
  cancel: (activity: BusyActivity) => void;
  showDetails: (record: PackRecord, tab: PackTab) => void;
  showLog: (uiId: string) => void;
  /** Checks or unchecks a pack, or everything between the last check and it. */
  check: (record: PackRecord, how: 'toggle' | 'range') => void;
  /** Asks for one reason, then holds the packs at their versions with it. */
  hold: (records: readonly PackRecord[]) => void;
  /** Opens the menu of a row at its button, or where it was asked for. */
  openMenu: (record: PackRecord, anchor: MenuAnchor) => void;
}

const nothing = (): void => undefined;

export const PackCommandsContext = createContext<PackCommands>({
  request: nothing,
  uninstall: nothing,
  cancel: nothing,
  showDetails: nothing,
  showLog: nothing,
  check: nothing,
  hold: nothing,
  openMenu: nothing,
});

/** The commands of the Packs place around this component. */
export function usePackCommands(): PackCommands {
  return useContext(PackCommandsContext);
}
