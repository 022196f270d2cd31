import { useTranslation } from 'react-i18next';
import { usePackTitle } from '../use-packs';

/** What the core calls the person who asks for a package. */
const yourself = 'your request';

/** Who stands in a plan, as people know them: packs by their titles, and the person. */
export function usePlanNames(): (name: string) => string {
  const { t } = useTranslation();
  const titleOf = usePackTitle();
  return (name) => (name === yourself ? t('plan.yourself') : titleOf(name));
}
