import { AppError } from '../../contract/errors';
import type { Implementations } from '../../contract/operations';

type DetailNames = 'packs.details' | 'packs.readme' | 'packs.requirements' | 'packs.nightly' | 'packs.changes';

/** The operations on one pack's details; nobody knows any pack here. */
export function detailsOf(): Implementations<DetailNames> {
  const refuse = async ({ key }: { key: string }): Promise<never> => {
    throw new AppError('pack-not-found', `There is no pack "${key}".`);
  };
  return {
    'packs.details': refuse,
    'packs.readme': refuse,
    'packs.requirements': refuse,
    'packs.nightly': refuse,
    'packs.changes': refuse,
  };
}
