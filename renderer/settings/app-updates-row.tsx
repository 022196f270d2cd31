import { useMutation } from '@tanstack/react-query';
import { CircleArrowUp, Download, Info, RefreshCw } from 'lucide-react';
import { t } from 'i18next';
import type { AppUpdatesView, AppVersionNotes } from '../../src/contract/app/updates';
import { fromErrorBody } from '../../src/contract/errors';
import { Button } from '../components/button';
import { FailedPlace } from '../components/feedback/failed-place';
import { ProgressBar } from '../components/feedback/progress';
import { Fold } from '../components/fold';
import { ForeignText } from '../components/markdown/foreign-text';
import { openLink } from '../state/queue/actions';
import { askForUpdate, useAppUpdates } from '../state/settings/app-updates';
import { forgetSettings } from '../state/settings/settings-queries';
import { formatMoment, formatSentences } from '../texts/formatting';
import { RowFrame } from './row-frame';
import { answersQuery } from './settings-search';

/** What a version brings, folded until somebody wants to know. Its makers' words are cleaned like those of any readme. */
function Notes({ version, notes, isOpenFirst = false }: AppVersionNotes & { isOpenFirst?: boolean }) {
  return (
    <Fold label={t('updates.notes', { version })} className="border-b border-border py-2" isOpenFirst={isOpenFirst}>
      <div
        data-testid="app-notes"
        className="mt-1 mb-2 max-h-96 overflow-y-auto rounded-panel border border-border bg-raised px-4 py-3 select-text"
      >
        {notes === '' ? (
          <p className="text-muted">{t('updates.noNotes')}</p>
        ) : (
          <ForeignText text={notes} linkBase={null} onOpen={openLink} />
        )}
      </div>
    </Fold>
  );
}

/** Where it stands, in a sentence or two. */
function describeStanding({ off, offPlace, step, offered, waitsFor }: AppUpdatesView): string {
  if (off !== null) return t(`updates.off.${off}`, { folder: offPlace ?? '' });
  const version = offered?.version ?? '';
  const isWaiting = waitsFor !== null && (step === 'waiting' || step === 'ready');
  const stands = t(`updates.steps.${step}`, { version });
  return isWaiting ? formatSentences(stands, t(`updates.waits.${waitsFor}`)) : stands;
}

function Percent({ fraction, label }: { fraction: number | null; label: string }) {
  return (
    <div className="flex w-full items-center gap-2 text-sm text-muted">
      <ProgressBar fraction={fraction} label={label} />
      {fraction !== null && (
        <span className="shrink-0 tabular">{t('updates.percent', { percent: Math.round(fraction * 100) })}</span>
      )}
    </div>
  );
}

/** The one thing that can be done next. */
function NextStep({
  view,
  onAsk,
}: {
  view: AppUpdatesView;
  onAsk: (name: Parameters<typeof askForUpdate>[0]) => void;
}) {
  const { step, off, waitsFor, fraction, offered } = view;
  if (off !== null) return null;
  if (step === 'downloading') {
    return <Percent fraction={fraction} label={t('updates.steps.downloading', { version: offered?.version ?? '' })} />;
  }
  if (step === 'ready') {
    return (
      <Button
        tone="primary"
        icon={<CircleArrowUp size={14} />}
        disabled={waitsFor !== null}
        onClick={() => onAsk('updates.install')}
      >
        {t('updates.install')}
      </Button>
    );
  }
  if (step === 'available') {
    return (
      <Button tone="primary" icon={<Download size={14} />} onClick={() => onAsk('updates.download')}>
        {t('updates.download')}
      </Button>
    );
  }
  if (step === 'waiting' || step === 'installing') return null;
  return (
    <Button icon={<RefreshCw size={14} />} disabled={step === 'checking'} onClick={() => onAsk('updates.check')}>
      {t('updates.check')}
    </Button>
  );
}

function Row({ view }: { view: AppUpdatesView }) {
  const { error, mutate } = useMutation({ mutationFn: askForUpdate });
  const standing = describeStanding(view);
  const { current, checkedAt, problem, offered, news } = view;
  const failed = problem && fromErrorBody(problem);
  return (
    <>
      <RowFrame
        id="appUpdates"
        title={t('updates.title')}
        text={t('updates.text')}
        facts={
          <>
            <span>{t('updates.version', { version: current })}</span>
            {checkedAt !== null && <span>{t('updates.checkedAt', { date: formatMoment(Date.parse(checkedAt)) })}</span>}
          </>
        }
        problem={error ?? failed}
      >
        <p data-testid="app-standing" role="status" className="w-full text-pretty @min-[30rem]:text-right">
          {view.off !== null && <Info aria-hidden size={14} className="mr-1.5 inline align-[-2px] text-muted" />}
          {standing}
        </p>
        <NextStep view={view} onAsk={mutate} />
      </RowFrame>
      {offered !== null && <Notes {...offered} />}
      {news !== null && <Notes {...news} isOpenFirst />}
    </>
  );
}

/** Whether the row answers a query where it is shown. */
export function findsAppUpdates(isShown: boolean, query: string): boolean {
  return isShown && answersQuery(query, t('updates.title'), t('updates.text'));
}

/** Whether there is a newer version of this app, and the one thing to do about it. */
export function AppUpdatesRow() {
  const { data, error } = useAppUpdates();
  if (data) return <Row view={data} />;
  if (error === null) return null;
  return <FailedPlace title={t('updates.failed')} error={error} onRetry={forgetSettings} />;
}
