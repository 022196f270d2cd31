import { SearchX, SquareTerminal, TriangleAlert } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import i18next, { t } from 'i18next';
import type { OperationOutput } from '../../../src/contract/operations';
import type { ComfyOption } from '../../../src/contract/comfyui/start-options';
import { Button } from '../../components/button';
import { FilterChip } from '../../components/filter-chip';
import { EmptyState } from '../../components/feedback/empty-state';
import { QueryPlace } from '../../components/feedback/query-place';
import { Notice } from '../../components/feedback/notice';
import { PlaceSearch } from '../../components/form/place-search';
import { SkeletonRows } from '../../components/feedback/skeleton';
import { findGiven, judgeLine, readOptions } from '../../state/comfyui/argument-line';
import { draftArguments, useArgumentsDraft } from './arguments-draft';
import { forgetComfyOptions, useComfyOptions } from '../../state/comfyui/comfy-queries';
import { ArgumentGroups, Presets } from './argument-groups';
import { ArgumentLineForm } from './argument-line-form';
import { helpOfOption } from './option-help';
import { OptionRow } from './option-row';
import { useIsOffered } from '../../state/installation/remote';
import { formatSentence } from '../../texts/core-sentences';

/** ComfyUI did not tell what it takes; the text still works. */
function NoList({ problem }: { problem: string }) {
  return (
    <div className="mx-auto w-full max-w-240 px-4 pt-4">
      <Notice
        tone="amber"
        icon={<TriangleAlert size={16} />}
        title={t('comfy.arguments.noListTitle')}
        text={problem}
        remedy={t('comfy.arguments.noListText')}
        details={problem}
        onRetry={() => void forgetComfyOptions()}
      />
    </div>
  );
}

interface ListBarProps {
  children: ReactNode;
  query: string;
  onQuery: (query: string) => void;
  isOnlyGiven: boolean;
  onOnlyGiven: (isOn: boolean) => void;
  count: number;
}

function ListBar({ children, query, onQuery, isOnlyGiven, onOnlyGiven, count }: ListBarProps) {
  return (
    <div className="flex h-11 shrink-0 items-center gap-2 border-b border-border px-3">
      <PlaceSearch
        testId="arguments-search"
        value={query}
        label={t('comfy.arguments.search')}
        className="w-full max-w-80"
        onChange={onQuery}
      />
      {children}
      <span className="ml-auto flex">
        <FilterChip
          label={t('comfy.arguments.given', { count })}
          count=""
          isOn={isOnlyGiven}
          onChoose={() => onOnlyGiven(!isOnlyGiven)}
        />
      </span>
    </div>
  );
}

/** Nothing in the list is left by the search, or nothing is given. */
function NoOptions({ query, onShowAll }: { query: string; onShowAll: () => void }) {
  const isSearch = query !== '';
  return (
    <EmptyState
      icon={isSearch ? <SearchX size={20} /> : <SquareTerminal size={20} />}
      title={t(isSearch ? 'comfy.arguments.noMatchTitle' : 'comfy.arguments.noneTitle')}
      text={isSearch ? t('comfy.arguments.noMatchText', { query }) : t('comfy.arguments.noneText')}
    >
      <Button onClick={onShowAll}>{t('comfy.arguments.showAll')}</Button>
    </EmptyState>
  );
}

interface OptionListProps {
  options: readonly ComfyOption[];
  line: string;
  onChange: (line: string) => void;
}

function OptionList({ options, line, onChange }: OptionListProps) {
  const [query, setQuery] = useState('');
  const [isOnlyGiven, setOnlyGiven] = useState(false);
  const given = useMemo(() => readOptions(line), [line]);
  const words = query.toLowerCase().split(/\s+/u);
  const rows = options
    .map((option) => ({ option, given: findGiven(given, option) }))
    .filter((row) => !isOnlyGiven || row.given !== undefined)
    .filter(({ option }) => {
      const helpTexts = option.flags.map((flag) => helpOfOption(flag, option.help, i18next.language));
      const text = [...option.flags, option.help, ...helpTexts, ...option.choices].join(' ').toLowerCase();
      return words.every((word) => text.includes(word));
    });
  const count = options.filter((option) => findGiven(given, option) !== undefined).length;
  const showAll = (): void => {
    setQuery('');
    setOnlyGiven(false);
  };
  return (
    <>
      <ListBar query={query} onQuery={setQuery} isOnlyGiven={isOnlyGiven} onOnlyGiven={setOnlyGiven} count={count}>
        <Presets {...{ options, given, line, onChange }} />
      </ListBar>
      <div className="min-h-0 flex-1 scroll-steady" tabIndex={-1}>
        {!isOnlyGiven && query.trim() === '' ? (
          <ArgumentGroups {...{ options, given, line, onChange }} />
        ) : rows.length === 0 ? (
          <NoOptions query={query.trim()} onShowAll={showAll} />
        ) : (
          <ul aria-label={t('comfy.arguments.list')}>
            {rows.map((row) => (
              <OptionRow key={row.option.flags.join()} {...row} line={line} onChange={onChange} />
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

/** What another machine starts its ComfyUI with: it is changed there. */
function FixedLine({ line }: { line: string }) {
  return (
    <div className="min-h-0 flex-1 px-4 py-3">
      <p className="text-sm text-muted">{t('remote.arguments')}</p>
      <p className="mt-2 font-mono text-sm break-all selectable">
        {line === '' ? t('comfy.arguments.noneTitle') : line}
      </p>
    </div>
  );
}

function Arguments({ known }: { known: OperationOutput<'comfyui.options'> }) {
  const draft = useArgumentsDraft((state) => state.line);
  const saved = known.arguments;
  const line = draft ?? saved;
  if (!useIsOffered('comfyui.setArguments')) return <FixedLine line={saved} />;
  return (
    <>
      <ArgumentLineForm line={line} saved={saved} problems={judgeLine(line, known.options)} />
      {known.options.length === 0 ? (
        <NoList problem={formatSentence(known.problem ?? '')} />
      ) : (
        <OptionList options={known.options} line={line} onChange={(next) => draftArguments(next, saved)} />
      )}
    </>
  );
}

/** The arguments of `main.py`: as a text, and as what ComfyUI's own `--help` lists. */
export function ArgumentsView() {
  const options = useComfyOptions();
  return (
    <QueryPlace
      query={options}
      failedTitle={t('comfy.arguments.failedTitle')}
      loading={<SkeletonRows label={t('comfy.arguments.loading')} />}
    >
      {(known) => <Arguments known={known} />}
    </QueryPlace>
  );
}
