import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useMemo } from 'react';
import type { RowListHandle } from '../../components/row-list';
import { useLocation } from '../../navigation/location-store';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';
import { useFavourites } from '../../state/packs/favourites';
import type { PackIndex } from '../../state/packs/pack-index';
import type { PackActivity } from '../../state/packs/pack-activity';
import { createPackRows, type PackRows } from './pack-rows';
import { createPackSearch, type PackResult } from '../../state/packs/pack-search';
import { preparePlaces } from '../../state/packs/word-places';
import type { PacksState } from '../../state/packs/use-packs';
import { lastSegment } from '../../texts/formatting';
import { PacksBody } from '../packs-body';
import { PacksToolbar } from './packs-toolbar';

type Activities = ReadonlyMap<string, PackActivity>;

interface Found extends Pick<PackResult, 'counts' | 'query' | 'meant'> {
  rows: PackRows;
}

const noSeconds: ReadonlyMap<string, number> = new Map();

/** How long ComfyUI took at its last start to import each pack, by key; read only where the list is sorted by it. */
function useImportSeconds({ findByName }: PackIndex, isWanted: boolean): ReadonlyMap<string, number> {
  const imports = useComfyStatus().data?.imports;
  return useMemo(() => {
    if (!isWanted || !imports) return noSeconds;
    return new Map(
      imports.flatMap(({ path, seconds }) => {
        const key = findByName(lastSegment(path))?.key;
        return key === undefined ? [] : [[key, seconds] as const];
      }),
    );
  }, [imports, findByName, isWanted]);
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
  const importSeconds = useImportSeconds(packIndex, sort === 'import-time');
  const search = useMemo(() => createPackSearch(packIndex), [packIndex]);
  // Who has begun to type may mistype the next letter.
  const isTyping = text !== '';
  useEffect(
    () => (isTyping ? preparePlaces([packIndex.listed, packIndex.unlisted]) : undefined),
    [packIndex, isTyping],
  );
  return useMemo(() => {
    const { rows, ...found } = search({ text, filter, sort, isReversed, failedKeys, favouriteKeys, importSeconds });
    return { ...found, rows: createPackRows(packIndex, rows) };
  }, [packIndex, search, text, filter, sort, isReversed, failedKeys, favouriteKeys, importSeconds]);
}

interface PacksResultProps {
  packs: PacksState;
  activities: Activities;
  listRef: RefObject<RowListHandle | null>;
  /** Is told which rows are shown. */
  rowsRef: RefObject<PackRows>;
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
          listRef={listRef}
          onListKey={onListKey}
        />
        {children}
      </div>
    </>
  );
}
