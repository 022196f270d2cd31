import { repositoryKey } from '../../../base/git/address';
import { isSameId, packGroup } from './identity';
import type { PackCopy } from './inventory';

function isSameText(a: string | null, b: string): boolean {
  return a !== null && a.toLowerCase() === b.toLowerCase();
}

/** Whether a copy is of the repository that a text names. The text is taken to pieces once, not once per copy. */
function isInRepository(ref: string): (copy: PackCopy) => boolean {
  const wanted = repositoryKey(ref);
  const isNamed = (copy: PackCopy) => ref.includes('/') && isSameText(copy.auxId, ref);
  const isThere = ({ source, repository }: PackCopy) =>
    wanted !== null && repository !== null && source === 'git' && repositoryKey(repository) === wanted;
  return (copy) => isNamed(copy) || isThere(copy);
}

/** Copies of the pack a text names: by registry id, then by `owner/repo` or address, then by folder name. Letter case is ignored. */
export function findCopies(copies: readonly PackCopy[], ref: string): PackCopy[] {
  const byId = copies.filter((copy) => isSameId(copy.registryId, ref));
  if (byId.length > 0) return byId;
  const byRepository = copies.filter(isInRepository(ref));
  if (byRepository.length > 0) return withRelatives(copies, byRepository);
  const exact = copies.filter((copy) => [copy.key, copy.name, copy.originName].includes(ref));
  const byName =
    exact.length > 0
      ? exact
      : copies.filter((copy) => [copy.key, copy.name, copy.originName].some((name) => isSameText(name, ref)));
  const [first] = byName;
  // Of clones and plain folders only those of that name are meant: there may be several clones of one repository.
  return first?.source === 'registry' ? withRelatives(copies, [first]) : byName;
}

function withRelatives(copies: readonly PackCopy[], found: readonly PackCopy[]): PackCopy[] {
  const groups = new Set(found.map(packGroup));
  return copies.filter((copy) => groups.has(packGroup(copy)));
}

/** The copy an operation works on: the enabled one, preferring the folder named like the pack; null when all are disabled. */
export function activeCopy(copies: readonly PackCopy[]): PackCopy | null {
  const enabled = copies.filter((copy) => copy.enabled);
  return enabled.find((copy) => copy.name.toLowerCase() === copy.registryId?.toLowerCase()) ?? enabled[0] ?? null;
}
