import { t } from 'i18next';
import type { PackagePlan } from '../../../src/contract/python/package-plan';
import { Button } from '../button';

interface PlanUnbuiltProps {
  plan: PackagePlan;
  nameOf: (name: string) => string;
  /** Builds it to know what it brings; left out, it is told alone. */
  onBuild?: () => void;
}

/** What of a plan nobody knows before something is built, which runs code of the packages. */
export function PlanUnbuilt({ plan: { unbuilt }, nameOf, onBuild }: PlanUnbuiltProps) {
  if (unbuilt.length === 0) return null;
  return (
    <section data-testid="plan-unbuilt" className="mt-3 rounded-control border border-border px-3 py-2.5">
      <h3 className="text-sm font-medium text-amber-text">{t('plan.unknown.head')}</h3>
      <ul className="mt-1 space-y-1 text-sm">
        {unbuilt.map(({ by, line, why, needs, older }) => (
          <li key={`${by ?? ''} ${line}`} className="break-words text-soft">
            {needs === null ? t(`plan.unknown.${why}`, { line }) : t('plan.unknown.leads', { line, needs })}
            {older !== null && <span className="block">{t('plan.unknown.older', { ...older })}</span>}
            {by !== null && <span className="block text-muted">{t('plan.askedBy', { who: nameOf(by) })}</span>}
          </li>
        ))}
      </ul>
      {onBuild !== undefined && (
        <Button className="mt-2" data-testid="plan-build" onClick={onBuild}>
          {t('plan.unknown.build')}
        </Button>
      )}
    </section>
  );
}
