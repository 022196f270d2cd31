import { useQueries, useQuery } from '@tanstack/react-query';
import { ChevronRight, Folder } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Installation } from '../../src/contract/installation';
import { call } from '../bridge';
import { recognitionQuery } from './recognition-query';
import { classNames } from '../components/class-names';
import { lastSegment, shortenPath } from '../texts/formatting';

const maxSuggestions = 6;
const pathChars = 64;

interface Suggestion {
  folder: string;
  installation: Installation;
}

function useSuggestions(): Suggestion[] {
  const suggested = useQuery({
    queryKey: ['suggestions'],
    queryFn: async () => (await call('installation.suggestions', {})).folders,
  });
  const folders = suggested.data?.slice(0, maxSuggestions) ?? [];
  return useQueries({
    queries: folders.map(recognitionQuery),
    combine: (answers) =>
      answers.flatMap(({ data }, position) => {
        const folder = folders[position];
        return data?.recognised === true && folder !== undefined ? [{ folder, installation: data.installation }] : [];
      }),
  });
}

interface SuggestionsProps {
  chosen: string | null;
  onChoose: (folder: string) => void;
}

/** ComfyUI folders that were found where people usually keep them. */
export function Suggestions({ chosen, onChoose }: SuggestionsProps) {
  const { t } = useTranslation();
  const suggestions = useSuggestions().filter(({ folder }) => folder !== chosen);
  if (suggestions.length === 0) return null;
  return (
    <section aria-label={t('onboarding.suggestions')} className="mt-7 animate-fade">
      <h2 className="mb-2 text-sm font-medium text-muted">{t('onboarding.suggestions')}</h2>
      <ul className="overflow-hidden rounded-panel border border-border bg-raised">
        {suggestions.map(({ folder, installation }) => (
          <li key={folder} className="border-b border-border last:border-0">
            <button
              type="button"
              title={folder}
              onClick={() => onChoose(folder)}
              className={classNames(
                'flex w-full items-center gap-3 px-3.5 py-2.5 text-left transition-colors hover:bg-hover',
                'focus-visible:outline-offset-[-2px]',
              )}
            >
              <Folder aria-hidden size={16} className="shrink-0 text-faint" />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{lastSegment(folder)}</span>
                <span className="block truncate font-mono text-xs text-faint">{shortenPath(folder, pathChars)}</span>
              </span>
              <span className="shrink-0 text-sm text-muted">
                {[t(`kinds.${installation.kind}`), installation.version].filter(Boolean).join(' · ')}
              </span>
              <ChevronRight aria-hidden size={15} className="shrink-0 text-faint" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
