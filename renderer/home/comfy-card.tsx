import { Play, RotateCw, Square } from 'lucide-react';
import { t } from 'i18next';
import type { ComfyStatus } from '../../src/contract/comfyui/comfyui-status';
import type { AppError } from '../../src/contract/errors';
import { Button } from '../components/button';
import { Notice } from '../components/feedback/notice';
import { OpenWebButton } from '../components/open-web-button';
import { StateChip } from '../components/state-chip';
import { ModeChip } from '../components/mode-chip';
import { isSafeMode } from '../state/comfyui/shown-state';
import { hasWebUi, type ShownState } from '../state/comfyui/shown-state';
import { formatExact, formatSince } from '../texts/formatting';
import { useNow } from '../hooks/use-now';
import { describeError } from '../texts/core-sentences';

/** What can be asked of ComfyUI; null where it cannot be asked now. */
export interface ComfyOrdersGiven {
  start: () => void;
  stop: () => void;
  restart: () => void;
  openWeb: (() => void) | null;
}

interface ComfyCardProps {
  status: ComfyStatus;
  state: ShownState;
  version: string | null;
  /** Whether an order is on its way. */
  isBusy: boolean;
  refusal: AppError | null;
  orders: ComfyOrdersGiven;
  onDismiss: () => void;
}

/** Where it listens and since when, or how far its start has come. */
function Facts({ status, version, phase }: Pick<ComfyCardProps, 'status' | 'version'> & { phase: string | null }) {
  const nowMs = useNow(60_000);
  const { state, port, startedAt } = status;
  const isServed = state === 'running' && startedAt !== null;
  const words = [
    version,
    port > 0 && state !== 'stopped' && state !== 'crashed' ? t('home.comfy.port', { port }) : null,
    isServed ? t('comfy.since', { when: formatSince(Date.parse(startedAt), nowMs) }) : phase,
  ];
  return (
    <span
      title={isServed ? formatExact(Date.parse(startedAt)) : undefined}
      className="min-w-0 truncate text-sm text-muted tabular"
    >
      {words.filter(Boolean).join(' · ')}
    </span>
  );
}

type OrderProps = Pick<ComfyCardProps, 'status' | 'state' | 'isBusy' | 'orders'>;

/** After a crash that a pack can be to blame for, what stands below the card helps more than the same start once more. */
function isStartLikely({ crash }: ComfyStatus, state: ShownState): boolean {
  return state === 'stopped' || (state === 'crashed' && crash?.memory != null);
}

function StartOrStop({ status, state, isBusy, orders }: OrderProps) {
  const isDown = state === 'stopped' || state === 'crashed' || state === 'port-taken';
  if (isDown) {
    return (
      <Button
        data-testid="home-start"
        tone={isStartLikely(status, state) ? 'primary' : 'plain'}
        disabled={isBusy}
        icon={<Play size={14} />}
        onClick={orders.start}
      >
        {t(state === 'crashed' ? 'comfy.actions.again' : 'comfy.actions.start')}
      </Button>
    );
  }
  if (state === 'foreign') return null;
  return (
    <Button
      data-testid="home-stop"
      disabled={isBusy || state === 'stopping'}
      icon={<Square size={13} />}
      onClick={orders.stop}
    >
      {t('comfy.actions.stop')}
    </Button>
  );
}

function Orders({ status, state, isBusy, orders }: OrderProps) {
  return (
    <div className="ml-auto flex flex-wrap items-center justify-end gap-1.5">
      <StartOrStop status={status} state={state} isBusy={isBusy} orders={orders} />
      {state === 'running' && (
        <Button data-testid="home-restart" disabled={isBusy} icon={<RotateCw size={14} />} onClick={orders.restart}>
          {t(isSafeMode(status) ? 'restart.normally' : 'comfy.actions.restart')}
        </Button>
      )}
      {hasWebUi(state) && <OpenWebButton onOpen={orders.openWeb} testId="home-open-web" />}
    </div>
  );
}

/** Whether ComfyUI runs, where and since when, and the orders it takes. */
export function ComfyCard(props: ComfyCardProps & { phase: string | null }) {
  const { status, state, refusal, onDismiss } = props;
  return (
    <section
      aria-label={t('places.comfyui')}
      data-testid="home-comfy"
      className="mb-5 rounded-panel border border-border bg-raised"
    >
      <div className="flex min-h-14 flex-wrap items-center gap-x-2.5 gap-y-2 px-3.5 py-2.5">
        <h2 className="font-semibold">{t('places.comfyui')}</h2>
        <StateChip state={state} />
        <ModeChip status={status} />
        <Facts status={status} version={props.version} phase={props.phase} />
        <Orders {...props} />
      </div>
      {refusal && (
        <div className="px-3.5 pb-3.5" data-testid="home-refusal">
          <Notice
            isAlert
            tone="red"
            icon={<Square size={16} />}
            title={refusal.code === 'policy-denied' ? t('comfy.deniedTitle') : t('comfy.refusedTitle')}
            {...describeError(refusal)}
          >
            <Button size="small" onClick={onDismiss}>
              {t('app.dismiss')}
            </Button>
          </Notice>
        </div>
      )}
    </section>
  );
}
