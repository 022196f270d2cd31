import { FileDown, FileUp } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { ProgressRing } from '../components/feedback/progress';
import { showToast } from '../hooks/toast';
import { importTransfer, useTransferWork } from '../state/transfer/transfer-import';
import { useTransferImport } from '../state/transfer/transfer-question';
import { formatCount, formatList, formatSentences, lastSegment } from '../texts/formatting';
import { RowFrame } from './row-frame';
import { answersQuery } from './settings-search';
import { TransferDialog } from './transfer-dialog';
import { attempt } from '../state/queue/actions';

/** Writes what the installation keeps of its own into a file that the person names, and tells where. Why not is shown above the place. */
async function exportTransfer(title: string, report: (path: string) => void): Promise<void> {
  const path = (await attempt('desktop.exportInstallation', { title }))?.path ?? null;
  if (path !== null) report(path);
}

const transferIds = ['export', 'import'] as const;
type TransferId = (typeof transferIds)[number];

/** The rows that answer a query; none where they are not shown. */
export function findsTransfer(isShown: boolean, query: string): readonly TransferId[] {
  if (!isShown) return [];
  return transferIds.filter((id) => answersQuery(query, t(`transfer.${id}.title`), t(`transfer.${id}.text`)));
}

function ExportRow() {
  const report = (path: string): void => showToast(() => t('transfer.export.done', { name: lastSegment(path) }), path);
  return (
    <RowFrame id="export" title={t('transfer.export.title')} text={t('transfer.export.text')}>
      <Button
        data-testid="transfer-export"
        aria-describedby="export-text"
        icon={<FileUp size={14} />}
        onClick={() => void exportTransfer(t('transfer.export.dialog'), report)}
      >
        {t('transfer.export.open')}
      </Button>
    </RowFrame>
  );
}

/** What the last import brought, in a sentence; nothing as long as there was none. */
function useOutcome(): string {
  const done = useTransferImport((state) => state.done);
  if (done === null) return '';
  const { name: file, report, refused } = done;
  const { holds, snapshots, history, batches, settings } = report;
  const counts = [
    { id: 'holds', count: holds },
    { id: 'snapshots', count: snapshots },
    { id: 'history', count: history },
    { id: 'batches', count: batches },
    { id: 'settings', count: settings.length },
  ] as const;
  const parts = counts
    .filter(({ count }) => count > 0)
    .map(({ id, count }) => t(`transfer.counts.${id}`, { count, shown: formatCount(count) }));
  const came =
    parts.length === 0
      ? t('transfer.import.doneNothing', { file })
      : t('transfer.import.done', { file, what: formatList(parts) });
  return formatSentences(
    came,
    ...(refused.arguments ? [t('transfer.argumentsStay')] : []),
    ...(refused.variables ? [t('transfer.variablesStay')] : []),
  );
}

function ImportFacts() {
  const { isReading, isSending } = useTransferWork();
  const outcome = useOutcome();
  const work = isReading ? t('transfer.import.reading') : t('transfer.import.sending');
  const isBusy = isReading || isSending;
  return (
    <span role="status" data-testid="transfer-outcome" className="inline-flex items-center gap-2 text-soft">
      {isBusy && <ProgressRing fraction={null} label={work} />}
      {isBusy ? work : outcome}
    </span>
  );
}

function ImportRow() {
  return (
    <RowFrame id="import" title={t('transfer.import.title')} text={t('transfer.import.text')} facts={<ImportFacts />}>
      <Button
        data-testid="transfer-import"
        aria-describedby="import-text"
        icon={<FileDown size={14} />}
        onClick={() => void importTransfer(t('transfer.import.dialog'))}
      >
        {t('transfer.import.open')}
      </Button>
    </RowFrame>
  );
}

/** The way of what an installation keeps of its own to another folder or machine, and back in. */
export function TransferRows({ found }: { found: readonly TransferId[] }) {
  return (
    <>
      {found.includes('export') && <ExportRow />}
      {found.includes('import') && <ImportRow />}
      <TransferDialog />
    </>
  );
}
