import { createSelection } from '../state/installation/row-selection';

/** The models that are selected, by key. */
export const modelSelection = createSelection();
export const useModelSelection = modelSelection.store;
