import { Box, CloudOff } from 'lucide-react';
import type { Sentence } from '../../src/contract/text/message';
import { formatSentence } from '../texts/core-sentences';
import type { KeyboardEvent, RefObject } from 'react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { classNames } from '../components/class-names';
import { EmptyState } from '../components/feedback/empty-state';
import { QueryPlace } from '../components/feedback/query-place';
import { SkeletonRows } from '../components/feedback/skeleton';
import { go, useLocation } from '../navigation/location-store';
import { requestDetails } from '../navigation/window-store';
import type { PackActivity } from '../state/packs/pack-activity';
import { useCoreClass } from '../state/packs/core-classes';
import type { PackQuery } from '../state/packs/pack-query';
import type { PackRecord } from '../state/packs/pack-record';
import { usePackSelection } from '../state/packs/pack-selection';
import { queryClient } from '../state/query-client';
import type { PacksState } from '../state/packs/use-packs';
import type { RowListHandle } from '../components/rows/row-list';
import { PackList } from './list/pack-list';
import { NoRows } from './no-rows';
import { refreshNow } from '../state/packs/pack-queries';

// One function each for all rows and renders: a row with new ones would be drawn again.
const selectRow = ({ key }: PackRecord): void => go({ packKey: key });
const openRow = ({ key }: PackRecord): void => go({ packKey: key, isDetailsOpen: true });
const enterRow = (record: PackRecord): void => {
  openRow(record);
  requestDetails();
};

function NoCatalogue({ notice }: { notice: Sentence | null }) {
  return (
    <EmptyState
      icon={<CloudOff size={20} />}
      title={t('packs.emptyTitle')}
      text={notice === null ? t('packs.emptyText') : formatSentence(notice)}
    >
      <Button tone="primary" onClick={refreshNow}>
        {t('app.tryAgain')}
      </Button>
    </EmptyState>
  );
}

/** What there is to say of a search before its rows: that the node is ComfyUI's own, or that the rows are those of other words than the typed ones. */
function SearchStrip({ meant }: { meant: string | null }) {
  const query = useLocation((state) => state.query.trim());
  const core = useCoreClass(query);
  if (core === null && meant === null) return null;
  return (
    <p
      role="status"
      data-testid={core === null ? 'search-meant' : 'search-core'}
      className={classNames(
        'flex shrink-0 items-center gap-2 border-b border-border px-4 py-2 text-sm',
        core === null ? 'text-muted' : 'text-text',
      )}
    >
      {core !== null && <Box aria-hidden size={14} className="shrink-0 text-green-text" />}
      <span className="truncate">
        {core === null ? t('packs.meant', { query, meant }) : t('packs.isCore', { name: core })}
      </span>
    </p>
  );
}

interface PacksBodyProps {
  packs: PacksState;
  rows: readonly PackRecord[];
  /** The same, for whoever looks later. */
  rowsRef: RefObject<readonly PackRecord[]>;
  /** What the rows were searched by. */
  query: PackQuery;
  /** The words that stand in for what was typed; null where that itself was found. */
  meant: string | null;
  activities: ReadonlyMap<string, PackActivity>;
  handleRef: RefObject<RowListHandle | null>;
  /** Keys on the list that check packs; they come before its own. */
  onListKey: (event: KeyboardEvent) => void;
}

function Rows({ packs, query, ...list }: Omit<PacksBodyProps, 'onListKey' | 'meant'>) {
  const selectedKey = useLocation((state) => state.packKey);
  const typed = useLocation((state) => state.query);
  const total = packs.packIndex.count;
  if (total === 0) return <NoCatalogue notice={packs.catalogue?.notice ?? null} />;
  if (list.rows.length === 0) return <NoRows total={total} />;
  return (
    <PackList
      {...list}
      query={query}
      typed={typed}
      selectedKey={selectedKey}
      onSelect={selectRow}
      onOpen={openRow}
      onEnter={enterRow}
    />
  );
}

/** The list, or what stands in its place. */
export function PacksBody({ onListKey, meant, ...props }: PacksBodyProps) {
  const { packs, rows } = props;
  const { error, isLoading } = packs;
  const isDetailsOpen = useLocation((state) => state.isDetailsOpen);
  const isSelecting = usePackSelection(({ keys }) => keys.size > 0);
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <SearchStrip meant={rows.length > 0 ? meant : null} />
      <div
        data-selecting={isSelecting ? '' : undefined}
        data-details={isDetailsOpen ? '' : undefined}
        onKeyDownCapture={onListKey}
        className="group/list min-h-0 flex-1"
      >
        <QueryPlace
          query={{ data: isLoading && rows.length === 0 ? undefined : rows, error, isPending: isLoading }}
          // Without the packs on disk every row would say something false.
          coversOld
          failedTitle={t('packs.failedTitle')}
          onRetry={() => void queryClient.refetchQueries({ type: 'active' })}
          loading={<SkeletonRows label={t('packs.loading')} />}
        >
          {() => <Rows {...props} />}
        </QueryPlace>
      </div>
    </div>
  );
}
