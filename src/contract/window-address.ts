/** Where the window's page and what was prepared for it are read from (main/window/window-files.ts). */
export const windowOrigin = 'app://window';
/** The table of the catalogue (`TableHead` of src/contract/library/pack-table.ts). */
export const tablePath = '/catalogue.table';
