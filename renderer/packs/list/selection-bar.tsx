import { FileDown } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { t } from 'i18next';
import { Button } from '../../components/button';
import { scrollSideways } from '../../components/chip-row';
import { IconButton } from '../../components/icon-button';
import { lockOf } from '../../components/lock';
import { SelectionFrame } from '../../components/rows/selection-frame';
import { findByKey, findOrderRefusal, hintOrder, sortOrders } from '../../state/acts/pack-orders';
import { exportPackList } from '../../state/packs/lists/pack-list-file';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackRecord } from '../../state/packs/pack-record';
import { usePackRefusals } from '../../state/packs/pack-refusals';
import { packSelection } from '../../state/packs/pack-selection';
import { formatCount } from '../../texts/formatting';
import { useOrderKeys } from '../order-keys';

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
  const refusals = usePackRefusals();
  const sorted = useMemo(() => sortOrders(records, activities), [records, activities]);
  useOrderKeys((key) => {
    const meant = sorted.find(({ order }) => findByKey(key, [order]) !== undefined);
    meant?.order.run(meant.records, packSelection.clear);
    return meant !== undefined;
  });
  return (
    <SelectionFrame label={t('selection.label')} testId="selection-bar" onClear={packSelection.clear}>
      <Counts count={records.length} hiddenCount={hiddenCount} />
      <Orders>
        {sorted.map(({ order, records: ordered }) => {
          const { icon, title } = lockOf(findOrderRefusal(refusals, order, ordered));
          return (
            <Button
              key={order.id}
              size="small"
              tone={order.id === 'update' ? 'tinted' : order.isRemoval ? 'warning' : 'plain'}
              data-testid={`selection-${order.id}`}
              icon={icon ?? (order.task === null && <order.icon size={13} />)}
              title={title ?? hintOrder(order)}
              onClick={() => order.run(ordered, packSelection.clear)}
            >
              {t('selection.order', {
                action: (order.shortWords ?? order.words)(),
                shown: formatCount(ordered.length),
              })}
            </Button>
          );
        })}
        {sorted.length === 0 && <span className="truncate text-sm text-muted">{t('selection.nothing')}</span>}
      </Orders>
      <ExportButton records={records} />
    </SelectionFrame>
  );
}
