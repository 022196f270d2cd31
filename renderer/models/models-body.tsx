import { Globe, HardDrive, SearchX } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useMemo } from 'react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { EmptyState } from '../components/feedback/empty-state';
import { CachedAnswerStrip } from '../components/feedback/cached-answer-strip';
import { QueryPlace } from '../components/feedback/query-place';
import type { MenuAnchor } from '../components/menus/menu-anchor';
import { checkByKey } from '../components/rows/checked-list';
import { RowList, type RowListHandle } from '../components/rows/row-list';
import { createRowSource } from '../components/rows/row-source';
import { SkeletonRows } from '../components/feedback/skeleton';
import { go, useLocation } from '../navigation/location-store';
import type { ModelActivity } from './model-activity';
import { forgetModels, type ModelsState } from './model-queries';
import type { ModelRecord } from './model-record';
import { usePacks } from '../state/packs/use-packs';
import { formatMoment } from '../texts/formatting';
import { DiskPicture } from './picture/disk-picture';
import { ModelRow } from './model-row';
import type { FoundState } from './online/found-query';
import { OnlinePlace } from './online/online-place';
import { modelSelection, useModelSelection } from './model-selection';
import { formatSentence } from '../texts/core-sentences';

function NoticeStrip({ models }: { models: ModelsState }) {
  const isShownByPacks = usePacks().catalogue?.notice != null;
  // Without a connection the frame says so already.
  if (models.notice === null || (isShownByPacks && models.asOf !== null)) return null;
  const { asOf } = models;
  const notice = formatSentence(models.notice);
  const words = asOf === null ? notice : t('models.offline', { date: formatMoment(Date.parse(asOf)), notice });
  return <CachedAnswerStrip words={words} isAsking={models.isRefreshing} onRetry={forgetModels} />;
}

/** The next step out of an empty list: from an empty disk it is to what can be had. */
function WayOn({ isSearch }: { isSearch: boolean }) {
  const { modelFilter, modelType, modelBase } = useLocation();
  if (!isSearch && modelFilter === 'on-disk' && modelType === '' && modelBase === '')
    return (
      <Button tone="primary" data-testid="models-get" onClick={() => go({ modelFilter: 'absent' })}>
        {t('models.filters.absent')}
      </Button>
    );
  if (!isSearch && modelFilter === 'all' && modelType === '' && modelBase === '') return null;
  const every = { modelQuery: '', modelFilter: 'all', modelType: '', modelBase: '' } as const;
  return (
    <>
      {isSearch && (
        <Button
          tone="primary"
          icon={<Globe size={14} />}
          data-testid="models-online"
          onClick={() => go({ modelFilter: 'online', modelType: '', modelBase: '' })}
        >
          {t('models.online.title')}
        </Button>
      )}
      <Button onClick={() => go(every)}>{t('models.showAll')}</Button>
    </>
  );
}

function NoRows() {
  const { modelQuery, modelFilter } = useLocation();
  const isSearch = modelQuery.trim() !== '';
  const text = isSearch ? t('models.noMatchText', { query: modelQuery }) : t(`models.none.${modelFilter}`);
  return (
    <EmptyState
      icon={isSearch ? <SearchX size={20} /> : <HardDrive size={20} />}
      title={isSearch ? t('models.noMatchTitle') : t(`models.noneTitles.${modelFilter}`)}
      text={text}
    >
      <WayOn isSearch={isSearch} />
    </EmptyState>
  );
}

interface ModelsBodyProps {
  models: ModelsState;
  found: FoundState;
  rows: readonly ModelRecord[];
  activityOf: (record: ModelRecord) => ModelActivity | undefined;
  listRef: RefObject<RowListHandle | null>;
  /** A text that differs for each search. */
  search: string;
  onDuplicates: () => void;
  onDownload: (record: ModelRecord) => void;
  onMenu: (record: ModelRecord, anchor: MenuAnchor) => void;
}

const keyOf = ({ key }: ModelRecord): string => key;

function Rows(props: Omit<ModelsBodyProps, 'models' | 'found'>) {
  const { rows, activityOf, listRef, onDownload, onMenu } = props;
  const selectedKey = useLocation((state) => state.modelKey);
  const isPicture = useLocation((state) => state.isDiskPicture);
  const checked = useModelSelection((state) => state.keys);
  const source = useMemo(() => createRowSource(rows, keyOf), [rows]);
  const open = (key: string): void => go({ modelKey: key, isModelOpen: true });
  const check = ({ key }: ModelRecord, how: 'range' | 'toggle'): void => {
    if (how === 'range') modelSelection.extend({ ordered: rows.map(keyOf), from: selectedKey, to: key });
    else modelSelection.toggle(key);
  };
  if (isPicture) {
    return <DiskPicture records={rows} selectedKey={selectedKey} onOpen={open} onDuplicates={props.onDuplicates} />;
  }
  return (
    <RowList
      rows={source}
      name="model"
      label={t('models.list')}
      selectedKey={selectedKey}
      handleRef={listRef}
      topWhen={props.search}
      onSelect={({ key }) => go({ modelKey: key })}
      onOpen={({ key }) => open(key)}
      onPick={check}
      onMenu={onMenu}
    >
      {(record, place) => (
        <ModelRow
          {...place}
          record={record}
          activity={activityOf(record)}
          isChecked={checked.has(record.key)}
          onDownload={onDownload}
          onCheck={check}
          onMenu={onMenu}
        />
      )}
    </RowList>
  );
}

function Listed(props: Omit<ModelsBodyProps, 'models' | 'found'>) {
  return props.rows.length === 0 ? <NoRows /> : <Rows {...props} />;
}

/** The rows, or why there are none. */
export function ModelsBody(props: ModelsBodyProps) {
  const { models } = props;
  const { error, isLoading } = models;
  const isOpen = useLocation((state) => state.isModelOpen);
  const isOnline = useLocation((state) => state.modelFilter === 'online');
  const isSelecting = useModelSelection(({ keys }) => keys.size > 0);
  const onListKey = (event: KeyboardEvent): void =>
    checkByKey(event, {
      ...{ selection: modelSelection, handleRef: props.listRef },
      readKeys: () => props.rows.map(keyOf),
      readSelected: () => useLocation.getState().modelKey,
    });
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <QueryPlace
        query={{ data: isLoading ? undefined : props.rows, error, isPending: isLoading }}
        // What lies on disk is not known, so neither what is shown as there nor what is offered for download would be right.
        coversOld
        failedTitle={t('models.failedTitle')}
        onRetry={forgetModels}
        loading={<SkeletonRows label={t('models.loading')} />}
      >
        {(rows) => (
          <>
            {!isOnline && <NoticeStrip models={models} />}
            <div
              data-selecting={isSelecting ? '' : undefined}
              data-details={isOpen ? '' : undefined}
              onKeyDownCapture={onListKey}
              className="group/list min-h-0 flex-1"
            >
              {isOnline ? (
                <OnlinePlace found={props.found} rows={rows}>
                  <Rows {...props} />
                </OnlinePlace>
              ) : (
                <Listed {...props} />
              )}
            </div>
          </>
        )}
      </QueryPlace>
    </div>
  );
}
