import type { TFunction } from 'i18next';
import type { NodesUnknown, PackUpdateRisk } from '../../../src/contract/pack-details';

/** Inputs that come and go, as a mark of their node: `+model −size`. */
export function tellInputs({
  added,
  removed,
}: Pick<PackUpdateRisk['changedNodes'][number], 'added' | 'removed'>): string {
  return [...added.map((input) => `+${input}`), ...removed.map((input) => `−${input}`)].join(' ');
}

/** Why nobody can say which nodes go; `undefined` where nothing newer is known. */
export function tellUnknown(t: TFunction, unknown: NodesUnknown): string | undefined {
  const { why, version, place } = unknown;
  return why === 'not-asked' ? undefined : t(`impact.unknown.${why}.${version}`, { place: place ?? '' });
}
