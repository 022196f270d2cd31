import { AppError } from '../contract/errors';
import type { ManagerOperations } from '../contract/operations';
import type { LocalPack } from '../contract/packs';
import type { Rooms } from './rooms';

type HoldOperations = Pick<ManagerOperations, 'packs.holds' | 'packs.setHold'>;

function findPack(packs: readonly LocalPack[], ref: string): LocalPack | undefined {
  const wanted = ref.toLowerCase();
  const isNamed = (name: string | null): boolean => name?.toLowerCase() === wanted;
  return (
    packs.find(({ key }) => isNamed(key)) ?? packs.find(({ registryId, name }) => [registryId, name].some(isNamed))
  );
}

function notThere(ref: string): AppError {
  return new AppError('pack-not-installed', `"${ref}" is not installed, so there is no version to hold it at.`, {
    remedy: 'Check the name, or install the pack first.',
  });
}

/** Holding packs at their versions, and releasing them. */
export function createHoldOperations({ packs }: Rooms): HoldOperations {
  return {
    'packs.holds': async () => ({ holds: (await packs.holds.read()).list() }),
    'packs.setHold': async ({ key, reason }) => {
      const pack = findPack(await packs.list(), key);
      if (reason === null) {
        // Under whichever of its names it was held.
        for (const name of new Set([key, pack?.registryId, pack?.key])) if (name) await packs.holds.release(name);
        return {};
      }
      if (!pack) throw notThere(key);
      await packs.holds.set(pack, reason);
      return {};
    },
  };
}
