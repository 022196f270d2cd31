import { join } from 'node:path';
import { writeAtomic } from '../base/files/files';
import { readOwnText } from '../base/files/own-file';
import type { Logger } from '../base/log';
import { createSerial } from '../base/async/serial';
import { createSoon } from '../base/async/soon';
import type { Installation } from '../contract/installation';
import { tableFormat, type StartupView } from '../contract/library/pack-table';
import type { LocalPack } from '../contract/packs/local-packs';
import type { CatalogueMode } from '../contract/settings';
import type { LiveCatalogue, CatalogueTable } from './catalogue/catalogue';

const cacheFile = 'startup-cache.json';
/** The file grows with the packs, and tasks come one after another: the changes within this time are written together. */
const gatherMs = 1000;

/** What the window is shown from, kept where the shell finds it at the next start, before there is a core. */
export interface StartupCache {
  /** Loads the catalogue and sees to it that its table is on disk. Throws what `LiveCatalogue.load` throws. */
  table(mode: CatalogueMode): Promise<Omit<CatalogueTable, 'first'>>;
  /** Writes the startup view again, soon: something else is installed. */
  packsChanged(): void;
  /** Writes what is still to be written. */
  close(): Promise<void>;
}

export interface StartupCacheOptions {
  installation: Installation;
  catalogue: Pick<LiveCatalogue, 'table'>;
  listPacks: () => Promise<readonly LocalPack[]>;
  dir: string;
  log: Logger;
}

/** Opens the window's prepared files in `dir`. */
export function createStartupCache({
  installation,
  catalogue,
  listPacks,
  dir,
  log,
}: StartupCacheOptions): StartupCache {
  const inOrder = createSerial();
  const file = join(dir, cacheFile);
  let last: CatalogueTable | null = null;

  let written: { table: CatalogueTable; locals: readonly LocalPack[] } | null = null;

  const write = async (): Promise<void> => {
    if (last === null) return;
    const [table, locals] = [last, await listPacks()];
    // Who lists the packs hands out the same list as long as it says the same.
    if (written?.table === table && written.locals === locals) return;
    const view: StartupView = { format: tableFormat, ...table, installation, locals };
    const text = JSON.stringify(view);
    if (text !== (await readOwnText(file))) await writeAtomic(file, text);
    written = { table, locals };
  };
  const keep = (): void => {
    // Without the file the next start shows its rows later, which a person need not be told.
    inOrder(write).catch((error: unknown) => log.warn('The startup view was not written.', { error: String(error) }));
  };
  const keepSoon = createSoon(keep, gatherMs);
  return {
    table: async (mode) => {
      last = await catalogue.table(mode);
      keep();
      const { first: _first, ...about } = last;
      return about;
    },
    packsChanged: keepSoon.ask,
    close: async () => {
      keepSoon.flush();
      await inOrder(() => Promise.resolve());
    },
  };
}
