import type { OperationsOf } from '../../contract/operations';
import type { Areas } from '../areas';

/** Named sets of packs that ComfyUI can be started with. */
export function createProfileOperations({ profiles }: Pick<Areas, 'profiles'>): OperationsOf<'profiles'> {
  return {
    'profiles.list': () => profiles.list(),
    'profiles.save': async (profile) => {
      await profiles.save(profile);
      return profiles.list();
    },
    'profiles.rename': async ({ name, to }) => {
      await profiles.rename(name, to);
      return profiles.list();
    },
    'profiles.remove': async ({ name }) => {
      await profiles.remove(name);
      return profiles.list();
    },
  };
}
