import { AppError } from '../../../src/contract/errors';
import type { CatalogueAge } from '../../../src/contract/library/pack-table';
import type { CatalogueMode } from '../../../src/contract/settings';
import { call, readTableFile } from '../../bridge';
import { emptyTable, type PackTable, readTable } from './pack-table';

/** The catalogue as the window holds it. */
export interface CachedCatalogue extends CatalogueAge {
  rows: number;
  table: PackTable;
  /** False while only its first rows are known. */
  isWhole: boolean;
}

/** The table that was read last: most answers of the core are about the same rows. */
let cached: PackTable | null = null;

/** Reads a table and holds it. Null when there is none, or none that this version of the app can read. */
export function readWholeTable(file: string | null): PackTable | null {
  const table = file === null ? null : readTable(file);
  if (table !== null) cached = table;
  return table;
}

async function findTable(fingerprint: string): Promise<PackTable | null> {
  if (cached?.fingerprint === fingerprint) return cached;
  const table = readWholeTable(await readTableFile());
  return table?.fingerprint === fingerprint ? table : null;
}

/** How often the core is asked again when its table was replaced while it was read. */
const attempts = 3;

/** The catalogue of the shown installation; its rows are read only when they are other ones. Throws what the core answers. */
export async function loadCatalogue(mode: CatalogueMode): Promise<CachedCatalogue> {
  for (let remaining = attempts; remaining > 0; remaining -= 1) {
    const { fingerprint, ...about } = await call('catalogue.table', { mode: remaining === attempts ? mode : 'local' });
    if (about.rows === 0) return { ...about, table: emptyTable, isWhole: true };
    const table = await findTable(fingerprint);
    if (table !== null) return { ...about, table, isWhole: true };
  }
  throw new AppError('catalogue-unavailable', 'The prepared list of packs could not be read from disk.', {
    remedy: 'Try again. If it stays, restart the app.',
  });
}
