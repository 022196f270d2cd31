import { isSameRepository } from '../../../base/git/address';
import { activeCopy } from '../inventory/find-copies';
import { isSameId } from '../inventory/identity';
import type { PackCopy } from '../inventory/inventory';
import type { InstallTarget } from './install-target';

/** What an install has to do, given what is on disk now. */
export type InstallPlan =
  /** The wanted version is active already. */
  | { kind: 'keep'; copy: PackCopy }
  /** A disabled copy is the wanted version. */
  | { kind: 'enable'; copy: PackCopy; displaced: PackCopy | null }
  /** The active copy becomes the wanted version, in its folder. */
  | { kind: 'switch'; copy: PackCopy }
  /** A new folder; what is active now is disabled. */
  | { kind: 'fresh'; displaced: PackCopy | null };

type GitTarget = Extract<InstallTarget, { kind: 'git' }>;
type RegistryTarget = Extract<InstallTarget, { kind: 'registry' }>;

/** Copies on disk that are the pack of the target. Pure. */
export function copiesOfTarget(copies: readonly PackCopy[], target: RegistryTarget | GitTarget): PackCopy[] {
  if (target.kind === 'registry') return copies.filter((copy) => isSameId(copy.registryId, target.record.id));
  return copies.filter(
    (copy) =>
      isSameId(copy.registryId, target.registryId) ||
      (copy.source === 'git' && copy.repository !== null && isSameRepository(copy.repository, target.url)),
  );
}

/** Without a wanted ref any branch will do; a clone that stands on a single commit is pinned and follows none. */
function isAtRef(copy: PackCopy, ref: string | null): boolean {
  if (ref === null) return copy.branch !== null;
  return copy.branch === ref || (/^[0-9a-f]{7,}$/i.test(ref) && copy.version.startsWith(ref.toLowerCase()));
}

function isWanted(copy: PackCopy, target: RegistryTarget | GitTarget): boolean {
  if (target.kind === 'registry') return copy.source === 'registry' && copy.version === target.version;
  return copy.source === 'git' && isAtRef(copy, target.ref);
}

/** Decides how to make the target the active version (docs/reference/web-ui.md 2, decision 25): pure, so that every case can be read in a test. */
export function planInstall(copies: readonly PackCopy[], target: RegistryTarget | GitTarget): InstallPlan {
  const own = copiesOfTarget(copies, target);
  const active = activeCopy(own);
  if (active !== null && isWanted(active, target)) return { kind: 'keep', copy: active };
  const disabledCopy = own.find((copy) => !copy.enabled && isWanted(copy, target));
  if (disabledCopy !== undefined) return { kind: 'enable', copy: disabledCopy, displaced: active };
  const isSameKind = target.kind === 'registry' ? active?.source === 'registry' : active?.source === 'git';
  return active !== null && isSameKind ? { kind: 'switch', copy: active } : { kind: 'fresh', displaced: active };
}
