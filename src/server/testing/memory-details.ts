import { AppError } from '../../contract/errors';
import type { OperationsOf } from '../../contract/operations';

/** The operations on one pack's details; nobody knows any pack here. */
export function detailsOf() {
  const refuse = async ({ key }: { key: string }): Promise<never> => {
    throw new AppError('pack-not-found', `There is no pack "${key}".`);
  };
  return {
    'packs.details': refuse,
    'packs.picture': async () => ({ data: null }),
    'packs.pictureAt': async () => ({ data: 'data:image/png;base64,' }),
    'packs.titles': async () => ({ titles: {} }),
    'packs.sizes': async () => ({ sizes: {} }),
    'packs.readme': refuse,
    'packs.requirements': refuse,
    'packs.nightly': refuse,
    'packs.changes': refuse,
    'packs.updateRisk': async () => ({
      requirements: { added: [], changed: [], removed: [] },
      ...{ hardware: [], removedClasses: ['OldNode'], nodesUnknown: null, changedNodes: [], edited: [], usedBy: {} },
    }),
  } satisfies Partial<OperationsOf<'packs'>>;
}
