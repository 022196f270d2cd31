import { useEffect, useMemo, useRef, useState } from 'react';
import { t } from 'i18next';
import { classNames } from '../../components/class-names';
import { go, useLocation } from '../../navigation/location-store';
import { Freeable } from './freeable';
import { type DiskTile, layOutDisk } from './disk-map';
import type { ModelRecord } from '../model-record';
import { splitTypes, toggleType } from '../model-type';
import { styleOfType } from './type-colors';
import { formatBytes, formatCount } from '../../texts/formatting';

/** A tile smaller than this is too small for words. */
const [minWordsWidth, minWordsHeight] = [64, 34];

interface Size {
  width: number;
  height: number;
}

/** How large an element is, also after it was resized. */
function useSize(): { ref: React.RefObject<HTMLDivElement | null>; size: Size } {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, size };
}

interface TileProps {
  tile: DiskTile;
  isSelected: boolean;
  onOpen: (key: string) => void;
}

function Tile({ tile, isSelected, onOpen }: TileProps) {
  const { key, name, type, sizeBytes, count, left, top, width, height } = tile;
  const title = count > 1 ? t('models.smallOnes', { count, shown: formatCount(count), type }) : name;
  const words = `${title}, ${type}, ${formatBytes(sizeBytes)}`;
  const hasRoom = width >= minWordsWidth && height >= minWordsHeight;
  return (
    <button
      type="button"
      title={words}
      aria-label={words}
      aria-pressed={isSelected}
      disabled={key === null}
      data-testid="disk-tile"
      style={{ left, top, width, height, ...styleOfType(type) }}
      onClick={() => key !== null && onOpen(key)}
      className="type-color absolute flex flex-col overflow-hidden rounded-control px-2 py-1.5 text-left hover:outline-1 hover:-outline-offset-1 hover:outline-current disabled:opacity-60 aria-pressed:outline-2 aria-pressed:-outline-offset-2 aria-pressed:outline-accent"
    >
      {hasRoom && (
        <>
          <span className="w-full truncate text-sm font-medium">{title}</span>
          <span className="w-full truncate text-xs tabular">{formatBytes(sizeBytes)}</span>
        </>
      )}
    </button>
  );
}

/** What each colour stands for and takes, the largest first; one press narrows the models to it. */
function Legend({ records }: { records: readonly ModelRecord[] }) {
  const chosen = useLocation((state) => state.modelType);
  const totals = new Map<string, number>();
  for (const { type, file } of records) {
    if (file !== null) totals.set(type, (totals.get(type) ?? 0) + file.size_bytes);
  }
  const types = [...totals].sort(([, a], [, b]) => b - a);
  return (
    <div role="group" aria-label={t('models.legend')} data-testid="disk-legend" className="mb-3 flex flex-wrap gap-1">
      {types.map(([type, sizeBytes]) => {
        return (
          <button
            key={type}
            type="button"
            aria-pressed={splitTypes(chosen).includes(type)}
            onClick={() => go({ modelType: toggleType(chosen, type) })}
            className="inline-flex h-7 items-center gap-2 rounded-full border border-transparent px-2.5 text-sm transition-colors hover:bg-hover aria-pressed:border-accent-border aria-pressed:bg-accent-tint"
          >
            <span
              aria-hidden
              style={styleOfType(type)}
              className="type-color size-3 rounded-[3px] ring-1 ring-border-strong"
            />
            {type}
            <span className="text-muted tabular">{formatBytes(sizeBytes)}</span>
          </button>
        );
      })}
    </div>
  );
}

interface DiskPictureProps {
  records: readonly ModelRecord[];
  selectedKey: string | null;
  onOpen: (key: string) => void;
  onDuplicates: () => void;
}

/** What the models take on disk, as a picture: area is size, colour is type. */
export function DiskPicture({ records, selectedKey, onOpen, onDuplicates }: DiskPictureProps) {
  const { ref, size } = useSize();
  // One file would be a wall of one colour.
  const isSingle = records.filter(({ file }) => file !== null).length === 1;
  const tiles = useMemo(() => layOutDisk(records, size.width, size.height), [records, size]);
  return (
    <div className="flex h-full flex-col px-4 pt-2 pb-4">
      <Freeable onDuplicates={onDuplicates} />
      <Legend records={records} />
      <div
        ref={ref}
        role="group"
        aria-label={t('models.picture')}
        className={classNames('relative min-h-0 flex-1 overflow-hidden', isSingle && 'max-h-56 max-w-140')}
      >
        {tiles.map((tile) => (
          <Tile
            key={tile.key ?? `small ${tile.type}`}
            tile={tile}
            isSelected={tile.key !== null && tile.key === selectedKey}
            onOpen={onOpen}
          />
        ))}
      </div>
    </div>
  );
}
