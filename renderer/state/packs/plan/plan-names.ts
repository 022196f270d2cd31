import { t } from 'i18next';
import { usePackTitle } from '../use-packs';

/** What the core calls the person who asks for a package. */
const yourself = 'your request';

/** A pack with one of its optional groups, as the core calls it: `face-pack [swap]`. */
const ofGroup = /^(.+) (\[[^\]]+\])$/u;

/** Who stands in a plan, as people know them: packs by their titles, and the person. */
export function usePlanNames(): (name: string) => string {
  const titleOf = usePackTitle();
  return (name) => {
    if (name === yourself) return t('plan.yourself');
    const [, pack, group] = ofGroup.exec(name) ?? [];
    return pack === undefined || group === undefined ? titleOf(name) : `${titleOf(pack)} ${group}`;
  };
}
