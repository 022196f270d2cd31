import i18next, { t } from 'i18next';
import { type RefObject, useCallback, useMemo, useState } from 'react';
import { AnchoredMenu } from '../../components/menus/anchored-menu';
import type { MenuAnchor } from '../../components/menus/menu-anchor';
import { createRowSource } from '../../components/rows/row-source';
import { RowList, type RowListHandle } from '../../components/rows/row-list';
import { useMachine } from '../../state/comfyui/machine';
import { useLocation } from '../../navigation/location-store';
import { packSelection } from '../../state/packs/pack-selection';
import { useFavourites } from '../../state/packs/favourites';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackQuery } from '../../state/packs/pack-query';
import type { PackRecord } from '../../state/packs/pack-record';
import { usePackRefusals } from '../../state/packs/pack-refusals';
import { useUnmetNeeds } from '../../state/comfyui/health';
import { findMatchedClass } from '../../state/packs/pack-search';
import { useNow } from '../../hooks/use-now';
import { useStartupDone } from '../../startup/startup-done';
import { PackMenuItems } from '../pack-menu';
import { PackRow } from './pack-row';
import { rowWordsIn } from '../row-words';

const refreshTimesMs = 60_000;

interface PackListProps {
  rows: readonly PackRecord[];
  /** The same, for whoever looks later. */
  rowsRef: RefObject<readonly PackRecord[]>;
  activities: ReadonlyMap<string, PackActivity>;
  /** What was searched by: says why a row is here. */
  query: PackQuery;
  /** The search as typed: another one begins at the top again. */
  typed: string;
  selectedKey: string | null;
  handleRef: RefObject<RowListHandle | null>;
  onSelect: (record: PackRecord) => void;
  onOpen: (record: PackRecord) => void;
  /** Opens it, and goes on in its details. */
  onEnter: (record: PackRecord) => void;
}

/** Checks or unchecks a pack, or everything between the last check and it. One function for all rows and renders: a row with a new one would be drawn again. */
function useCheck(rowsRef: PackListProps['rowsRef']): (record: PackRecord, how: 'toggle' | 'range') => void {
  return useCallback(
    ({ key }, how) => {
      const ordered = rowsRef.current.map((row) => row.key);
      if (how === 'range') packSelection.extend({ ordered, from: useLocation.getState().packKey, to: key });
      else packSelection.toggle(key);
    },
    [rowsRef],
  );
}

/** The list of packs. */
export function PackList({ rows, rowsRef, activities, query, typed, ...rest }: PackListProps) {
  const source = useMemo(() => createRowSource(rows, ({ key }) => key), [rows]);
  const words = rowWordsIn(i18next.language);
  const isQuiet = useStartupDone();
  const machine = useMachine(isQuiet);
  const unmet = useUnmetNeeds({ enabled: isQuiet, refetchOnMount: 'always' });
  const nowMs = useNow(refreshTimesMs);
  const refusals = usePackRefusals();
  const favourites = useFavourites((state) => state.keys);
  const [menu, setMenu] = useState<{ record: PackRecord; anchor: MenuAnchor } | null>(null);
  const openMenu = useCallback((record: PackRecord, anchor: MenuAnchor) => setMenu({ record, anchor }), []);
  const check = useCheck(rowsRef);
  return (
    <>
      <RowList
        {...rest}
        keepsPlaces
        rows={source}
        name="pack"
        label={t('packs.list')}
        topWhen={typed}
        onPick={check}
        onMenu={openMenu}
      >
        {(record, place) => (
          <PackRow
            {...place}
            record={record}
            words={words}
            machine={machine}
            refusals={refusals}
            isLacking={record.local !== null && unmet.has(record.local.name)}
            isFavourite={favourites.has(record.key)}
            activity={activities.get(record.key)}
            matchedClass={findMatchedClass(record, query)}
            nowMs={nowMs}
            onCheck={check}
            onMenu={openMenu}
          />
        )}
      </RowList>
      <AnchoredMenu anchor={menu?.anchor ?? null} onClose={() => setMenu(null)}>
        {menu && <PackMenuItems record={menu.record} activity={activities.get(menu.record.key)} />}
      </AnchoredMenu>
    </>
  );
}
