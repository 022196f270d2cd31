import { useLanguage } from '../hooks/use-language';
import { memo } from 'react';
import { t } from 'i18next';
import { Avatar } from '../components/avatar';
import { Button } from '../components/button';
import { classNames } from '../components/class-names';
import { CheckCell } from '../components/rows/check-cell';
import { MenuCell } from '../components/rows/menu-cell';
import type { MenuAnchor } from '../components/menus/menu-anchor';
import type { RowPlace } from '../components/rows/row-list';
import type { ModelActivity } from './model-activity';
import type { ModelRecord } from './model-record';
import { describeFound } from './online/found-words';
import { ModelBusy } from './model-busy';
import { ModelStatus } from './model-status';
import { sizeOf } from './size-words';
import { formatCount } from '../texts/formatting';

// Beside open details the title comes before what the details say as well.
const actionCellClass =
  'flex w-52 shrink-0 items-center @max-[700px]:w-auto @max-[700px]:gap-1.5 group-data-details/list:@max-[1000px]:w-28 group-data-details/list:@max-[420px]:w-8';

interface ModelRowProps extends RowPlace {
  record: ModelRecord;
  activity: ModelActivity | undefined;
  isChecked: boolean;
  onDownload: (record: ModelRecord) => void;
  onCheck: (record: ModelRecord, how: 'range' | 'toggle') => void;
  onMenu: (record: ModelRecord, anchor: MenuAnchor) => void;
}

/** What the second line says of a model that no list describes: what is known of its file, and where that is nothing, why. */
function describeFile({ listed, filename, precision, uses }: ModelRecord): string {
  if (listed !== null) return filename;
  const used = uses === null ? '' : uses.count === 0 ? t('models.unused') : t('models.usedBy', countOf(uses.count));
  return [precision, used].filter(Boolean).join(' · ') || t('models.notListed');
}

const countOf = (count: number) => ({ count, shown: formatCount(count) });

function TitleCell({ record }: { record: ModelRecord }) {
  const words = describeFile(record);
  return (
    <div role="gridcell" className="min-w-0 flex-1">
      <span title={record.title} className="block truncate font-medium">
        {record.title}
      </span>
      <span className={classNames('block truncate text-sm', record.description === '' ? 'text-faint' : 'text-muted')}>
        {record.found === null ? record.description || words : describeFound(record.found)}
      </span>
    </div>
  );
}

function ActionCell({ record, activity, isSelected, onDownload }: ModelRowProps) {
  const tabIndex = isSelected ? 0 : -1;
  if (activity && activity.phase !== 'failed') {
    return (
      <div role="gridcell" className={actionCellClass}>
        <ModelBusy name={record.title} activity={activity} tabIndex={tabIndex} />
      </div>
    );
  }
  const canDownload = record.file === null && record.listed?.targetDir != null;
  return (
    <div role="gridcell" className={actionCellClass}>
      <span className="flex w-28 items-center @max-[700px]:w-auto group-data-details/list:@max-[1000px]:w-full @max-[420px]:[&_.truncate]:sr-only">
        <ModelStatus record={record} hasFailed={activity !== undefined} />
      </span>
      {canDownload && (
        <Button
          size="small"
          tabIndex={tabIndex}
          data-testid="model-primary"
          aria-label={t('actions.of', { action: t('models.download'), name: record.title })}
          className="w-24 group-data-details/list:@max-[1000px]:hidden"
          onClick={() => onDownload(record)}
        >
          {t('models.download')}
        </Button>
      )}
    </div>
  );
}

function ModelRowContent(props: ModelRowProps) {
  const { record, isSelected } = props;
  useLanguage();
  const tabIndex = isSelected ? 0 : -1;
  return (
    <div
      role="row"
      id={props.id}
      aria-rowindex={props.position + 1}
      aria-selected={isSelected}
      data-testid="model-row"
      data-key={record.key}
      data-state={record.file === null ? 'absent' : 'on-disk'}
      className={classNames(
        'group/row relative flex h-14 items-center gap-3 border-b border-border pr-2 pl-10',
        isSelected ? 'bg-selected' : 'hover:bg-hover has-[[aria-checked=true]]:bg-accent-tint',
      )}
    >
      <CheckCell
        isChecked={props.isChecked}
        tabIndex={tabIndex}
        label={t('packs.check', { name: record.title })}
        testId="model-check"
        onCheck={(how) => props.onCheck(record, how)}
      />
      <Avatar id={record.type} title={record.type} isMine={record.file !== null} />
      <TitleCell record={record} />
      <div role="gridcell" className="hidden w-26 shrink-0 truncate text-sm text-muted @min-[760px]:block">
        {record.type}
      </div>
      <div role="gridcell" className="hidden w-22 shrink-0 truncate text-sm text-muted @min-[900px]:block">
        {record.base}
      </div>
      <div role="gridcell" className="w-18 shrink-0 text-right text-sm text-soft tabular @max-[420px]:hidden">
        {sizeOf(record)}
      </div>
      <ActionCell {...props} />
      <MenuCell
        label={t('packs.more', { name: record.title })}
        tabIndex={tabIndex}
        onMenu={(anchor) => props.onMenu(record, anchor)}
      />
    </div>
  );
}

/** One model, 56 px high, whatever happens to it. */
export const ModelRow = memo(ModelRowContent);
