import { TriangleAlert } from 'lucide-react';
import { t } from 'i18next';
import type { PackagePlan, WayOut } from '../../../src/contract/python/package-plan';
import { doubtsOf } from '../../../src/contract/python/plan-doubts';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialogs/dialog';
import { ProgressRing } from '../../components/feedback/progress';
import { usePlanNames } from '../../state/packs/plan/plan-names';
import { type PendingPlan, usePendingPlans } from '../../state/packs/plan/pending-plans';
import type { PlannedOrder } from '../../state/packs/plan/plan-tasks';
import { describeTaskList } from '../../state/packs/task-words';
import { usePacks } from '../../state/packs/use-packs';
import { PlanChanges } from '../../components/plan/plan-changes';
import { PlanConflictView } from '../../components/plan/plan-conflict';
import { formatSentence } from '../../texts/core-sentences';
import { PlanUnbuilt } from '../../components/plan/plan-unbuilt';
import { formatList } from '../../texts/formatting';
import { PlanSummary } from '../../components/plan/plan-summary';

/** Of which pack is not known what, and what that means for the installation. */
function describeDoubts(plan: PackagePlan): string[] {
  if (plan.isCertain) return [];
  const doubts = doubtsOf(plan).map(formatSentence);
  return doubts.length === 0 ? [t('plan.uncertain')] : [...doubts, t('plan.otherwise')];
}

function Notes({ plan }: { plan: PackagePlan }) {
  const nameOf = usePlanNames();
  const notes = [
    ...plan.leftOut.map(({ by, line }) => t('plan.leftOut', { by: nameOf(by), line })),
    ...describeDoubts(plan),
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

/** What somebody would lack afterwards. */
function Lacks({ plan }: { plan: PackagePlan }) {
  const nameOf = usePlanNames();
  const taken = plan.unmet.filter(({ isOld }) => !isOld);
  if (taken.length === 0) return null;
  return (
    <ul data-testid="plan-lacks" className="mt-3 space-y-1 text-amber-text">
      {taken.map(({ by, line }) => (
        <li key={`${by} ${line}`} className="flex gap-2 break-words">
          <TriangleAlert aria-hidden size={15} className="mt-0.5 shrink-0" />
          {t('plan.unmet', { by: nameOf(by), line })}
        </li>
      ))}
    </ul>
  );
}

/** What the requirement policy keeps as it is, and the act that does without it this once. */
function KeptBack({ plan, onChoose }: { plan: PackagePlan; onChoose: (way: WayOut) => void }) {
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

/** Why nothing is possible: a single pack asks for what no index has, or several packs or packages do not work together. */
function describeConflict({ waysOut, conflict }: PackagePlan): string {
  if (waysOut.some(({ kind }) => kind === 'as-asked')) return t('plan.impossible.textPolicy');
  if (conflict === null || conflict.sides.length + conflict.between.length < 2) return t('plan.impossible.textOne');
  const { package: name } = conflict;
  return name === null ? t('plan.impossible.text') : t('plan.impossible.textOf', { package: name });
}

/** What a plan means, in one or two sentences. */
function describePlan(plan: PackagePlan, { tasks }: PlannedOrder): string {
  if (tasks.some(({ kind }) => kind === 'switch-environment')) return t('plan.switchText');
  if (plan.outcome === 'impossible') return describeConflict(plan);
  return plan.outcome === 'unknown' ? t('plan.unknown.text') : t('plan.text');
}

/** What was chosen on the way to this plan. */
function Choices({ order: { without, leaveOut } }: { order: PlannedOrder }) {
  const nameOf = usePlanNames();
  const lines = [
    ...without.map((pack) => t('plan.chosen.disable', { pack: nameOf(pack) })),
    ...leaveOut.map(({ pack, line }) => t('plan.chosen.leaveOut', { pack: nameOf(pack), line })),
  ];
  return lines.map((line) => (
    <p key={line} data-testid="plan-chosen" className="mt-3 break-words">
      {line}
    </p>
  ));
}

function PlanBody({ plan, order, answer }: { plan: PackagePlan } & Pick<PendingPlan, 'order' | 'answer'>) {
  const nameOf = usePlanNames();
  return (
    <div data-testid="package-plan" data-outcome={plan.outcome}>
      <Choices order={order} />
      <Lacks plan={plan} />
      <KeptBack plan={plan} onChoose={answer} />
      {plan.outcome === 'impossible' ? (
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
  );
}

/**
 * What is about to happen to the Python packages, before the click is final; what is impossible, with the ways out, each of which changes what stands here.
 * Leaving everything as it is has the focus.
 */
export function PlanDialog() {
  const { findByName: findPack } = usePacks().packIndex;
  const open = usePendingPlans(({ plans, openId }) => plans.find(({ id }) => id === openId));
  if (open === undefined) return null;
  const { plan, order, answer, stop } = open;
  return (
    <Dialog
      isAlert
      isWide
      title={describeTaskList(findPack, order.tasks, 'todo')}
      text={plan === null ? undefined : describePlan(plan, order)}
      keepTestId="plan-keep"
      confirmLabel={plan === null || plan.outcome === 'impossible' ? undefined : t('plan.go')}
      confirmTestId="plan-go"
      onConfirm={() => answer('go')}
      onClose={stop}
    >
      {plan === null ? (
        <p role="status" className="mt-4 flex items-center gap-2 text-muted">
          <ProgressRing fraction={null} label={t('states.checking')} />
          {t('states.checking')}
        </p>
      ) : (
        <PlanBody plan={plan} order={order} answer={answer} />
      )}
    </Dialog>
  );
}
