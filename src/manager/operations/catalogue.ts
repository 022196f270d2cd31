import type { OperationsOf } from '../../contract/operations';
import type { Areas } from '../areas';
import type { StartupCache } from '../startup-cache';

/** What could be installed. */
export function createCatalogueOperations(
  { catalogue }: Pick<Areas, 'catalogue'>,
  startupCache: Pick<StartupCache, 'table'>,
): OperationsOf<'catalogue'> {
  return {
    'catalogue.packs': ({ mode }) => catalogue.load(mode),
    'catalogue.table': ({ mode }) => startupCache.table(mode),
  };
}
