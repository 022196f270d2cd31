import { Boxes, Clock3, CopyPlus, Plus, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import type { EnvironmentRow } from '../../../src/contract/python/environments';
import { Button } from '../../components/button';
import { Chip } from '../../components/chip';
import { ProgressRing } from '../../components/feedback/progress';
import { ConfirmDialog } from '../../components/dialogs/confirm-dialog';
import { MenuItem } from '../../components/menu';
import { MoreMenu } from '../../components/menus/more-menu';
import { askNewEnvironment } from '../../state/environments/new-environment';
import { removeEnvironment, useEnvironments, useEnvironmentSizes } from '../../state/environments/environments';
import { usePendingPlans } from '../../state/packs/plan/pending-plans';
import { requestPlanned } from '../../state/packs/plan/request-planned';
import { createTask } from '../../state/queue/create-task';
import { useQueue } from '../../state/queue/queue-store';
import { formatBytes, formatList, formatMoment } from '../../texts/formatting';
import { Panel } from '../panel';
import type { QueueTask } from '../../../src/contract/tasks/tasks';
import { IconButton } from '../../components/icon-button';
import { attempt } from '../../state/queue/actions';
import { describeStep } from '../../texts/core-sentences';

type Making = Extract<QueueTask, { kind: 'create-environment' }>;

const isMaking = (task: QueueTask): task is Making => task.kind === 'create-environment';

function MakingRow({ task, isRunning }: { task: Making; isRunning: boolean }) {
  const progress = useQueue((state) => state.progress[task.ui_id]);
  const { name } = task.params;
  const step = describeStep(progress);
  const words = isRunning
    ? [step.phase || t('states.starting'), step.message === step.phase ? '' : step.message].filter(Boolean).join(' · ')
    : t('states.waiting');
  return (
    <li
      data-testid="environment-making"
      data-name={name}
      className="flex min-h-14 items-center gap-3 border-b border-border py-2 pr-2.5 pl-3.5 last:border-0"
    >
      {isRunning ? (
        <ProgressRing fraction={progress?.fraction ?? null} label={t('task.doing.create-environment', { name })} />
      ) : (
        <Clock3 aria-hidden size={16} className="shrink-0 text-faint" />
      )}
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span className="block truncate text-sm text-muted tabular" title={words}>
          {words}
        </span>
      </span>
      <IconButton
        label={t('actions.cancelFor', { name })}
        icon={<X size={15} />}
        onClick={() => void attempt('queue.cancel', { ui_id: task.ui_id })}
      />
    </li>
  );
}

/** Environments that are being made, or wait for it: how far they are, and the way out. */
function EnvironmentsInMaking() {
  const view = useQueue((state) => state.view);
  if (view === null) return null;
  const running = view.running.map(({ task }) => task).filter(isMaking);
  const waiting = view.pending.filter(isMaking);
  return (
    <>
      {[...running, ...waiting].map((task) => (
        <MakingRow key={task.ui_id} task={task} isRunning={running.includes(task)} />
      ))}
    </>
  );
}

/** Orders that ComfyUI uses another environment, once the person has seen what is otherwise there. */
function switchEnvironment(name: string): void {
  void requestPlanned(createTask('switch-environment', { name }));
}

/** Names of environments that an open task is about, or one that is not ordered yet. */
function useBusyNames(): ReadonlySet<string> {
  const view = useQueue((state) => state.view);
  const plans = usePendingPlans((state) => state.plans);
  const ordered = view === null ? [] : [...view.running.map(({ task }) => task), ...view.pending];
  const open = [...ordered, ...plans.flatMap(({ order }) => order.tasks)];
  const names = open.flatMap((task) =>
    task.kind === 'switch-environment' || task.kind === 'remove-environment' ? [task.params.name] : [],
  );
  return new Set(names);
}

/** `torch 2.7.1 (NVIDIA CUDA 12.8)`. */
function describeTorch({ version, accelerator, runtime }: NonNullable<EnvironmentRow['torch']>): string {
  if (accelerator === 'unknown') return `torch ${version}`;
  const built: string = t(`comfy.environment.accelerators.${accelerator}`);
  return `torch ${version} (${runtime === null ? built : `${built} ${runtime}`})`;
}

/** What is known of one in a line: Python, torch, room, age. What there is to say of the one in use stands above; only its age does not. */
function listFacts(
  { python, pythonKind, torch, madeAt, isUsed }: EnvironmentRow,
  bytes: number | null | undefined,
): string {
  if (python === null) return t('environments.broken');
  const age = madeAt === null ? null : t('environments.madeAt', { when: formatMoment(Date.parse(madeAt)) });
  if (isUsed) return age ?? '';
  const facts: (string | null)[] = [
    `Python ${python}`,
    pythonKind === 'venv' ? null : t(`comfy.environment.kinds.${pythonKind}`),
    torch === null ? t('comfy.environment.noTorch') : describeTorch(torch),
    bytes == null ? null : formatBytes(bytes),
    age,
  ];
  return facts.filter((fact) => fact !== null).join(' · ');
}

interface RowProps {
  row: EnvironmentRow;
  bytes: number | null | undefined;
  isBusy: boolean;
  canSwitch: boolean;
  onRemove: (row: EnvironmentRow) => void;
}

/** What is seldom done with one. */
function ActsMenu({ row, shown, onRemove }: Pick<RowProps, 'row' | 'onRemove'> & { shown: string }) {
  const { name, kind, isUsed, python, pythonKind } = row;
  const canCopy = pythonKind === 'venv' && python !== null;
  const canRemove = kind === 'made' && !isUsed;
  if (!canCopy && !canRemove) return null;
  return (
    <MoreMenu isOfRow label={t('packs.more', { name: shown })}>
      {canCopy && (
        <MenuItem
          icon={CopyPlus}
          onSelect={() => void askNewEnvironment({ packs: [], copyOf: name })}
          label={t('environments.cloneOne', { name: shown })}
        />
      )}
      {canRemove && (
        <MenuItem
          isDanger
          icon={Trash2}
          onSelect={() => onRemove(row)}
          label={t('environments.removeOne', { name: shown })}
        />
      )}
    </MoreMenu>
  );
}

function Acts({ row, isBusy, canSwitch, onRemove }: RowProps) {
  const { name, kind, isUsed, python } = row;
  const shown = kind === 'own' ? t('environments.ownOne') : name;
  return (
    <span className="flex shrink-0 items-center gap-1">
      {!isUsed && python !== null && canSwitch && (
        <Button
          size="small"
          disabled={isBusy}
          aria-label={t('environments.useOne', { name: shown })}
          icon={isBusy ? <ProgressRing fraction={null} label={t('states.checking')} /> : undefined}
          onClick={() => switchEnvironment(name)}
        >
          {t('environments.use')}
        </Button>
      )}
      <ActsMenu {...{ row, shown, onRemove }} />
    </span>
  );
}

function Row(props: RowProps) {
  const { row, bytes } = props;
  const facts = listFacts(row, bytes);
  const failed = row.failedImports.map(({ name }) => name);
  const reasons = row.failedImports.map(({ name, reason }) => `${name}: ${reason}`).join('\n');
  return (
    <li
      data-testid="environment-row"
      data-name={row.name}
      className="group/row flex min-h-12 items-center gap-3 border-b border-border py-2 pr-2.5 pl-3.5 last:border-0"
    >
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span title={row.folder} className="truncate font-medium">
            {row.kind === 'own' ? t('environments.own') : row.name}
          </span>
          {row.isUsed && <Chip tone="green">{t('environments.used')}</Chip>}
        </span>
        {facts !== '' && (
          <span className="block truncate text-sm text-muted tabular" title={facts}>
            {facts}
          </span>
        )}
        {failed.length > 0 && (
          <span className="block truncate text-sm text-amber-text" title={reasons}>
            {t('environments.failedImports', { names: formatList(failed) })}
          </span>
        )}
      </span>
      <Acts {...props} />
    </li>
  );
}

function RemoveDialog({
  row,
  bytes,
  onClose,
}: {
  row: EnvironmentRow;
  bytes: number | null | undefined;
  onClose: () => void;
}) {
  const size = bytes == null ? '' : formatBytes(bytes);
  return (
    <ConfirmDialog
      title={t('environments.removeTitle', { name: row.name })}
      text={size === '' ? t('environments.removeText') : t('environments.removeSized', { size })}
      confirmLabel={t('environments.remove')}
      keepLabel={t('environments.keep')}
      confirmTestId="environment-remove-confirm"
      onConfirm={() => {
        onClose();
        void removeEnvironment(row.name);
      }}
      onClose={onClose}
    >
      <p className="mt-3 font-mono text-sm break-all text-soft selectable">{row.folder}</p>
    </ConfirmDialog>
  );
}

/** The environments that ComfyUI can be started with: which is in use, the way to another one, and a new one. */
export function EnvironmentsPanel() {
  const view = useEnvironments().data;
  const sizes = useEnvironmentSizes();
  const busy = useBusyNames();
  const [removed, setRemoved] = useState<EnvironmentRow | null>(null);
  if (view === undefined) return null;
  const { environments: rows, isHeldBySetting } = view;
  return (
    <>
      <Panel
        testId="environments"
        icon={<Boxes size={16} />}
        title={t('environments.title')}
        text={isHeldBySetting ? t('environments.heldBySetting') : t('environments.text')}
        facts={
          <Button
            size="small"
            data-testid="environment-new"
            icon={<Plus size={13} />}
            onClick={() => void askNewEnvironment({ packs: [], copyOf: '' })}
          >
            {t('environments.new')}
          </Button>
        }
      >
        <ul aria-label={t('environments.list')}>
          {rows.map((row) => (
            <Row
              key={row.name}
              {...{ row, bytes: sizes.get(row.name), isBusy: busy.has(row.name), canSwitch: !isHeldBySetting }}
              onRemove={setRemoved}
            />
          ))}
          <EnvironmentsInMaking />
        </ul>
      </Panel>
      {removed !== null && (
        <RemoveDialog row={removed} bytes={sizes.get(removed.name)} onClose={() => setRemoved(null)} />
      )}
    </>
  );
}
