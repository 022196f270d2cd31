import { PackageX } from 'lucide-react';
import { t } from 'i18next';
import type { UnmetRequirement } from '../../../src/contract/python/doctor';
import { installableOf } from '../../../src/contract/text/installable-line';
import { askForPackage } from '../../state/comfyui/package-request';
import { Button } from '../../components/button';
import { Notice } from '../../components/feedback/notice';
import { go, useLocation } from '../../navigation/location-store';
import type { PackRecord } from '../../state/packs/pack-record';
import { useUnmetNeeds } from '../../state/comfyui/health';
import { describeUnmet } from '../../texts/unmet-words';

/** One act, and the tab of the requirements, which has all, beside it. */
const mostActs = 1;

const none: readonly UnmetRequirement[] = [];

/** What the environment lacks of what this pack asks for. */
export function useUnmetOf({ local }: PackRecord): readonly UnmetRequirement[] {
  const needs = useUnmetNeeds();
  return local?.enabled === true ? (needs.get(local.name) ?? none) : none;
}

/** What the pack asks for and does not have, one that was left out at its installation included; why stands in the tab that the button opens. */
export function DetailsLacking({ record }: { record: PackRecord }) {
  const unmet = useUnmetOf(record);
  const isShown = useLocation((state) => state.packTab === 'requirements');
  if (unmet.length === 0) return null;
  const lines = unmet.flatMap(({ needs }) => installableOf(needs)?.replaceAll(/\s/gu, '') ?? []).slice(0, mostActs);
  return (
    <div className="px-4 pt-3" data-testid="details-lacking">
      <Notice
        tone="amber"
        icon={<PackageX size={16} />}
        title={t('details.lacking', { count: unmet.length })}
        text={unmet.map((one) => `${describeUnmet(one)}.`).join(' ')}
      >
        {lines.map((line) => (
          <Button key={line} size="small" data-testid="lacking-install" onClick={() => askForPackage(line)}>
            {t('details.planFor', { line })}
          </Button>
        ))}
        {!isShown && (
          <Button size="small" tone="quiet" data-testid="lacking-why" onClick={() => go({ packTab: 'requirements' })}>
            {t('details.showRequirements')}
          </Button>
        )}
      </Notice>
    </div>
  );
}
