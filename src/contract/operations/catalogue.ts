import { z } from 'zod';
import { Catalogue } from '../packs';
import { CatalogueMode } from '../settings';
import { Nothing, reads } from './shape';

/** What could be installed. */
export const catalogueOperations = {
  'catalogue.packs': reads(z.object({ mode: CatalogueMode.default('cache') }), Catalogue),
  /** As `catalogue.packs`, for the window: it reads the rows themselves from the table on disk, and only when it has others. */
  'catalogue.table': reads(
    z.object({ mode: CatalogueMode.default('cache') }),
    Catalogue.omit({ packs: true }).extend({ fingerprint: z.string(), rows: z.int() }),
  ),
  /** The node classes that are ComfyUI's own, by the map of the list at hand and by what ComfyUI has loaded. No network. */
  'catalogue.coreClasses': reads(Nothing, z.object({ classes: z.array(z.string()) })),
} as const;
