import type { OperationsOf } from '../../contract/operations';
import type { Rooms } from '../rooms';
import type { WindowLook } from '../startup-cache';

/** What could be installed. */
export function createCatalogueOperations(
  { catalogue }: Pick<Rooms, 'catalogue'>,
  startupCache: Pick<WindowLook, 'table'>,
): OperationsOf<'catalogue'> {
  return {
    'catalogue.packs': ({ mode }) => catalogue.load(mode),
    'catalogue.table': ({ mode }) => startupCache.table(mode),
  };
}
