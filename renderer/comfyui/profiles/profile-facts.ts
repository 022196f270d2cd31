import { t } from 'i18next';
import type { Profile } from '../../../src/contract/operations/profiles';
import { missingOf } from '../../state/comfyui/profiles';
import { usePackTitle } from '../../state/packs/use-packs';
import { formatCount } from '../../texts/formatting';
import { shortenList } from '../../texts/shorten-list';

const shownNames = 2;

/** What is said of a profile in a list: how many packs it has and where it is from, and those that a start would not load. */
export function useProfileFacts(profile: Profile): { facts: string; warning: string | null } {
  const titleOf = usePackTitle();
  const count = profile.packs.length;
  const packs = t('lean.packs', { count, shown: formatCount(count) });
  const workflow = profile.workflow?.split('/').at(-1);
  const missing = missingOf(profile);
  const names = shortenList(missing.map(titleOf), shownNames);
  return {
    facts: workflow === undefined ? packs : `${packs} · ${workflow}`,
    warning: missing.length === 0 ? null : t('lean.missing', { count: missing.length, names }),
  };
}
