import { CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LastChange, ComfyCrash, ComfyStatus } from '../../../src/contract/comfyui';
import { Button } from '../../components/button';
import { ProgressRing } from '../../components/feedback/progress';
import { attempt, copyText } from '../../state/queue/actions';
import { startComfy, startWithout, undoChange, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { askBisect } from '../../navigation/window-store';
import { useLocation } from '../../navigation/location-store';
import { useQueue } from '../../state/queue/queue-store';
import { useTaskWords } from '../../state/packs/task-words';
import { useNow } from '../../hooks/use-now';
import { usePacks } from '../../state/packs/use-packs';
import { formatExact, formatWhen } from '../../texts/formatting';
import { Panel, PanelRow } from '../panel';

const refreshTimesMs = 60_000;

function usePackTitle(): (name: string) => string {
  const { findByName } = usePacks().packIndex;
  return (name) => findByName(name)?.title ?? name;
}

/** How it ended, in one sentence. */
function useEndWords({ exit, notice }: ComfyStatus): string {
  const { t } = useTranslation();
  if (notice !== null) return notice;
  if (exit?.signal) return t('comfy.crash.signal', { signal: exit.signal });
  return exit?.code == null ? t('comfy.crash.unknown') : t('comfy.crash.code', { code: exit.code });
}

function RecoveryRow() {
  const { t } = useTranslation();
  const recovery = useComfyOrders((state) => state.recovery);
  const titleOf = usePackTitle();
  const isPaused = useQueue((state) => state.view?.isPaused ?? false);
  if (!recovery) return null;
  const words =
    recovery.kind === 'undo' ? t('comfy.crash.undoing') : t('comfy.crash.disabling', { name: titleOf(recovery.name) });
  return (
    <div role="status" className="flex min-h-12 items-center gap-2.5 border-b border-border px-3.5 py-2">
      <ProgressRing fraction={null} label={words} />
      <span className="min-w-0 flex-1">
        {words}
        {isPaused && <span className="block text-sm text-muted">{t('comfy.crash.pausedHint')}</span>}
      </span>
      {isPaused && (
        <Button size="small" onClick={() => void attempt('queue.resume', {})}>
          {t('comfy.actions.resume')}
        </Button>
      )}
    </div>
  );
}

function ChangeRow({ change, isBusy }: { change: LastChange; isBusy: boolean }) {
  const { t } = useTranslation();
  const nowMs = useNow(refreshTimesMs);
  const wordTask = useTaskWords();
  const name = usePackTitle()(change.target);
  const { snapshot } = change;
  const endedMs = Date.parse(change.endedAt);
  const text = (
    <>
      {wordTask(change)}
      <span title={formatExact(endedMs)} className="ml-2 text-sm text-faint">
        {formatWhen(endedMs, nowMs)}
      </span>
      {snapshot === null && <span className="block text-sm text-muted">{t('comfy.crash.noSnapshot')}</span>}
    </>
  );
  return (
    <PanelRow label={t('comfy.crash.change')} text={text}>
      {snapshot !== null && (
        <Button size="small" data-testid="comfy-undo" disabled={isBusy} onClick={() => void undoChange(snapshot, name)}>
          {t('comfy.actions.undo')}
        </Button>
      )}
    </PanelRow>
  );
}

function SuspectRow({ name, isFirst, isBusy }: { name: string; isFirst: boolean; isBusy: boolean }) {
  const { t } = useTranslation();
  const { findByName } = usePacks().packIndex;
  const title = usePackTitle()(name);
  const text = (
    <>
      {title}
      {title !== name && <span className="ml-2 font-mono text-sm text-faint">{name}</span>}
    </>
  );
  return (
    <PanelRow label={t('comfy.crash.suspects')} text={text}>
      <Button
        size="small"
        tone={isFirst ? 'primary' : 'plain'}
        disabled={isBusy}
        onClick={() => void startWithout(name, findByName)}
      >
        {t('comfy.actions.without', { name: title })}
      </Button>
    </PanelRow>
  );
}

function LastLines({ lines }: { lines: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <div className="border-b border-border">
      <h3 className="px-3.5 pt-2.5 text-sm text-muted">{t('comfy.crash.lastLines')}</h3>
      <pre
        tabIndex={0}
        role="group"
        aria-label={t('comfy.crash.lastLines')}
        // The newest lines first in sight: the box grows from its end.
        className="flex max-h-52 flex-col-reverse overflow-auto px-3.5 pt-1 pb-2.5 font-mono text-xs leading-[18px] break-words whitespace-pre-wrap text-soft selectable focus-visible:outline-offset-[-2px]"
      >
        <code>{lines.length === 0 ? t('comfy.crash.noLines') : lines.join('\n')}</code>
      </pre>
    </div>
  );
}

function CrashButtons({ details, isBusy, hasSuspect }: { details: string; isBusy: boolean; hasSuspect: boolean }) {
  const { t } = useTranslation();
  const go = useLocation((state) => state.go);
  return (
    <div className="flex flex-wrap gap-1.5 px-3.5 py-2.5">
      <Button
        size="small"
        data-testid="comfy-bare"
        tone={hasSuspect ? 'plain' : 'primary'}
        title={t('comfy.bareHint')}
        disabled={isBusy}
        onClick={() => void startComfy('bare')}
      >
        {t('comfy.actions.bare')}
      </Button>
      <Button
        size="small"
        data-testid="comfy-bisect"
        title={t('bisect.findHint')}
        disabled={isBusy}
        onClick={() => askBisect('start')}
      >
        {t('bisect.find')}
      </Button>
      <Button size="small" onClick={() => go({ comfyTab: 'log' })}>
        {t('app.showLog')}
      </Button>
      <Button size="small" tone="quiet" onClick={() => copyText(details)}>
        {t('app.copyDetails')}
      </Button>
    </div>
  );
}

const noCrash: ComfyCrash = { lastLines: [], change: null, suspects: [] };

/** What happened, what was changed before, and every way on: undo, without a pack, bare, the log. */
export function CrashPanel({ status }: { status: ComfyStatus }) {
  const { t } = useTranslation();
  const words = useEndWords(status);
  const isBusy = useComfyOrders(({ isSending, recovery }) => isSending || recovery !== null);
  const { change, suspects, lastLines } = status.crash ?? noCrash;
  const lines = lastLines.length > 0 ? lastLines : status.lastLines;
  return (
    <Panel
      isAlert
      tone="red"
      testId="comfy-crash"
      icon={<CircleX size={16} />}
      title={t('comfy.crash.title')}
      text={words}
    >
      <RecoveryRow />
      {suspects.map((name, position) => (
        <SuspectRow key={name} name={name} isFirst={position === 0} isBusy={isBusy} />
      ))}
      {change && <ChangeRow change={change} isBusy={isBusy} />}
      {!change && suspects.length === 0 && (
        <PanelRow label={t('comfy.crash.unclear')} text={t('comfy.crash.unclearText')} />
      )}
      <LastLines lines={lines} />
      <CrashButtons
        isBusy={isBusy}
        hasSuspect={suspects.length > 0}
        details={[t('comfy.crash.title'), words, ...lines].join('\n')}
      />
    </Panel>
  );
}
