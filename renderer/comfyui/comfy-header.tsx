import { LoaderCircle, Play, RotateCw, Search, Square } from 'lucide-react';
import { t } from 'i18next';
import type { ComfyStatus } from '../../src/contract/comfyui/comfyui-status';
import { Button } from '../components/button';
import { isSearching, useBisect } from '../state/comfyui/bisect';
import {
  isRestartRequested,
  restartComfy,
  startComfy,
  stopComfy,
  useComfyOrders,
} from '../state/comfyui/comfy-actions';
import { isSafeMode } from '../state/comfyui/shown-state';
import { canStart, hasWebUi, readShownState } from '../state/comfyui/shown-state';
import { useOpenWeb, usePhaseWords, useVersionWords } from '../state/comfyui/use-comfy';
import { useDelayed } from '../hooks/use-delayed';
import { formatExact, formatSince } from '../texts/formatting';
import { Chip } from '../components/chip';
import { OpenWebButton } from '../components/open-web-button';
import { PlaceHeader } from '../components/place-header';
import { ModeChip } from '../components/mode-chip';
import { StateChip } from '../components/state-chip';
import { useNow } from '../hooks/use-now';
import { StartWithMenu } from './lean/start-with-menu';

function StartButton({ status }: { status: ComfyStatus }) {
  const isBusy = useComfyOrders(({ isSending, recovery }) => isSending || recovery !== null);
  const isSlow = useDelayed(isBusy);
  // After a crash and before a taken port the panel below offers what is likelier to help.
  const isCrashed = status.state === 'crashed';
  const label = isCrashed ? t('comfy.actions.again') : t('comfy.actions.start');
  return (
    <Button
      data-testid="comfy-start"
      tone={status.state === 'stopped' ? 'primary' : 'plain'}
      disabled={isBusy}
      icon={isSlow ? <LoaderCircle size={14} className="animate-turn" /> : <Play size={14} />}
      onClick={() => void startComfy()}
    >
      {label}
    </Button>
  );
}

// A narrow window has no room for every label beside the main act, which must never be cut off. What has lost its label shows it on hover.
const belowWide = 'max-[999px]:sr-only';
const belowUsual = 'max-[799px]:sr-only';

function StopButton({ isEnding }: { isEnding: boolean }) {
  const isSending = useComfyOrders((state) => state.isSending);
  return (
    <Button
      data-testid="comfy-stop"
      title={t('comfy.actions.stop')}
      disabled={isEnding || isSending}
      icon={<Square size={13} />}
      onClick={() => void stopComfy()}
    >
      <span className={belowWide}>{t('comfy.actions.stop')}</span>
    </Button>
  );
}

function RestartButton({ status }: { status: ComfyStatus }) {
  const isRequested = useComfyOrders(isRestartRequested);
  const label = t(isSafeMode(status) ? 'restart.normally' : 'comfy.actions.restart');
  return (
    <Button
      data-testid="comfy-restart"
      title={label}
      disabled={isRequested}
      icon={<RotateCw size={14} />}
      onClick={() => void restartComfy()}
    >
      <span className={belowUsual}>{label}</span>
    </Button>
  );
}

function Actions({ status }: { status: ComfyStatus }) {
  const state = readShownState(status);
  const openWeb = useOpenWeb();
  // A search starts and stops it by itself.
  if (isSearching(useBisect())) return null;
  if (canStart(state)) {
    return (
      <>
        <StartWithMenu status={status} />
        <StartButton status={status} />
      </>
    );
  }
  return (
    <>
      {state !== 'foreign' && <StopButton isEnding={state === 'stopping'} />}
      {state === 'running' && <StartWithMenu status={status} />}
      {state === 'running' && <RestartButton status={status} />}
      {hasWebUi(state) && <OpenWebButton isTight onOpen={openWeb} testId="comfy-open-web" />}
    </>
  );
}

function PhaseWords({ status }: { status: ComfyStatus }) {
  const words = usePhaseWords(status);
  return (
    <span title={words} className="min-w-0 truncate text-sm text-muted tabular">
      {words}
    </span>
  );
}

/** Its version, and since when it runs. */
function Facts({ status }: { status: ComfyStatus }) {
  const version = useVersionWords(status);
  const nowMs = useNow(60_000);
  const startedMs = status.state === 'running' && status.startedAt !== null ? Date.parse(status.startedAt) : null;
  const since = startedMs === null ? null : t('comfy.since', { when: formatSince(startedMs, nowMs) });
  const words = [version, since].filter((part) => part !== null).join(' · ');
  // What does not fit wholly falls into the next line, which nobody sees: half a version says nothing.
  return (
    <span
      data-testid="comfy-facts"
      title={startedMs === null ? words : `${words} (${formatExact(startedMs)})`}
      className="flex h-5 min-w-0 flex-1 flex-wrap overflow-hidden text-sm leading-5 whitespace-pre text-faint tabular"
    >
      <span className="w-0"> </span>
      <span>{version}</span>
      {since !== null && <span>{` · ${since}`}</span>}
    </span>
  );
}

/** Whether it runs, and how. While a search tries packs, what runs is its starts: the state before says nothing of them. */
function States({ status }: { status: ComfyStatus }) {
  if (isSearching(useBisect()))
    return (
      <Chip tone="accent" icon={<Search size={12} />}>
        {t('bisect.trying')}
      </Chip>
    );
  return (
    <>
      <StateChip state={readShownState(status)} />
      <span className="flex max-[799px]:hidden">
        <ModeChip status={status} />
      </span>
    </>
  );
}

/** Title, state, and what can be done in it. */
export function ComfyHeader({ status }: { status: ComfyStatus | undefined }) {
  return (
    <PlaceHeader
      title={t('places.comfyui')}
      beside={
        status && (
          <>
            <States status={status} />
            {status.state === 'starting' ? <PhaseWords status={status} /> : <Facts status={status} />}
          </>
        )
      }
    >
      {status && <Actions status={status} />}
    </PlaceHeader>
  );
}
