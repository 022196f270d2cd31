import { useMemo } from 'react';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackResult } from '../../state/packs/pack-search';
import type { PackRecord } from '../../state/packs/pack-record';
import { usePackSelection } from '../../state/packs/pack-selection';
import type { PackIndex } from '../../state/packs/pack-index';
import { FilterBar } from './filter-bar';
import { SelectionBar } from './selection-bar';

interface PacksToolbarProps {
  packIndex: PackIndex;
  rows: readonly PackRecord[];
  counts: PackResult['counts'];
  activities: ReadonlyMap<string, PackActivity>;
}

/** The filters, or what can be done with the packs that are checked: both are as high, so nothing below moves. */
export function PacksToolbar({ packIndex, rows, counts, activities }: PacksToolbarProps) {
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
