import { z } from 'zod';
import { Catalogue } from '../packs/catalogue-packs';
import { CatalogueMode } from '../settings';
import { reads } from './shape';

/** What could be installed. */
export const catalogueOperations = {
  'catalogue.packs': reads(z.object({ mode: CatalogueMode.default('cache') }), Catalogue),
  /** As `catalogue.packs`, for the window: it reads the rows themselves from the table on disk, and only when it has others. */
  'catalogue.table': reads(
    z.object({ mode: CatalogueMode.default('cache') }),
    Catalogue.omit({ packs: true }).extend({
      fingerprint: z.string(),
      rows: z.int(),
      /** The node classes of ComfyUI itself. */
      core: z.array(z.string()).readonly(),
    }),
  ),
} as const;
