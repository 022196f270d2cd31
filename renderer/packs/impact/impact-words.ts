import { t } from 'i18next';
import type { NodesUnknown, PackUpdateRisk } from '../../../src/contract/pack-details';

/** Inputs that come and go, as a mark of their node: `+model −size`. */
export function describeInputs({
  added,
  removed,
}: Pick<PackUpdateRisk['changedNodes'][number], 'added' | 'removed'>): string {
  return [...added.map((input) => `+${input}`), ...removed.map((input) => `−${input}`)].join(' ');
}

/** Why nobody can say which nodes go; `undefined` where nothing newer is known. */
export function describeUnknown(unknown: NodesUnknown): string | undefined {
  const { why, version } = unknown;
  const place = unknown.place ?? '';
  if (why === 'not-asked') return undefined;
  return version === 'new' ? t(`impact.unknownNew.${why}`, { place }) : t(`impact.unknownInstalled.${why}`, { place });
}
