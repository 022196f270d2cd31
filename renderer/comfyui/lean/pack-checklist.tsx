import { useState } from 'react';
import { t } from 'i18next';
import { CheckBox } from '../../components/form/check-box';
import { SearchField } from '../../components/form/search-field';
import { formatCount } from '../../texts/formatting';

/** A pack that can be chosen; `state` where a start would not load it. */
export interface ChoosablePack {
  /** Folder or file below `custom_nodes`. */
  name: string;
  title: string;
  state: 'there' | 'disabled' | 'missing';
}

interface PackChecklistProps {
  packs: readonly ChoosablePack[];
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
}

/** A row with its border. */
const rowPx = 33;

/** Packs to choose by checkboxes that a search narrows. */
export function PackChecklist({ packs, chosen, onChoose }: PackChecklistProps) {
  const [query, setQuery] = useState('');
  const word = query.trim().toLowerCase();
  const found = packs.filter(({ name, title }) => `${title}\n${name}`.toLowerCase().includes(word));
  const toggle = (name: string): void => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    onChoose(next);
  };
  return (
    <fieldset className="mt-2">
      <div className="mb-1.5 flex items-end justify-between gap-3">
        <legend className="float-left text-sm font-medium text-muted">{t('lean.edit.packs')}</legend>
        <span role="status" data-testid="lean-count" className="text-sm text-muted tabular">
          {t('lean.edit.chosen', { chosen: formatCount(chosen.size), of: formatCount(packs.length) })}
        </span>
      </div>
      <SearchField value={query} label={t('lean.edit.search')} onChange={setQuery} />
      {/* As high as all packs, so that a search moves nothing below. */}
      <ul
        style={{ height: `min(${Math.max(1, packs.length) * rowPx + 2}px, 14rem, 28vh)` }}
        className="mt-1.5 overflow-y-auto rounded-control border border-border"
      >
        {found.map(({ name, title, state }) => (
          <li key={name} className="border-b border-border last:border-0">
            <label className="flex min-h-8 items-center gap-2.5 px-3 py-1 hover:bg-hover">
              <CheckBox data-name={name} isChecked={chosen.has(name)} onChoose={() => toggle(name)} />
              <span className="min-w-0 flex-1 truncate">{title}</span>
              {state !== 'there' && <span className="shrink-0 text-sm text-amber-text">{t(`lean.edit.${state}`)}</span>}
            </label>
          </li>
        ))}
        {found.length === 0 && <li className="px-3 py-2 text-muted">{t('lean.edit.noPacks')}</li>}
      </ul>
    </fieldset>
  );
}
