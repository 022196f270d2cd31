import { Copy } from 'lucide-react';
import { useMemo, useState } from 'react';
import { t } from 'i18next';
import { copyText } from '../../hooks/copy-text';
import { IconButton } from '../../components/icon-button';
import { SearchField } from '../../components/form/search-field';
import type { PackRecord } from '../../state/packs/pack-record';
import { usePacks } from '../../state/packs/use-packs';
import { formatList } from '../../texts/formatting';
import { findCollisions } from './node-collisions';

/** Of two packs that bring the same class ComfyUI keeps one, and workflows get the other node without a word. */
function AlsoIn({ titles }: { titles: readonly string[] | undefined }) {
  if (titles === undefined) return null;
  return (
    <span data-testid="node-collision" className="block text-xs text-amber-text">
      {t('details.alsoIn', { names: formatList(titles) })}
    </span>
  );
}

/** The node classes that the catalogue knows of this pack. */
export function DetailsNodes({ record }: { record: PackRecord }) {
  const [query, setQuery] = useState('');
  const { packIndex } = usePacks();
  const collisions = useMemo(() => findCollisions(record, packIndex.listOnDisk()), [record, packIndex]);
  const word = query.trim().toLowerCase();
  const shown = record.nodeClasses.filter((name) => name.toLowerCase().includes(word));
  if (record.nodeClasses.length === 0) return <p className="px-4 py-4 text-muted">{t('details.noNodes')}</p>;
  return (
    <>
      {record.nodeClasses.length > 20 && (
        <div className="shrink-0 px-4 pt-3 pb-2">
          <SearchField value={query} label={t('details.filterNodes')} onChange={setQuery} />
        </div>
      )}
      {shown.length === 0 && <p className="px-4 py-3 text-muted">{t('details.noNodeMatches', { query })}</p>}
      <ul className="min-h-0 flex-1 scroll-steady px-2 py-1">
        {shown.map((name) => (
          <li key={name} className="group flex min-h-8 items-center gap-2 rounded-control px-2 hover:bg-hover">
            <span className="min-w-0 flex-1 py-1">
              <span className="font-mono text-sm break-all text-soft selectable">{name}</span>
              <AlsoIn titles={collisions.get(name)} />
            </span>
            <IconButton
              isCompact
              label={t('details.copyNode', { name })}
              icon={<Copy size={13} />}
              onClick={() => copyText(name)}
              className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
            />
          </li>
        ))}
      </ul>
    </>
  );
}
