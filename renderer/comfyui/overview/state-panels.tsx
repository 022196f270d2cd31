import { Check, CircleDashed, Clock3, Info, LifeBuoy, LoaderCircle, Search, Users, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { ComfyStatus } from '../../../src/contract/comfyui/comfyui-status';
import { Button } from '../../components/button';
import { ProgressBar } from '../../components/feedback/progress';
import { attempt } from '../../state/queue/actions';
import { startComfy, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { useComfyLog } from '../log/comfy-log-store';
import { go } from '../../navigation/location-store';
import { askBisect } from '../../navigation/window-store';
import { countOpenTasks, useQueue } from '../../state/queue/queue-store';
import { useNow } from '../../hooks/use-now';
import { usePhaseWords } from '../../state/comfyui/use-comfy';
import { formatDuration } from '../../texts/formatting';
import { Panel, PanelRow } from '../panel';
import { formatSentence } from '../../texts/core-sentences';

const tailLines = 6;
/** What the app says of a start is written a moment before the process has its time. */
const toleranceMs = 1000;

/** The newest lines of this start, in a box that never changes its height. */
function Tail({ startedMs }: { startedMs: number }) {
  const lines = useComfyLog((state) => state.lines);
  const shown = (lines ?? []).slice(-tailLines).filter(({ atMs }) => atMs >= startedMs - toleranceMs);
  return (
    <pre
      aria-hidden
      className="h-[128px] overflow-hidden border-t border-border bg-panel px-3.5 py-2.5 font-mono text-xs leading-[18px] text-muted"
    >
      {shown.map(({ number, text }) => (
        <span key={number} className="block truncate">
          {text === '' ? ' ' : text}
        </span>
      ))}
    </pre>
  );
}

/** How far the start has come. */
export function StartingPanel({ status }: { status: ComfyStatus }) {
  const nowMs = useNow(1000);
  const words = usePhaseWords(status);
  const startedMs = status.startedAt === null ? nowMs : Date.parse(status.startedAt);
  return (
    <Panel
      tone="accent"
      testId="comfy-starting"
      icon={<LoaderCircle size={16} className="animate-turn" />}
      title={t('comfy.startingTitle')}
      text={words}
      facts={formatDuration(Math.max(0, nowMs - startedMs))}
    >
      <div className="px-3.5 py-3">
        <ProgressBar fraction={null} label={t('comfy.startingTitle')} />
        <div className="mt-2.5 flex items-center gap-1.5">
          <p className="min-w-0 flex-1 text-muted">
            {status.notice === null ? t('comfy.startingText') : formatSentence(status.notice)}
          </p>
          <Button size="small" onClick={() => go({ comfyTab: 'log' })}>
            {t('app.showLog')}
          </Button>
        </div>
      </div>
      <Tail startedMs={startedMs} />
    </Panel>
  );
}

/** The panel for a stop that takes long. */
export function StoppingPanel() {
  return (
    <Panel
      tone="amber"
      icon={<LoaderCircle size={16} className="animate-turn" />}
      title={t('comfy.stoppingTitle')}
      text={t('comfy.stoppingText')}
    />
  );
}

/** The start without custom nodes, and what it does before anybody presses it. */
function SafeStart({ isBusy }: { isBusy: boolean }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3.5 py-2.5">
      <Button
        size="small"
        data-testid="comfy-bare"
        icon={<LifeBuoy size={13} />}
        aria-describedby="safe-start"
        disabled={isBusy}
        onClick={() => void startComfy('bare')}
      >
        {t('comfy.actions.bare')}
      </Button>
      <p id="safe-start" className="min-w-56 flex-1 text-sm text-muted">
        {t('comfy.bareHint')}
      </p>
    </div>
  );
}

/** ComfyUI runs without custom nodes: what that means, and the search for the pack that it was started so for. The header has the way back. */
export function SafeModePanel() {
  return (
    <Panel
      tone="amber"
      testId="comfy-safe-mode"
      icon={<LifeBuoy size={16} />}
      title={t('comfy.safeMode.title')}
      text={t('comfy.safeMode.text')}
    >
      <PanelRow label={t('bisect.findHint')}>
        <Button size="small" data-testid="bisect-entry" icon={<Search size={13} />} onClick={() => askBisect('web-ui')}>
          {t('bisect.find')}
        </Button>
      </PanelRow>
    </Panel>
  );
}

/** What the place is for, and the next step. */
export function StoppedPanel() {
  const isBusy = useComfyOrders(({ isSending, recovery }) => isSending || recovery !== null);
  return (
    <Panel
      testId="comfy-stopped"
      icon={<CircleDashed size={16} />}
      title={t('comfy.stoppedTitle')}
      text={t('comfy.stoppedText')}
    >
      <SafeStart isBusy={isBusy} />
    </Panel>
  );
}

function Ability({ isGiven, children }: { isGiven: boolean; children: ReactNode }) {
  return (
    <li className="flex gap-2 py-0.5 text-soft">
      {isGiven ? (
        <Check aria-hidden size={14} className="mt-[3px] shrink-0 text-green-text" />
      ) : (
        <X aria-hidden size={14} className="mt-[3px] shrink-0 text-faint" />
      )}
      {children}
    </li>
  );
}

/** What can be done with a ComfyUI of somebody else, and what cannot. */
export function ForeignPanel({ status }: { status: ComfyStatus }) {
  return (
    <Panel
      testId="comfy-foreign"
      icon={<Users size={16} />}
      title={t('comfy.foreign.title')}
      text={t('comfy.foreign.text', { port: status.port })}
    >
      <div className="grid grid-cols-1 gap-x-6 gap-y-3 px-3.5 py-3 min-[1000px]:grid-cols-2">
        <div>
          <h3 className="mb-1 text-sm text-muted">{t('comfy.foreign.can')}</h3>
          <ul>
            <Ability isGiven>{t('comfy.foreign.canPacks')}</Ability>
            <Ability isGiven>{t('comfy.foreign.canWeb')}</Ability>
          </ul>
        </div>
        <div>
          <h3 className="mb-1 text-sm text-muted">{t('comfy.foreign.cannot')}</h3>
          <ul>
            <Ability isGiven={false}>{t('comfy.foreign.cannotStop')}</Ability>
            <Ability isGiven={false}>{t('comfy.foreign.cannotLog')}</Ability>
          </ul>
        </div>
        <p className="text-muted min-[1000px]:col-span-2">{t('comfy.foreign.remedy')}</p>
      </div>
    </Panel>
  );
}

/** A restart that was asked for and waits until no task is left. */
export function RestartPanel() {
  const isRequested = useComfyOrders((state) => state.restarting !== null);
  const count = useQueue(countOpenTasks);
  const isPaused = useQueue((state) => state.view?.isPaused ?? false);
  if (!isRequested || count === 0) return null;
  return (
    <Panel
      tone="amber"
      testId="comfy-restart-waits"
      icon={<Clock3 size={16} />}
      title={t('comfy.restartWaits')}
      text={isPaused ? t('comfy.restartPausedText') : t('comfy.restartWaitsText', { count })}
    >
      {isPaused ? (
        <div className="px-3.5 py-2.5">
          <Button size="small" onClick={() => void attempt('queue.resume', {})}>
            {t('comfy.actions.resume')}
          </Button>
        </div>
      ) : undefined}
    </Panel>
  );
}

/** A sentence of the core about the state as it is. */
export function NoticePanel({ text }: { text: string }) {
  return <Panel tone="amber" icon={<Info size={16} />} title={t('comfy.noticeTitle')} text={text} />;
}
