import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useMemo } from 'react';
import type { RowListHandle } from '../../components/rows/row-list';
import { useLocation } from '../../navigation/location-store';
import { useMachine } from '../../state/comfyui/machine';
import { useFavourites } from '../../state/packs/favourites';
import type { PackActivity } from '../../state/packs/pack-activity';
import { useNumbers, useUnfit } from './pack-numbers';
import type { PackRecord } from '../../state/packs/pack-record';
import { createPackSearch, type PackResult, type PackSearch } from '../../state/packs/pack-search';
import type { PacksState } from '../../state/packs/use-packs';
import { useStartupDone } from '../../startup/startup-done';
import { PacksBody } from '../packs-body';
import { usePackSelection } from '../../state/packs/pack-selection';
import type { PackIndex } from '../../state/packs/pack-index';
import { FilterBar } from './filter-bar';
import { SelectionBar } from './selection-bar';

/**
 * Looks that go through all of a search: a word that many packs have, two that one pack has, and mistyped ones of either kind, of which the second
 * is near nothing.
 */
const searches = ['a', 'co', 'com', 'comfyui', 'node:load', 'smapler', 'qvxqvx', 'qvxqvxqvx'];
const nothingFailed: ReadonlySet<string> = new Set();
/** The searches that were made: they are made once, for whichever list. */
let made = 0;

/**
 * Makes the first look of a person as quick as the later ones: code that never ran is read step by step, and a mistyped word took ten times as long. One
 * look in each moment in which the window has nothing to do.
 *
 * @returns Ends it.
 */
function warmSearch(search: (search: PackSearch) => PackResult): () => void {
  let waiting = 0;
  const searchWhenIdle = (): void => {
    const text = searches[made];
    if (text === undefined) return;
    waiting = requestIdleCallback(() => {
      made += 1;
      search({ text, filter: 'all', sort: 'relevance', failedKeys: nothingFailed });
      searchWhenIdle();
    });
  };
  searchWhenIdle();
  return () => cancelIdleCallback(waiting);
}

interface PacksToolbarProps {
  packIndex: PackIndex;
  rows: readonly PackRecord[];
  counts: PackResult['counts'];
  activities: ReadonlyMap<string, PackActivity>;
}

/** The filters, or what can be done with the packs that are checked: both are as high, so nothing below moves. */
function PacksToolbar({ packIndex, rows, counts, activities }: PacksToolbarProps) {
  const keys = usePackSelection((state) => state.keys);
  const records = useMemo(() => [...keys].flatMap((key) => packIndex.findByKey(key) ?? []), [keys, packIndex]);
  const hiddenCount = useMemo(() => {
    if (keys.size === 0) return 0;
    const shown = rows.filter(({ key }) => keys.has(key)).length;
    return records.length - shown;
  }, [keys, records, rows]);
  if (records.length > 0) return <SelectionBar records={records} activities={activities} hiddenCount={hiddenCount} />;
  return <FilterBar counts={packIndex.count > 0 ? counts : null} shown={rows.length} />;
}

type Activities = ReadonlyMap<string, PackActivity>;

interface Found extends Pick<PackResult, 'counts' | 'query' | 'meant'> {
  rows: readonly PackRecord[];
}

function useFound({ packIndex, isLoading }: PacksState, activities: Activities): Found {
  const typed = useLocation((state) => state.query);
  // The first rows are not searched: what is not among them may be among the others, which come in a moment.
  const text = isLoading ? '' : typed;
  const filter = useLocation((state) => state.filter);
  const sort = useLocation((state) => state.sort);
  const failedKeys = useMemo(
    () => new Set([...activities].flatMap(([key, activity]) => (activity.phase === 'failed' ? [key] : []))),
    [activities],
  );
  const isReversed = useLocation((state) => state.isReversed);
  const favouriteKeys = useFavourites((state) => state.keys);
  const isUnfitRequested = text.includes('@unfit');
  const numbers = useNumbers(packIndex, sort);
  const unfit = useUnfit(packIndex, useMachine(isUnfitRequested), isUnfitRequested);
  const search = useMemo(() => createPackSearch(packIndex), [packIndex]);
  const isQuiet = useStartupDone() && !isLoading;
  useEffect(() => (isQuiet ? warmSearch(search) : undefined), [isQuiet, search]);
  return useMemo(() => {
    const query = { text, filter, sort, isReversed, failedKeys, favouriteKeys, numbers, unfit };
    const { records, ...found } = search(query);
    return { ...found, rows: records };
  }, [search, text, filter, sort, isReversed, failedKeys, favouriteKeys, numbers, unfit]);
}

interface PacksResultProps {
  packs: PacksState;
  activities: Activities;
  listRef: RefObject<RowListHandle | null>;
  /** Is told which rows are shown. */
  rowsRef: RefObject<readonly PackRecord[]>;
  onListKey: (event: KeyboardEvent) => void;
  /** Beside the list. */
  children: ReactNode;
}

/** What a search found: the filters with their counts, and the list. Alone in this, so that a key draws nothing else of the place. */
export function PacksResult({ packs, activities, listRef, rowsRef, onListKey, children }: PacksResultProps) {
  const { rows, counts, ...found } = useFound(packs, activities);
  useEffect(() => {
    rowsRef.current = rows;
  }, [rowsRef, rows]);
  return (
    <>
      <PacksToolbar packIndex={packs.packIndex} rows={rows} counts={counts} activities={activities} />
      <div className="relative flex min-h-0 flex-1">
        <PacksBody
          {...found}
          packs={packs}
          rows={rows}
          activities={activities}
          handleRef={listRef}
          rowsRef={rowsRef}
          onListKey={onListKey}
        />
        {children}
      </div>
    </>
  );
}
