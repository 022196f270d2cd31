import { CircleX } from 'lucide-react';
import { t } from 'i18next';
import { CopyDetails } from '../../components/feedback/copy-details';
import type { LastChange, ComfyCrash, ComfyStatus } from '../../../src/contract/comfyui/comfyui-status';
import { Button } from '../../components/button';
import { ProgressRing } from '../../components/feedback/progress';
import { attempt } from '../../state/queue/actions';
import {
  startComfy,
  startWithArgument,
  startWithout,
  undoChange,
  useComfyOrders,
} from '../../state/comfyui/comfy-actions';
import { askBisect } from '../../navigation/window-store';
import { go } from '../../navigation/location-store';
import { useQueue } from '../../state/queue/queue-store';
import { useTaskWords } from '../../state/packs/task-words';
import { useNow } from '../../hooks/use-now';
import { usePacks, usePackTitle } from '../../state/packs/use-packs';
import { formatBytes, formatExact, formatWhen } from '../../texts/formatting';
import { Panel, PanelRow } from '../panel';
import { formatSentence } from '../../texts/core-sentences';

const refreshTimesMs = 60_000;

/** How it ended, in one sentence. */
function describeEnd({ exit, notice }: ComfyStatus): string {
  if (notice !== null) return formatSentence(notice);
  if (exit?.signal) return t('comfy.crash.signal', { signal: exit.signal });
  return exit?.code == null ? t('comfy.crash.unknown') : t('comfy.crash.code', { code: exit.code });
}

function RecoveryRow() {
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

interface ChangeRowProps {
  change: LastChange;
  /** Something points to it. */
  isSuspected: boolean;
  isBusy: boolean;
}

function ChangeRow({ change, isSuspected, isBusy }: ChangeRowProps) {
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
    <PanelRow label={t(isSuspected ? 'comfy.crash.change' : 'comfy.crash.changeUnproven')} text={text}>
      {snapshot !== null && (
        <Button
          size="small"
          tone={isSuspected ? 'primary' : 'quiet'}
          data-testid="comfy-undo"
          disabled={isBusy}
          onClick={() => void undoChange(snapshot, name)}
        >
          {t('comfy.actions.undo')}
        </Button>
      )}
    </PanelRow>
  );
}

/** The memory there was when something outside ended it. */
function MemoryRow({ memory }: { memory: NonNullable<ComfyCrash['memory']> }) {
  const words = { free: formatBytes(memory.freeBytes), total: formatBytes(memory.totalBytes) };
  const key = memory.hasRunOut === true ? 'ranOut' : memory.hasRunOut === false ? 'held' : 'unknown';
  return <PanelRow label={t('comfy.crash.memory')} text={t(`comfy.crash.memoryTexts.${key}`, words)} />;
}

function SuspectRow({ name, isFirst, isBusy }: { name: string; isFirst: boolean; isBusy: boolean }) {
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

/** What keeps it from starting here goes away with an argument. */
function ArgumentRow({ argument, isFirst, isBusy }: { argument: string; isFirst: boolean; isBusy: boolean }) {
  return (
    <PanelRow label={t('comfy.crash.noCard')} text={t('comfy.crash.noCardText', { argument })}>
      <Button
        size="small"
        tone={isFirst ? 'primary' : 'plain'}
        data-testid="comfy-argument"
        disabled={isBusy}
        onClick={() => void startWithArgument(argument)}
      >
        {t('comfy.actions.argument', { argument })}
      </Button>
    </PanelRow>
  );
}

function LastLines({ lines, details }: { lines: readonly string[]; details: string }) {
  return (
    <div className="border-b border-border">
      <div className="flex items-center gap-1 pt-1.5 pr-2 pl-3.5">
        <h3 className="min-w-0 flex-1 text-sm text-muted">{t('comfy.crash.lastLines')}</h3>
        <CopyDetails details={details} />
        <Button size="small" tone="quiet" onClick={() => go({ comfyTab: 'log' })}>
          {t('app.showLog')}
        </Button>
      </div>
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

function CrashButtons({ isBusy, isAnswered }: { isBusy: boolean; isAnswered: boolean }) {
  return (
    <div className="flex flex-wrap gap-1.5 px-3.5 py-2.5">
      {!isAnswered && (
        <Button
          size="small"
          tone="primary"
          data-testid="comfy-again"
          disabled={isBusy}
          onClick={() => void startComfy()}
        >
          {t('comfy.actions.again')}
        </Button>
      )}
      <Button
        size="small"
        data-testid="comfy-bare"
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
    </div>
  );
}

const noCrash: ComfyCrash = {
  ...{ lastLines: [], change: null, isChangeSuspected: false, memory: null },
  ...{ suspects: [], argument: null },
};

/** What points to a cause, or that nothing does. */
function Causes({ crash, canUndo, isBusy }: { crash: ComfyCrash; canUndo: boolean; isBusy: boolean }) {
  const { change, suspects, isChangeSuspected, memory, argument } = crash;
  const isUnclear = !change && !memory && !argument && suspects.length === 0;
  return (
    <>
      {argument !== null && <ArgumentRow argument={argument} isFirst={!canUndo} isBusy={isBusy} />}
      {suspects.map((name, position) => (
        <SuspectRow key={name} name={name} isFirst={position === 0 && !canUndo && argument === null} isBusy={isBusy} />
      ))}
      {memory && <MemoryRow memory={memory} />}
      {change && <ChangeRow change={change} isSuspected={isChangeSuspected} isBusy={isBusy} />}
      {isUnclear && <PanelRow label={t('comfy.crash.unclear')} text={t('comfy.crash.unclearText')} />}
    </>
  );
}

/** What happened, what was changed before, and every way on: undo, without a pack, bare, a search, the log. */
export function CrashPanel({ status }: { status: ComfyStatus }) {
  const words = describeEnd(status);
  const isBusy = useComfyOrders(({ isSending, recovery }) => isSending || recovery !== null);
  const crash = status.crash ?? noCrash;
  const lines = crash.lastLines.length > 0 ? crash.lastLines : status.lastLines;
  // One strong button: what something points to.
  const canUndo = crash.isChangeSuspected && crash.change?.snapshot != null;
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
      <Causes crash={crash} canUndo={canUndo} isBusy={isBusy} />
      <LastLines lines={lines} details={[t('comfy.crash.title'), words, ...lines].join('\n')} />
      <CrashButtons isBusy={isBusy} isAnswered={canUndo || crash.argument !== null || crash.suspects.length > 0} />
    </Panel>
  );
}
