import { useEffect, useMemo, useRef, useState } from 'react';
import { t } from 'i18next';
import { classNames } from '../../components/class-names';
import { go, useLocation } from '../../navigation/location-store';
import type { ModelLocations } from '../../../src/contract/models';
import { SegmentControl } from '../../components/form/segment-control';
import { useModelLocations } from '../model-queries';
import { Freeable } from './freeable';
import { type DiskTile, layOutDisk } from './disk-map';
import type { ModelRecord } from '../model-record';
import { splitTypes, toggleType } from '../model-type';
import { groupFiles, type Grouping, groupings, type PictureGroup } from './picture-groups';
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
  group: PictureGroup | undefined;
  isSelected: boolean;
  onOpen: (key: string) => void;
}

function Tile({ tile, group, isSelected, onOpen }: TileProps) {
  const { key, name, sizeBytes, count, left, top, width, height } = tile;
  const type = group?.label ?? '';
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
      style={{ left, top, width, height, ...group?.style }}
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

function LegendWords({ label, sizeBytes, style }: Pick<PictureGroup, 'label' | 'sizeBytes' | 'style'>) {
  return (
    <>
      <span aria-hidden style={style} className="type-color size-3 shrink-0 rounded-[3px] ring-1 ring-border-strong" />
      <span className="min-w-0 truncate">{label}</span>
      <span className="shrink-0 text-muted tabular">{formatBytes(sizeBytes)}</span>
    </>
  );
}

/** What each colour stands for and takes, the largest first; one press on a type narrows the models to it. */
function Legend({ groups, by }: { groups: readonly PictureGroup[]; by: Grouping }) {
  const chosen = useLocation((state) => state.modelType);
  const shape = 'inline-flex h-7 max-w-full items-center gap-2 rounded-full border border-transparent px-2.5 text-sm';
  return (
    <div
      role="group"
      aria-label={t('models.legend')}
      data-testid="disk-legend"
      className="flex min-w-0 flex-wrap gap-1"
    >
      {groups.map(({ key, ...group }) =>
        by === 'type' ? (
          <button
            key={key}
            type="button"
            aria-pressed={splitTypes(chosen).includes(key)}
            onClick={() => go({ modelType: toggleType(chosen, key) })}
            className={classNames(
              shape,
              'transition-colors hover:bg-hover aria-pressed:border-accent-border aria-pressed:bg-accent-tint',
            )}
          >
            <LegendWords {...group} />
          </button>
        ) : (
          <span key={key} title={key} className={shape}>
            <LegendWords {...group} />
          </span>
        ),
      )}
    </div>
  );
}

function GroupingChoice({ by, onChoose }: { by: Grouping; onChoose: (by: Grouping) => void }) {
  const options = groupings.map((value) => ({ value, label: t(`models.pictureBy.${value}`) }));
  const choose = (value: string): void => onChoose(groupings.find((one) => one === value) ?? 'type');
  return (
    <div className="w-80 max-w-full shrink-0">
      <SegmentControl
        id="picture-by"
        name={t('models.pictureBy.label')}
        value={by}
        options={options}
        onChoose={choose}
      />
    </div>
  );
}

interface DiskPictureProps {
  records: readonly ModelRecord[];
  selectedKey: string | null;
  onOpen: (key: string) => void;
  onDuplicates: () => void;
}

const unknown: ModelLocations = { installations: [], disks: [] };

/** What the models take on disk, as a picture: area is size, colour is what a person has chosen. */
export function DiskPicture({ records, selectedKey, onOpen, onDuplicates }: DiskPictureProps) {
  const { ref, size } = useSize();
  const [by, setBy] = useState<Grouping>('type');
  const locations = useModelLocations().data ?? unknown;
  const { groups, keyOf } = useMemo(() => groupFiles(records, by, locations), [records, by, locations]);
  // One file would be a wall of one colour.
  const isSingle = records.filter(({ file }) => file !== null).length === 1;
  const tiles = useMemo(() => layOutDisk(records, keyOf, size), [records, keyOf, size]);
  return (
    <div className="flex h-full flex-col px-4 pt-2 pb-4">
      <Freeable locations={locations} onDuplicates={onDuplicates} />
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <GroupingChoice by={by} onChoose={setBy} />
        <Legend groups={groups} by={by} />
      </div>
      <div
        ref={ref}
        role="group"
        aria-label={t('models.picture')}
        className={classNames('relative min-h-0 flex-1 overflow-hidden', isSingle && 'max-h-56 max-w-140')}
      >
        {tiles.map((tile) => (
          <Tile
            key={tile.key ?? `small ${tile.group}`}
            tile={tile}
            group={groups.find(({ key }) => key === tile.group)}
            isSelected={tile.key !== null && tile.key === selectedKey}
            onOpen={onOpen}
          />
        ))}
      </div>
    </div>
  );
}
