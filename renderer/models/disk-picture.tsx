import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hueOf } from '../components/initials';
import { type DiskTile, layOutDisk } from './disk-map';
import type { ModelRecord } from './model-record';
import { formatBytes, formatCount } from '../texts/formatting';

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
  const { t } = useTranslation();
  const { key, name, type, sizeBytes, count, left, top, width, height } = tile;
  const title = count > 1 ? t('models.smallOnes', { count, shown: formatCount(count), type }) : name;
  const words = `${title}, ${type}, ${formatBytes(sizeBytes)}`;
  const style: CSSProperties & Record<'--hue', string> = { left, top, width, height, '--hue': String(hueOf(type)) };
  const hasRoom = width >= minWordsWidth && height >= minWordsHeight;
  return (
    <button
      type="button"
      title={words}
      aria-label={words}
      aria-pressed={isSelected}
      disabled={key === null}
      data-testid="disk-tile"
      style={style}
      onClick={() => key !== null && onOpen(key)}
      className="avatar absolute flex flex-col overflow-hidden rounded-control px-2 py-1.5 text-left hover:outline-1 hover:-outline-offset-1 hover:outline-current disabled:opacity-60 aria-pressed:outline-2 aria-pressed:-outline-offset-2 aria-pressed:outline-accent"
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

interface DiskPictureProps {
  records: readonly ModelRecord[];
  selectedKey: string | null;
  onOpen: (key: string) => void;
}

/** What the models take on disk, as a picture: area is size, colour is type. */
export function DiskPicture({ records, selectedKey, onOpen }: DiskPictureProps) {
  const { t } = useTranslation();
  const { ref, size } = useSize();
  const tiles = useMemo(() => layOutDisk(records, size.width, size.height), [records, size]);
  return (
    <div className="h-full p-4">
      <div ref={ref} role="group" aria-label={t('models.picture')} className="relative h-full overflow-hidden">
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
