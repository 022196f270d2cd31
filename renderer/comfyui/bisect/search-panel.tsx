import { CircleCheck, CircleX, ExternalLink, Search, ThumbsDown, ThumbsUp } from 'lucide-react';
import { t } from 'i18next';
import type { BisectView } from '../../../src/contract/operations/bisect';
import { Button } from '../../components/button';
import { ProgressBar } from '../../components/feedback/progress';
import { Fold } from '../../components/fold';
import { answerBisect, cancelBisect, useIsCancelling } from '../../state/comfyui/bisect';
import { useRemote } from '../../state/installation/remote';
import { usePackTitle } from '../../state/packs/use-packs';
import { openLink } from '../../state/queue/actions';
import { formatCount, formatList } from '../../texts/formatting';
import { Panel } from '../panel';

/** What runs now, in one sentence. */
function describeNow({ phase, progress, hasEnded }: BisectView, isCancelling: boolean): string {
  if (isCancelling || phase === 'restoring') return t('bisect.now.restoring');
  if (phase === 'judging') return t(hasEnded ? 'bisect.now.ended' : 'bisect.now.judging');
  if (phase === 'starting') return t(`comfy.phases.${progress ?? 'starting'}`);
  return t('bisect.now.preparing');
}

/** The starts so far: how many packs each had, and what it was. */
function PastStarts({ past }: Pick<BisectView, 'past'>) {
  if (past.length === 0) return null;
  return (
    <ol aria-label={t('bisect.past')} className="mt-2.5 flex flex-wrap gap-1.5">
      {past.map(({ packs, verdict }, at) => {
        const words = t(`bisect.pastStart.${verdict}`, { count: packs, shown: formatCount(packs) });
        const Icon = verdict === 'good' ? CircleCheck : CircleX;
        return (
          <li
            key={at}
            data-testid="bisect-past"
            data-verdict={verdict}
            className="inline-flex items-center gap-1 rounded-control border border-border px-1.5 text-xs leading-5 text-muted tabular"
          >
            <Icon aria-hidden size={12} className={verdict === 'good' ? 'text-green-text' : 'text-red-text'} />
            {words}
          </li>
        );
      })}
    </ol>
  );
}

function JudgeButtons({ view }: { view: BisectView }) {
  // ComfyUI itself, at the port of this start: it listens on the machine of the installation alone.
  const isHere = useRemote() === null;
  const port = view.hasEnded || !isHere ? null : view.port;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-1.5">
      {port !== null && (
        <Button
          tone="tinted"
          data-testid="bisect-open"
          icon={<ExternalLink size={14} />}
          onClick={() => openLink(`http://127.0.0.1:${port}/`)}
        >
          {t('comfy.actions.openWeb')}
        </Button>
      )}
      <Button
        data-testid="bisect-good"
        title={t('bisect.goodHint')}
        icon={<ThumbsUp size={14} />}
        onClick={() => void answerBisect(view.start, 'good')}
      >
        {t('bisect.good')}
      </Button>
      <Button
        data-testid="bisect-bad"
        title={t('bisect.badHint')}
        icon={<ThumbsDown size={14} />}
        onClick={() => void answerBisect(view.start, 'bad')}
      >
        {t('bisect.bad')}
      </Button>
    </div>
  );
}

function LoadedNow({ onTrial }: Pick<BisectView, 'onTrial'>) {
  const titleOf = usePackTitle();
  const label = t('bisect.loaded', { count: onTrial.length, shown: formatCount(onTrial.length) });
  return (
    <Fold label={label} className="mt-2">
      <p className="max-h-40 overflow-y-auto pl-5 text-sm break-words text-muted selectable">
        {onTrial.length === 0 ? t('bisect.loadedNone') : formatList(onTrial.map(titleOf))}
      </p>
    </Fold>
  );
}

/** How far the search has come, what runs now, and the buttons that a person judges with. */
export function SearchPanel({ view }: { view: BisectView }) {
  const isCancelling = useIsCancelling();
  const now = describeNow(view, isCancelling);
  const { phase, start, atMost, left } = view;
  const isOver = isCancelling || phase === 'restoring';
  const count = t('bisect.start', { start: formatCount(start), shown: formatCount(atMost) });
  // The bar tells of starts that are over: what the last one will say nobody knows.
  const fraction = atMost === 0 ? 0 : Math.min(1, view.past.length / atMost);
  return (
    <Panel
      tone="accent"
      testId="bisect-search"
      icon={<Search size={16} />}
      title={t('bisect.title')}
      text={t('bisect.left', { count: left, shown: formatCount(left) })}
      facts={start === 0 ? undefined : count}
    >
      <div className="px-3.5 py-3">
        <ProgressBar fraction={fraction} label={t('bisect.title')} />
        <div className="mt-2.5 flex min-h-7 items-center gap-2">
          <p role="status" data-testid="bisect-now" className="min-w-0 flex-1">
            {now}
          </p>
          {phase === 'starting' && !isOver && (
            <Button
              size="small"
              tone="quiet"
              title={t('bisect.hangsHint')}
              onClick={() => void answerBisect(start, 'bad')}
            >
              {t('bisect.hangs')}
            </Button>
          )}
          <Button
            size="small"
            data-testid="bisect-cancel"
            title={t('bisect.cancelHint')}
            disabled={isOver}
            onClick={() => void cancelBisect()}
          >
            {t('actions.cancel')}
          </Button>
        </div>
        {phase === 'judging' && !isOver && <JudgeButtons view={view} />}
        <PastStarts past={view.past} />
        {(phase === 'starting' || phase === 'judging') && <LoadedNow onTrial={view.onTrial} />}
      </div>
    </Panel>
  );
}
