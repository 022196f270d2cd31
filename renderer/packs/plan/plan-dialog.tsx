import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { PackagePlan, WayOut } from '../../../src/contract/python/package-plan';
import { doubtsOf } from '../../../src/contract/python/plan-doubts';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialogs/dialog';
import { usePlanNames } from '../../state/packs/plan/plan-names';
import { usePlanQuestion } from '../../state/packs/plan/package-plan';
import { PlanChanges } from '../../components/plan/plan-changes';
import { PlanConflictView } from '../../components/plan/plan-conflict';
import { formatSentence } from '../../texts/core-sentences';
import { PlanUnbuilt } from '../../components/plan/plan-unbuilt';
import { formatList } from '../../texts/formatting';
import { PlanSummary } from '../../components/plan/plan-summary';

/** Of which pack is not known what, and what that means for the installation. */
function describeDoubts(t: TFunction, plan: PackagePlan): string[] {
  if (plan.isCertain) return [];
  const doubts = doubtsOf(plan).map(formatSentence);
  return doubts.length === 0 ? [t('plan.uncertain')] : [...doubts, t('plan.otherwise')];
}

function Notes({ plan }: { plan: PackagePlan }) {
  const { t } = useTranslation();
  const nameOf = usePlanNames();
  const taken = plan.unmet.filter(({ isOld }) => !isOld);
  const notes = [
    ...taken.map(({ by, line }) => t('plan.unmet', { by: nameOf(by), line })),
    ...plan.leftOut.map(({ by, line }) => t('plan.leftOut', { by: nameOf(by), line })),
    ...describeDoubts(t, plan),
    ...plan.notes.map(formatSentence),
  ];
  if (notes.length === 0) return null;
  return (
    <ul className="mt-3 space-y-1 text-sm text-muted">
      {notes.map((note) => (
        <li key={note} className="break-words">
          {note}
        </li>
      ))}
    </ul>
  );
}

/** What the requirement policy keeps as it is, and the act that does without it this once. */
function KeptBack({ plan, onChoose }: { plan: PackagePlan; onChoose: (way: WayOut) => void }) {
  const { t } = useTranslation();
  const { name, keptBack } = plan.policy;
  if (name === 'as-asked' || keptBack.length === 0) return null;
  const packages = formatList(keptBack.map((one) => `${one.name} ${one.from} → ${one.to}`));
  return (
    <div
      data-testid="plan-kept-back"
      className="mt-3 flex items-center gap-3 rounded-control border border-border px-3 py-2"
    >
      <p className="min-w-0 flex-1 text-sm break-words text-soft">{t(`plan.keptBack.${name}`, { packages })}</p>
      {/* Where nothing is possible with the policy, the same act stands among the ways out. */}
      {plan.outcome !== 'impossible' && (
        <Button data-testid="plan-as-asked" onClick={() => onChoose({ kind: 'as-asked' })}>
          {t('plan.ways.asAsked')}
        </Button>
      )}
    </div>
  );
}

/** A single pack asks for what nobody has, or several cannot live together. */
function titleOf(plan: PackagePlan) {
  if (plan.outcome === 'unknown') return { title: 'plan.unknown.title', text: 'plan.unknown.text' } as const;
  if (plan.outcome !== 'impossible') return { title: 'plan.title', text: 'plan.text' } as const;
  if (plan.waysOut.some(({ kind }) => kind === 'as-asked'))
    return { title: 'plan.impossible.titlePolicy', text: 'plan.impossible.textPolicy' } as const;
  if ((plan.conflict?.sides.length ?? 0) > 1)
    return { title: 'plan.impossible.title', text: 'plan.impossible.text' } as const;
  return { title: 'plan.impossible.titleOne', text: 'plan.impossible.textOne' } as const;
}

/** What is about to happen to the Python packages, before the click is final; what is impossible, with the ways out. Leaving everything as it is has the focus. */
export function PlanDialog() {
  const { t } = useTranslation();
  const { plan, answer } = usePlanQuestion();
  const nameOf = usePlanNames();
  if (plan === null || answer === null) return null;
  const isImpossible = plan.outcome === 'impossible';
  const words = titleOf(plan);
  return (
    <Dialog
      isAlert
      isWide
      title={t(words.title)}
      text={t(words.text)}
      keepLabel={t('plan.keep')}
      keepTestId="plan-keep"
      confirmLabel={isImpossible ? undefined : t('plan.go')}
      confirmTestId="plan-go"
      onConfirm={() => answer('go')}
      onClose={() => answer(null)}
    >
      <div data-testid="package-plan" data-outcome={plan.outcome}>
        <KeptBack plan={plan} onChoose={answer} />
        {isImpossible ? (
          <PlanConflictView plan={plan} nameOf={nameOf} onChoose={answer} />
        ) : (
          <>
            <PlanSummary plan={plan} nameOf={nameOf} />
            <PlanUnbuilt plan={plan} nameOf={nameOf} onBuild={() => answer('build')} />
            <PlanChanges changes={plan.changes} nameOf={nameOf} />
          </>
        )}
        <Notes plan={plan} />
      </div>
    </Dialog>
  );
}
