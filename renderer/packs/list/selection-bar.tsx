import { FileDown } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { t } from 'i18next';
import { Button, type ButtonTone } from '../../components/button';
import { scrollSideways } from '../../components/chip-row';
import { IconButton } from '../../components/icon-button';
import { SelectionFrame } from '../../components/rows/selection-frame';
import { type LockAppearance, lockOf } from '../../components/lock';
import { requestPacks } from '../../state/packs/request-pack';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackRecord } from '../../state/packs/pack-record';
import { findRefusal, usePackRefusals } from '../../state/packs/pack-refusals';
import { exportPackList } from '../../state/packs/lists/pack-list-file';
import { packSelection } from '../../state/packs/pack-selection';
import { needsQuestion, type SelectionKind, sortCommands } from './selection-commands';
import { SelectionHolds } from './selection-holds';
import { formatCount } from '../../texts/formatting';
import { readOrderKey, useOrderKeys } from '../order-keys';
import { uninstallOrAsk } from '../workflow-uses';
import { hintOrder } from '../order-words';
import { SelectionDialog } from '../selection-dialog';

const tones: Record<SelectionKind, ButtonTone> = {
  update: 'tinted',
  enable: 'plain',
  disable: 'plain',
  install: 'plain',
  uninstall: 'warning',
};

/** What is asked about before it is done. */
interface Question {
  kind: SelectionKind;
  records: readonly PackRecord[];
}

interface SelectionBarProps {
  /** The checked packs. */
  records: readonly PackRecord[];
  activities: ReadonlyMap<string, PackActivity>;
  /** How many of them the filter leaves out. */
  hiddenCount: number;
}

function Counts({ count, hiddenCount }: { count: number; hiddenCount: number }) {
  return (
    <span
      role="status"
      data-testid="selection-count"
      className="flex shrink-0 flex-col text-sm leading-4 font-medium tabular"
    >
      <span>{t('selection.count', { count, shown: formatCount(count) })}</span>
      {hiddenCount > 0 && (
        <span className="font-normal text-muted">
          {t('selection.hidden', { count: hiddenCount, shown: formatCount(hiddenCount) })}
        </span>
      )}
    </span>
  );
}

/** What the button of an order wears: its key as a hint, or a lock where the policy asks first for one of the packs. */
function useOrderLock(): (ordered: readonly PackRecord[], kind: SelectionKind) => LockAppearance {
  const refusals = usePackRefusals();
  return (ordered, kind) => {
    const refused = ordered.map((record) => findRefusal(refusals, record, { kind }));
    const { icon, title } = lockOf(refused.find((refusal) => refusal !== undefined));
    return { icon, title: title ?? hintOrder(kind) };
  };
}

function ExportButton({ records }: { records: readonly PackRecord[] }) {
  return (
    <IconButton
      isCompact
      side="bottom"
      data-testid="selection-export"
      label={t('packLists.exportSelection')}
      icon={<FileDown size={15} />}
      onClick={() => void exportPackList(records, { title: t('packLists.exportTitle'), name: 'comfyui-packs' })}
    />
  );
}

/** The buttons beside each other. Where they do not fit they scroll, and the one with the focus comes into sight. */
function Orders({ children }: { children: ReactNode }) {
  return (
    <div
      data-testid="selection-orders"
      onFocus={({ target }) => target.scrollIntoView({ block: 'nearest', inline: 'nearest' })}
      onWheel={scrollSideways}
      // The room around is that of the focus ring, which would be cut off.
      className="-my-1 ml-1 flex min-w-0 flex-1 items-center gap-1.5 overflow-x-auto px-1 py-1 [scrollbar-width:none]"
    >
      {children}
    </div>
  );
}

/** Stands where the filters are while packs are checked: how many, and what can be done with them. */
export function SelectionBar({ records, activities, hiddenCount }: SelectionBarProps) {
  const [question, setQuestion] = useState<Question | null>(null);
  const lockOf = useOrderLock();
  const orders = useMemo(() => sortCommands(records, activities), [records, activities]);
  const give = ({ kind, records: ordered }: Question): void => {
    setQuestion(null);
    packSelection.clear();
    void requestPacks(ordered, { kind });
  };
  const choose = (chosen: Question): void => {
    if (needsQuestion(chosen.kind, chosen.records.length)) setQuestion(chosen);
    else if (chosen.kind === 'uninstall') void uninstallOrAsk(chosen.records, () => setQuestion(chosen));
    else give(chosen);
  };
  useOrderKeys((key) => {
    const kind = readOrderKey(key, [...orders.keys()]);
    if (kind !== undefined) choose({ kind, records: orders.get(kind) ?? [] });
    return kind !== undefined;
  });
  return (
    <SelectionFrame label={t('selection.label')} testId="selection-bar" onClear={packSelection.clear}>
      <Counts count={records.length} hiddenCount={hiddenCount} />
      <Orders>
        {[...orders].map(([kind, ordered]) => (
          <Button
            key={kind}
            size="small"
            tone={tones[kind]}
            data-testid={`selection-${kind}`}
            {...lockOf(ordered, kind)}
            onClick={() => choose({ kind, records: ordered })}
          >
            {t('selection.order', { action: t(`actions.${kind}`), shown: formatCount(ordered.length) })}
          </Button>
        ))}
        <SelectionHolds records={records} />
        {orders.size === 0 && <span className="truncate text-sm text-muted">{t('selection.nothing')}</span>}
      </Orders>
      <ExportButton records={records} />
      {question && <SelectionDialog {...question} onClose={() => setQuestion(null)} onConfirm={() => give(question)} />}
    </SelectionFrame>
  );
}
