import { Undo2 } from 'lucide-react';
import { t } from 'i18next';
import type { BatchSummary, UndoableTask } from '../../src/contract/changes';
import { Button } from '../components/button';
import { CountWords } from '../components/feedback/count-words';
import { OutcomeIcon } from '../components/feedback/outcome-icon';
import { UndoneChip } from '../components/undone-chip';
import type { EntryStatus } from '../state/queue/history-entries';
import { useNow } from '../hooks/use-now';
import { ProgressRing } from '../components/feedback/progress';
import type { WayBackUnderWay } from './change-undo';
import { formatExact, formatWhen } from '../texts/formatting';

const refreshTimesMs = 30_000;

function UnderWay({ progress }: WayBackUnderWay) {
  return (
    <span role="status" className="inline-flex h-7 items-center gap-2 text-sm text-muted">
      <ProgressRing fraction={progress?.fraction ?? null} label={t('home.undo.underWay')} />
      {t('home.undo.underWay')}
    </span>
  );
}

/** What takes later changes along is no undo. */
function wayBackWords({ undo }: BatchSummary, alone: UndoableTask | null): string {
  return t(alone === null && undo.laterBatches > 0 ? 'undo.goBack' : 'undo.open');
}

function UndoCell({ batch, alone, underWay, onUndo }: Pick<ChangeRowProps, 'batch' | 'alone' | 'underWay' | 'onUndo'>) {
  const { state, snapshot } = batch.undo;
  if (alone?.state === 'taken-back') return <UndoneChip />;
  if (state === 'taken-back') return <UndoneChip stays={batch.undo.stays} />;
  if (snapshot === null && alone === null) {
    return <span className="max-w-44 text-right text-sm text-faint">{t(`home.undo.why.${state}`)}</span>;
  }
  if (underWay !== null && [snapshot, alone?.ui_id].includes(underWay.target)) return <UnderWay {...underWay} />;
  return (
    <Button
      size="small"
      data-testid="change-undo"
      disabled={underWay !== null}
      icon={<Undo2 size={13} />}
      onClick={onUndo}
    >
      {wayBackWords(batch, alone)}
    </Button>
  );
}

interface ChangeRowProps {
  batch: BatchSummary;
  status: EntryStatus;
  title: string;
  /** Its one change, where that can be taken back by itself, or was. */
  alone: UndoableTask | null;
  underWay: WayBackUnderWay | null;
  /** Shows all that is known of it. */
  onShow: () => void;
  onUndo: () => void;
}

/** One batch: what was done and when, what it changed, and the way back. */
export function ChangeRow({ batch, status, title, alone, underWay, onShow, onUndo }: ChangeRowProps) {
  const nowMs = useNow(refreshTimesMs);
  const startedMs = Date.parse(batch.startedAt);
  return (
    <li data-testid="change-row" data-batch={batch.id} className="border-b border-border px-3.5 py-1.5 last:border-0">
      <div className="flex min-h-9 items-center gap-2.5">
        <OutcomeIcon status={status} />
        <div className="min-w-0 flex-1">
          <h3 className="flex font-medium">
            <button type="button" title={title} className="min-w-0 truncate text-left hover:underline" onClick={onShow}>
              {title}
            </button>
          </h3>
          <p className="truncate text-sm text-muted tabular">
            {status === 'failed' && <span className="text-red-text">{t('home.changes.failed')} · </span>}
            <CountWords counts={batch.counts} />
          </p>
        </div>
        <span title={formatExact(startedMs)} className="shrink-0 text-sm text-faint tabular">
          {Number.isNaN(startedMs) ? '' : formatWhen(startedMs, nowMs)}
        </span>
        <UndoCell batch={batch} alone={alone} underWay={underWay} onUndo={onUndo} />
      </div>
    </li>
  );
}
