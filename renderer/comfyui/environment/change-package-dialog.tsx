import { skipToken, useQuery } from '@tanstack/react-query';
import { type ReactNode, type SyntheticEvent, useId, useState } from 'react';
import { t } from 'i18next';
import type { PackagePlan } from '../../../src/contract/python/package-plan';
import { call } from '../../bridge';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialogs/dialog';
import { QueryPlace } from '../../components/feedback/query-place';
import { SkeletonRows } from '../../components/feedback/skeleton';
import { PlanChanges } from '../../components/plan/plan-changes';
import { PlanConflictView } from '../../components/plan/plan-conflict';
import { PlanUnbuilt } from '../../components/plan/plan-unbuilt';
import { PlanSummary } from '../../components/plan/plan-summary';
import { TextField } from '../../components/form/text-field';
import { usePlanNames } from '../../state/packs/plan/plan-names';
import { formatCount } from '../../texts/formatting';
import { changePackage, type PackageRequest } from './comfy-environment';

/** A version as people type it, with or without the signs before it. */
const versionPattern = /^(?:[<>]=?|[=!~]=)?\s*\d[\w.*+!-]*$/u;

/** What is asked of the core; null while what is typed is no version. */
function requestOf(name: string, typed: string | null): PackageRequest | null {
  if (typed === null) return { packages: [], remove: [name] };
  const text = typed.trim();
  if (!versionPattern.test(text)) return null;
  const line = /^\d/u.test(text) ? `${name}==${text}` : `${name}${text.replaceAll(/\s/gu, '')}`;
  return { packages: [line], remove: [] };
}

function PlanShown({ plan }: { plan: PackagePlan }) {
  const nameOf = usePlanNames();
  if (plan.outcome === 'impossible') return <PlanConflictView plan={plan} nameOf={nameOf} />;
  if (plan.outcome === 'nothing') {
    const [skipped] = plan.leftOut;
    const words =
      skipped === undefined ? t('plan.nothing') : t('plan.leftOut', { by: nameOf(skipped.by), line: skipped.line });
    return <p className="mt-4 text-soft">{words}</p>;
  }
  return (
    <>
      <PlanSummary plan={plan} nameOf={nameOf} />
      <PlanUnbuilt plan={plan} nameOf={nameOf} />
      <PlanChanges changes={plan.changes} nameOf={nameOf} />
    </>
  );
}

interface PlanDialogProps {
  title: string;
  text: string;
  testId?: string;
  /** Null until it is known what is wanted: there is no plan yet. */
  request: PackageRequest | null;
  confirmLabel: string;
  onClose: () => void;
  /** What stands above the plan. */
  children?: ReactNode;
}

/** The plan of a request, shown before anything is done; the button does exactly what it says. */
function RequestPlanDialog({ request, children, ...dialog }: PlanDialogProps) {
  const plan = useQuery({
    queryKey: ['comfyui', 'plan', request],
    // A plan whose dialog was closed is ended.
    queryFn: request === null ? skipToken : ({ signal }) => call('python.plan', request, signal),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const change = (): void => {
    if (request === null || plan.data === undefined) return;
    dialog.onClose();
    void changePackage(request, plan.data.plan_id);
  };
  return (
    <Dialog
      {...dialog}
      confirmTestId="package-change-go"
      isDisabled={plan.data?.outcome !== 'changes' && plan.data?.outcome !== 'unknown'}
      onConfirm={change}
    >
      {children}
      {request !== null && (
        <QueryPlace query={plan} failedTitle={t('plan.failed')} loading={<SkeletonRows label={t('plan.loading')} />}>
          {(known) => <PlanShown plan={known} />}
        </QueryPlace>
      )}
    </Dialog>
  );
}

interface VersionDialogProps {
  name: string;
  version: string;
  onClose: () => void;
}

/** Brings a package to another version: first its plan, then the change. */
export function PackageVersionDialog({ name, version, onClose }: VersionDialogProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [checked, setChecked] = useState<PackageRequest | null>(null);
  const request = requestOf(name, typed);
  const isInvalid = typed.trim() !== '' && request === null;
  const showPlan = (event: SyntheticEvent): void => {
    event.preventDefault();
    setChecked(request);
  };
  return (
    <RequestPlanDialog
      title={t('comfy.environment.change.versionTitle', { name })}
      text={t('comfy.environment.change.versionText', { version })}
      request={checked}
      confirmLabel={t('comfy.environment.change.bring')}
      onClose={onClose}
    >
      <form data-testid="package-version" className="mt-4 flex items-start gap-2" onSubmit={showPlan}>
        <div className="min-w-0 flex-1">
          <TextField
            id={id}
            label={t('comfy.environment.change.version')}
            value={typed}
            isInvalid={isInvalid}
            words={isInvalid ? t('comfy.environment.change.noVersion') : ''}
            isExact
            onChange={(text) => {
              setTyped(text);
              setChecked(null);
            }}
          />
        </div>
        <Button type="submit" className="mt-5" disabled={request === null} data-testid="package-look">
          {t('comfy.environment.change.look')}
        </Button>
      </form>
    </RequestPlanDialog>
  );
}

/** Installs what a line asks for: first its plan, then the change. */
export function PackagePlanDialog({ line, onClose }: { line: string; onClose: () => void }) {
  return (
    <RequestPlanDialog
      testId="package-install"
      title={t('comfy.environment.installNamed', { name: line })}
      text={t('comfy.environment.doctor.planText')}
      request={{ packages: [line], remove: [] }}
      confirmLabel={t('actions.install')}
      onClose={onClose}
    />
  );
}

/** Takes packages away: their plan says who needs them. */
export function PackageRemovalDialog({ names, onClose }: { names: readonly string[]; onClose: () => void }) {
  const [name = ''] = names;
  const count = names.length;
  const one = { title: 'removeTitle', text: 'removeText', act: 'remove' } as const;
  const many = { title: 'removeManyTitle', text: 'removeManyText', act: 'removeMany' } as const;
  const words = count === 1 ? one : many;
  const values = { name, count, shown: formatCount(count) };
  return (
    <RequestPlanDialog
      testId="package-removal"
      title={t(`comfy.environment.change.${words.title}`, values)}
      text={t(`comfy.environment.change.${words.text}`)}
      request={{ packages: [], remove: [...names] }}
      confirmLabel={t(`comfy.environment.change.${words.act}`, values)}
      onClose={onClose}
    />
  );
}
