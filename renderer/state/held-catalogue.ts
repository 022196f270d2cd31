import { AppError } from '../../src/contract/errors';
import type { CatalogueAge } from '../../src/contract/pack-table';
import type { CatalogueMode } from '../../src/contract/settings';
import { call, readPrepared } from '../bridge';
import { emptyCatalogue, type PreparedCatalogue, readTable, type ReadTable } from './pack-table';

/** The catalogue as the window holds it. */
export interface HeldCatalogue extends CatalogueAge {
  rows: number;
  prepared: PreparedCatalogue;
  /** False while only its first rows are known. */
  isWhole: boolean;
}

/** The table that was read last: most answers of the core are about the same rows. */
let held: ReadTable | null = null;

/** Gives the memory of the file back at once: there is as much of it as of all rows that were made from it. */
function release({ buffer }: Uint8Array): void {
  (buffer as ArrayBuffer & { transfer?: (length: number) => ArrayBuffer }).transfer?.(0);
}

/** Reads a table and holds it. Null when there is none, or none that this version of the app can read. */
export async function readWholeTable(bytes: Uint8Array | null): Promise<ReadTable | null> {
  const table = bytes === null ? null : await readTable(bytes);
  if (bytes !== null) release(bytes);
  if (table !== null) held = table;
  return table;
}

async function findTable(fingerprint: string): Promise<ReadTable | null> {
  if (held?.fingerprint === fingerprint) return held;
  const table = await readWholeTable(await readPrepared('table'));
  return table?.fingerprint === fingerprint ? table : null;
}

/** So often the core is asked again when its table was replaced while it was read. */
const attempts = 3;

/** The catalogue of the shown installation; its rows are read only when they are other ones. Throws what the core answers. */
export async function loadCatalogue(mode: CatalogueMode): Promise<HeldCatalogue> {
  for (let left = attempts; left > 0; left -= 1) {
    const { fingerprint, ...about } = await call('catalogue.table', { mode: left === attempts ? mode : 'local' });
    if (about.rows === 0) return { ...about, prepared: emptyCatalogue, isWhole: true };
    const table = await findTable(fingerprint);
    if (table !== null) return { ...about, prepared: table.catalogue, isWhole: true };
  }
  throw new AppError('catalogue-unavailable', 'The prepared list of packs could not be read from disk.', {
    remedy: 'Try again. If it stays, restart the app.',
  });
}
