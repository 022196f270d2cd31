import { AppError } from '../../../src/contract/errors';
import type { CatalogueAge } from '../../../src/contract/library/pack-table';
import type { CatalogueMode } from '../../../src/contract/settings';
import { call, readTableFile } from '../../bridge';
import { emptyTable, type PackTable, readTable } from './pack-table';

/** The catalogue as the window holds it. */
export interface CachedCatalogue extends CatalogueAge {
  rows: number;
  /** The node classes of ComfyUI itself. */
  core: readonly string[];
  table: PackTable;
  /** False while only its first rows are known. */
  isWhole: boolean;
}

/** The table that was read last, or is being read: most answers of the core are about the same rows. */
let cached: Promise<PackTable | null> = Promise.resolve(null);

/** Reads a table and holds it. Null when there is none, or none that this version of the app can read. */
export function readWholeTable(file: string | null): Promise<PackTable | null> {
  const reading = file === null ? Promise.resolve(null) : readTable(file);
  const before = cached;
  cached = reading.then((table) => table ?? before);
  return reading;
}

async function findTable(fingerprint: string): Promise<PackTable | null> {
  const known = await cached;
  if (known?.fingerprint === fingerprint) return known;
  const table = await readWholeTable(await readTableFile());
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
