import { createContext, useContext } from 'react';
import type { PackRequest } from '../state/pack-task';
import type { PackRecord } from '../state/pack-record';

export type DetailsTab = 'overview' | 'versions' | 'nodes';

/** What rows, menus and the details panel can ask of the Packs place. */
export interface PackCommands {
  request: (record: PackRecord, request: PackRequest) => void;
  /** Asks first, then uninstalls. */
  uninstall: (record: PackRecord) => void;
  cancel: (uiId: string) => void;
  showDetails: (record: PackRecord, tab: DetailsTab) => void;
  showLog: (uiId: string) => void;
  /** Opens the menu of a row at its button. */
  openMenu: (record: PackRecord, button: HTMLElement) => void;
}

const nothing = (): void => undefined;

export const PackCommandsContext = createContext<PackCommands>({
  request: nothing,
  uninstall: nothing,
  cancel: nothing,
  showDetails: nothing,
  showLog: nothing,
  openMenu: nothing,
});

/** The commands of the Packs place around this component. */
export function usePackCommands(): PackCommands {
  return useContext(PackCommandsContext);
}
