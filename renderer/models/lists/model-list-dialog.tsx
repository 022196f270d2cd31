import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { t } from 'i18next';
import type { ManifestComparison, ManifestRow } from '../../../src/contract/library/model-manifest';
import { call } from '../../bridge';
import { Dialog } from '../../components/dialogs/dialog';
import { FailureNotice } from '../../components/feedback/failure-notice';
import { ScrollBox } from '../../components/rows/short-list';
import { isVouched } from '../../state/models/vouched-model';
import { closeModelList, type GivenModelList, useGivenModelList } from '../../state/models/model-lists';
import { formatBytes, formatCount } from '../../texts/formatting';
import { useDuplicates } from '../arrange/duplicate-queries';
import { ListRow } from './list-row';
import { downloadAll, keyOf, sumBytes } from './list-rows';

/** Longer lists cost more than they tell; what is missing stands first. */
const shownRows = 300;

/** How the list stands here, asked anew when models have come or gone, and when the files here were read. */
function useComparison({ id, text }: GivenModelList) {
  const isReading = useDuplicates().hashing !== null;
  return useQuery({
    queryKey: ['models', 'compare', id, isReading],
    queryFn: () => call('models.compare', { document: text }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}

/** The downloads that are chosen: those that their addresses speak for, until the person chooses otherwise. */
function useChoice(rows: readonly ManifestRow[]) {
  const [choices, setChoices] = useState<ReadonlyMap<string, boolean>>(new Map());
  const isChosen = (row: ManifestRow): boolean =>
    row.install !== null && (choices.get(keyOf(row)) ?? isVouched(row.install));
  const choose = (row: ManifestRow, isIn: boolean): void => setChoices(new Map([...choices, [keyOf(row), isIn]]));
  return { isChosen, choose, chosen: rows.filter(isChosen) };
}

/** How many models are in which state, in one line. */
function Summary({ rows }: Pick<ManifestComparison, 'rows'>) {
  // The rows are sorted by their states.
  const parts = [...new Set(rows.map(({ state }) => state))].map((state) => {
    const count = rows.filter((row) => row.state === state).length;
    return t(`models.lists.counts.${state}`, { count, shown: formatCount(count) });
  });
  return (
    <p className="mt-3 font-medium" data-testid="model-list-summary" aria-live="polite">
      {rows.length === 0 ? t('models.lists.empty') : parts.join(' · ')}
    </p>
  );
}

/** What the chosen downloads take, and what the disk has. */
function Room({ chosen, freeBytes }: { chosen: readonly ManifestRow[] } & Pick<ManifestComparison, 'freeBytes'>) {
  const { bytes, isWhole } = sumBytes(chosen);
  const free = freeBytes === null ? '' : formatBytes(freeBytes);
  const isShort = freeBytes !== null && bytes > freeBytes;
  if (bytes === 0) return null;
  const size = isWhole ? formatBytes(bytes) : t('models.lists.atLeast', { size: formatBytes(bytes) });
  const key = isShort ? 'tooLarge' : 'room';
  return (
    <span data-testid="model-list-room" className={isShort ? 'text-amber-text' : 'text-muted'}>
      {free === '' ? size : t(`models.lists.${key}`, { size, free })}
    </span>
  );
}

function Rows({ rows, choice }: { rows: readonly ManifestRow[]; choice: ReturnType<typeof useChoice> }) {
  const more = rows.length - shownRows;
  const wanted = useMemo(() => new Set(rows.map(keyOf)), [rows]);
  return (
    <ScrollBox label={t('models.lists.models')} className="mt-2 bg-panel">
      <ul>
        {rows.slice(0, shownRows).map((row) => (
          <ListRow
            key={keyOf(row)}
            row={row}
            wanted={wanted}
            isChosen={choice.isChosen(row)}
            onChoose={(isIn) => choice.choose(row, isIn)}
          />
        ))}
        {more > 0 && (
          <li className="px-3 py-2 text-muted">{t('selection.more', { count: more, shown: formatCount(more) })}</li>
        )}
      </ul>
    </ScrollBox>
  );
}

function Comparison({ given }: { given: GivenModelList }) {
  const { data, error, refetch } = useComparison(given);
  const rows = data?.rows ?? [];
  const choice = useChoice(rows);
  const { chosen } = choice;
  const download = (): void => {
    closeModelList();
    void downloadAll(chosen.flatMap(({ install }) => install ?? []));
  };
  const canDownload = rows.some(({ install }) => install !== null);
  const counted = { count: chosen.length, shown: formatCount(chosen.length) };
  return (
    <Dialog
      isWide
      testId="model-list-dialog"
      title={t('models.lists.title', { file: given.name })}
      text={t('models.lists.text')}
      aside={data && <Room chosen={chosen} freeBytes={data.freeBytes} />}
      keepLabel={t('app.close')}
      confirmLabel={canDownload ? t('models.lists.download', counted) : undefined}
      confirmTestId="model-list-download"
      isDisabled={chosen.length === 0}
      onConfirm={download}
      onClose={closeModelList}
    >
      {error !== null && (
        <div className="mt-4">
          <FailureNotice
            title={t('models.lists.failed')}
            error={error}
            // A file that is no list is none the next time either.
            {...(error.code !== 'invalid-input' && { onRetry: () => void refetch() })}
          />
        </div>
      )}
      {data && error === null && (
        <>
          <Summary rows={rows} />
          {rows.length > 0 && <Rows rows={rows} choice={choice} />}
        </>
      )}
    </Dialog>
  );
}

/** A list of models beside what is here: what is missing, what it takes, and the one button that brings it. Nothing while no list is given. */
export function ModelListDialog() {
  const given = useGivenModelList((state) => state.given);
  return given && <Comparison key={given.id} given={given} />;
}
