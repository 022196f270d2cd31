import { useQueries, useQuery } from '@tanstack/react-query';
import { ArrowRight, Folder } from 'lucide-react';
import { t } from 'i18next';
import type { Installation } from '../../src/contract/installation';
import { call } from '../bridge';
import { Chip } from '../components/chip';
import { lastSegment, shortenPath } from '../texts/formatting';

const maxSuggestions = 8;
const pathChars = 52;

interface Suggestion {
  folder: string;
  isRunning: boolean;
  installation: Installation;
}

/** What was found on this machine; undefined while it is looked for. */
export function useSuggestions(): readonly Suggestion[] | undefined {
  const suggested = useQuery({ queryKey: ['suggestions'], queryFn: () => call('installation.suggestions', {}) });
  const { folders = [], running = [] } = suggested.data ?? {};
  const shown = folders.slice(0, maxSuggestions);
  const found = useQueries({
    queries: shown.map((folder) => ({
      queryKey: ['recognition', folder],
      queryFn: () => call('installation.recognise', { folder }),
    })),
    combine: (answers) =>
      answers.flatMap(({ data }, position) => {
        const folder = shown[position];
        if (data?.recognised !== true || folder === undefined) return [];
        return [{ folder, isRunning: running.includes(folder), installation: data.installation }];
      }),
  });
  return suggested.isPending ? undefined : found;
}

interface SuggestionsProps {
  /** Undefined while it is looked for. */
  found: readonly Suggestion[] | undefined;
  isOpening: boolean;
  onOpen: (folder: string) => void;
}

interface RowProps extends Pick<SuggestionsProps, 'isOpening' | 'onOpen'> {
  suggestion: Suggestion;
}

function Row({ suggestion: { folder, isRunning, installation }, isOpening, onOpen }: RowProps) {
  return (
    <li data-testid="suggestion" className="border-b border-border last:border-0">
      <button
        type="button"
        title={folder}
        disabled={isOpening}
        onClick={() => onOpen(folder)}
        className="group flex w-full items-center gap-3 px-3.5 py-2.5 text-left transition-colors hover:bg-hover focus-visible:outline-offset-[-2px] disabled:opacity-60"
      >
        <Folder aria-hidden size={16} className="shrink-0 text-faint" />
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2">
            <span className="truncate font-medium">{lastSegment(folder)}</span>
            {isRunning && <Chip tone="green">{t('comfy.states.running')}</Chip>}
          </span>
          <span className="block truncate font-mono text-xs text-faint">{shortenPath(folder, pathChars)}</span>
        </span>
        <span className="shrink-0 text-sm text-muted">
          {[t(`kinds.${installation.kind}`), installation.version].filter(Boolean).join(' · ')}
        </span>
        <ArrowRight aria-hidden size={15} className="shrink-0 text-faint group-hover:text-accent-text" />
      </button>
    </li>
  );
}

/** ComfyUI folders that run on this machine, or were found where people and other programs keep them: one press opens one. */
export function Suggestions({ found, ...props }: SuggestionsProps) {
  if (found?.length === 0) return <p className="mt-5 text-sm text-muted">{t('onboarding.noneFound')}</p>;
  if (found === undefined) return null;
  return (
    <section aria-label={t('onboarding.suggestions')} className="mt-7 animate-fade">
      <h2 className="mb-2 text-sm font-medium text-muted">{t('onboarding.suggestions')}</h2>
      <ul className="overflow-hidden rounded-panel border border-border bg-raised">
        {found.map((suggestion) => (
          <Row key={suggestion.folder} suggestion={suggestion} {...props} />
        ))}
      </ul>
    </section>
  );
}
