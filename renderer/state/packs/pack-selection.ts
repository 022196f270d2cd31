import { createSelection } from '../installation/row-selection';

/** The checked packs of the window. */
export const packSelection = createSelection();
export const usePackSelection = packSelection.store;
