import { useQuery } from '@tanstack/react-query';
import { useId, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { PackagePlan } from '../../../src/contract/python/package-plan';
import { call } from '../../bridge';
import { Button } from '../../components/button';
import { QueryPlace } from '../../components/feedback/query-place';
import { SkeletonRows } from '../../components/feedback/skeleton';
import { Modal } from '../../components/modal';
import { PlanChanges } from '../../components/plan/plan-changes';
import { PlanConflictView } from '../../components/plan/plan-conflict';
import { PlanUnbuilt } from '../../components/plan/plan-unbuilt';
import { PlanSummary } from '../../components/plan/plan-summary';
import { TextField } from '../../components/form/text-field';
import { usePlanNames } from '../../state/packs/plan/plan-names';
import { copyText } from '../../state/queue/actions';
import { formatCount } from '../../texts/formatting';
import { changePackage, type PackageWish } from './comfy-environment';

/** A version as people type it, with or without the signs before it. */
const versionPattern = /^(?:[<>]=?|[=!~]=)?\s*\d[\w.*+!-]*$/u;

/** What is asked of the core; null while what is typed is no version. */
function wishOf(name: string, typed: string | null): PackageWish | null {
  if (typed === null) return { packages: [], remove: [name] };
  const text = typed.trim();
  if (!versionPattern.test(text)) return null;
  const line = /^\d/u.test(text) ? `${name}==${text}` : `${name}${text.replaceAll(/\s/gu, '')}`;
  return { packages: [line], remove: [] };
}

function PlanShown({ plan }: { plan: PackagePlan }) {
  const { t } = useTranslation();
  const nameOf = usePlanNames();
  if (plan.outcome === 'impossible') return <PlanConflictView plan={plan} nameOf={nameOf} />;
  if (plan.outcome === 'nothing') {
    const [left] = plan.leftOut;
    const words = left === undefined ? t('plan.nothing') : t('plan.leftOut', { by: nameOf(left.by), line: left.line });
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

/** The plan of a wish, looked at before anything is done; the button does exactly what it says. */
function WishPlan(props: {
  wish: PackageWish;
  label: string;
  keepRef?: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}) {
  const { wish, label, keepRef, onClose } = props;
  const { t } = useTranslation();
  const plan = useQuery({
    queryKey: ['comfyui', 'plan', wish],
    // A plan whose dialog was closed is ended.
    queryFn: ({ signal }) => call('python.plan', wish, signal),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const change = (): void => {
    if (plan.data === undefined) return;
    onClose();
    void changePackage(wish, plan.data.plan_id);
  };
  return (
    <>
      <QueryPlace
        query={plan}
        failedTitle={t('plan.failed')}
        onRetry={() => void plan.refetch()}
        onCopy={copyText}
        loading={<SkeletonRows label={t('plan.loading')} />}
      >
        {(known) => <PlanShown plan={known} />}
      </QueryPlace>
      <div className="mt-4 flex justify-end gap-2">
        <Button ref={keepRef} onClick={onClose}>
          {t('plan.keep')}
        </Button>
        <Button
          tone="primary"
          data-testid="package-change-go"
          disabled={plan.data?.outcome !== 'changes' && plan.data?.outcome !== 'unknown'}
          onClick={change}
        >
          {label}
        </Button>
      </div>
    </>
  );
}

/** Brings a package to another version: first its plan, then the change. */
export function PackageVersionDialog({
  name,
  version,
  onClose,
}: {
  name: string;
  version: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [looked, setLooked] = useState<PackageWish | null>(null);
  const fieldRef = useRef<HTMLInputElement>(null);
  const wish = wishOf(name, typed);
  return (
    <Modal
      isOpen
      title={t('comfy.environment.change.versionTitle', { name })}
      description={t('comfy.environment.change.versionText', { version })}
      focusRef={fieldRef}
      onClose={onClose}
    >
      <form
        data-testid="package-version"
        className="mt-4 flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          setLooked(wish);
        }}
      >
        <div className="min-w-0 flex-1">
          <TextField
            ref={fieldRef}
            id={id}
            label={t('comfy.environment.change.version')}
            value={typed}
            isInvalid={typed.trim() !== '' && wish === null}
            words={typed.trim() !== '' && wish === null ? t('comfy.environment.change.noVersion') : ''}
            isExact
            onChange={(text) => {
              setTyped(text);
              setLooked(null);
            }}
          />
        </div>
        <Button type="submit" className="mt-5" disabled={wish === null} data-testid="package-look">
          {t('comfy.environment.change.look')}
        </Button>
      </form>
      {looked !== null && <WishPlan wish={looked} label={t('comfy.environment.change.bring')} onClose={onClose} />}
    </Modal>
  );
}

/** Installs what a line asks for: first its plan, then the change. */
export function PackagePlanDialog({ line, onClose }: { line: string; onClose: () => void }) {
  const { t } = useTranslation();
  const keepRef = useRef<HTMLButtonElement>(null);
  return (
    <Modal
      isOpen
      title={t('comfy.environment.installNamed', { name: line })}
      description={t('comfy.environment.doctor.planText')}
      focusRef={keepRef}
      onClose={onClose}
    >
      <div data-testid="package-install">
        <WishPlan
          wish={{ packages: [line], remove: [] }}
          label={t('actions.install')}
          keepRef={keepRef}
          onClose={onClose}
        />
      </div>
    </Modal>
  );
}

/** Takes packages away: their plan says who needs them. */
export function PackageRemovalDialog({ names, onClose }: { names: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const keepRef = useRef<HTMLButtonElement>(null);
  const [name = ''] = names;
  const count = names.length;
  const many = { count, shown: formatCount(count) };
  return (
    <Modal
      isOpen
      title={
        count === 1
          ? t('comfy.environment.change.removeTitle', { name })
          : t('comfy.environment.change.removeManyTitle', many)
      }
      description={t(count === 1 ? 'comfy.environment.change.removeText' : 'comfy.environment.change.removeManyText')}
      focusRef={keepRef}
      onClose={onClose}
    >
      <div data-testid="package-removal">
        <WishPlan
          wish={{ packages: [], remove: [...names] }}
          label={count === 1 ? t('comfy.environment.change.remove') : t('comfy.environment.change.removeMany', many)}
          keepRef={keepRef}
          onClose={onClose}
        />
      </div>
    </Modal>
  );
}
