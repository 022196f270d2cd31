import { CircleCheck, CircleHelp } from 'lucide-react';
import { useMemo, useState } from 'react';
import { t } from 'i18next';
import { CheckBox, CheckLine } from '../components/form/check-box';
import type { ListedPack } from '../../src/contract/library/pack-lists';
import { shortenVersion } from '../../src/contract/text/version';
import { Chip } from '../components/chip';
import { ScrollBox } from '../components/rows/short-list';
import { Dialog } from '../components/dialogs/dialog';
import { closePackList, type GivenList, type ListRow, planPackList } from '../state/packs/lists/pack-list-file';
import { requestList } from '../state/packs/lists/request-list';
import { usePacks } from '../state/packs/use-packs';
import { formatCount } from '../texts/formatting';

const keyOf = ({ entry: { id, url } }: ListRow): string => id ?? url ?? '';

function RowState({ row: { state } }: { row: ListRow }) {
  if (state === 'missing') return null;
  return (
    <Chip
      tone={state === 'there' ? 'green' : 'amber'}
      icon={state === 'there' ? <CircleCheck size={12} /> : <CircleHelp size={12} />}
    >
      {t(`packLists.states.${state}`)}
    </Chip>
  );
}

/** The version that it names, and its optional groups: `1.0.0 [video]`. */
function describeChoice({ version, groups }: ListedPack): string {
  const chosen = groups === undefined ? [] : [`[${groups.join(', ')}]`];
  return [...(version === null ? [] : [shortenVersion(version)]), ...chosen].join(' ');
}

interface RowProps {
  row: ListRow;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}

function Row({ row, isChosen, onChoose }: RowProps) {
  const { entry, record, state } = row;
  const title = record?.title ?? entry.title;
  const choice = describeChoice(entry);
  return (
    <li
      data-testid="pack-list-row"
      data-state={state}
      className="flex min-h-9 items-center gap-3 border-b border-border px-3 py-1.5 last:border-0"
    >
      {state === 'missing' ? (
        <CheckBox aria-label={title} isChecked={isChosen} onChoose={onChoose} />
      ) : (
        <span aria-hidden className="size-4 shrink-0" />
      )}
      <span className="min-w-0 flex-1 truncate" title={entry.url ?? entry.id ?? ''}>
        {title}
      </span>
      {state === 'missing' && choice !== '' && (
        <span className="max-w-[50%] min-w-0 truncate font-mono text-xs text-muted" title={choice}>
          {choice}
        </span>
      )}
      <RowState row={row} />
    </li>
  );
}

/** What the list brings, in one line. */
function describeList(rows: readonly ListRow[]): string {
  const count = (state: ListRow['state']) => rows.filter((row) => row.state === state).length;
  const part = (state: ListRow['state']): string => {
    const number = count(state);
    return number === 0 ? '' : t(`packLists.counts.${state}`, { count: number, shown: formatCount(number) });
  };
  return [part('missing'), part('there'), part('unknown')].filter(Boolean).join(' · ');
}

/** Which of the missing packs are chosen: all, until the person takes one out. */
function useChoice(rows: readonly ListRow[]) {
  const [excluded, setExcluded] = useState<ReadonlySet<string>>(new Set());
  const choose = (key: string, isChosen: boolean): void => {
    const next = new Set(excluded);
    if (isChosen) next.delete(key);
    else next.add(key);
    setExcluded(next);
  };
  return { excluded, choose, chosen: rows.filter((row) => row.state === 'missing' && !excluded.has(keyOf(row))) };
}

/** Shows what a list of packs would add here, and adds what is chosen. Nothing is removed or changed by it. */
export function PackListDialog({ given }: { given: GivenList }) {
  const { packIndex } = usePacks();
  const rows = useMemo(() => planPackList(given.packs, packIndex.findByName), [given, packIndex]);
  const { excluded, choose, chosen } = useChoice(rows);
  const [isAsListed, setAsListed] = useState(true);
  const summary = describeList(rows);
  const count = chosen.length;
  const install = (): void => {
    closePackList();
    void requestList(chosen, isAsListed);
  };
  return (
    <Dialog
      title={t('packLists.title', { file: given.name })}
      text={t('packLists.text')}
      aside={
        <CheckLine className="text-soft" isChecked={isAsListed} onChoose={setAsListed}>
          {t('packLists.asListed')}
        </CheckLine>
      }
      confirmLabel={count === 0 ? t('actions.install') : t('packLists.install', { count, shown: formatCount(count) })}
      confirmTestId="pack-list-install"
      isDisabled={count === 0}
      onConfirm={install}
      onClose={closePackList}
    >
      <p className="mt-3 font-medium" data-testid="pack-list-summary">
        {rows.length === 0 ? t('packLists.empty') : summary}
      </p>
      {rows.length > 0 && (
        <ScrollBox label={t('packLists.packs')} className="mt-2 max-h-72 bg-panel">
          <ul>
            {rows.map((row) => (
              <Row
                key={keyOf(row)}
                row={row}
                isChosen={!excluded.has(keyOf(row))}
                onChoose={(isChosen) => choose(keyOf(row), isChosen)}
              />
            ))}
          </ul>
        </ScrollBox>
      )}
    </Dialog>
  );
}
