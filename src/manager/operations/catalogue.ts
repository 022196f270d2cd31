import type { OperationsOf } from '../../contract/operations';
import type { Areas } from '../areas';
import { isComfyCore } from '../catalogue/sources/addresses';
import type { StartupCache } from '../startup-cache';

/** What could be installed. */
export function createCatalogueOperations(
  { catalogue, packs, comfy }: Pick<Areas, 'catalogue' | 'packs' | 'comfy'>,
  startupCache: Pick<StartupCache, 'table'>,
): OperationsOf<'catalogue'> {
  return {
    'catalogue.packs': ({ mode }) => catalogue.load(mode),
    'catalogue.table': ({ mode }) => startupCache.table(mode),
    'catalogue.coreClasses': async () => {
      const mappings = await catalogue.mappings('local', await packs.list(), comfy.nodeClasses());
      return { classes: Object.entries(mappings).flatMap(([key, [names]]) => (isComfyCore(key) ? names : [])) };
    },
  };
}
