import { FileSearch } from 'lucide-react';
import { t } from 'i18next';
import { useSavedWorkflows } from '../state/workflow/saved-workflows';
import { openSavedWorkflow } from '../state/workflow/workflow-store';
import { useNow } from '../hooks/use-now';
import { formatCount, formatExact, formatWhen } from '../texts/formatting';

/** Nobody looks through more; whoever has more searches for a file. */
const mostShown = 200;

/** The folder of a saved workflow, as people know it: below their own folder of workflows. */
function folderOf(path: string): string {
  return path.replace(/^[^/]+\/workflows\//u, '').replace(/\/?[^/]+$/u, '');
}

/** The workflows that are saved in the installation, the one saved last first: one press shows what it needs. */
export function SavedList() {
  const nowMs = useNow(60_000);
  const saved = useSavedWorkflows().toSorted((a, b) => Date.parse(b.changedAt) - Date.parse(a.changedAt));
  const more = saved.length - mostShown;
  if (saved.length === 0) return null;
  return (
    <section aria-labelledby="workflow-saved" className="mt-6 animate-fade" data-testid="workflow-saved">
      <h2 id="workflow-saved" className="mb-2 font-medium">
        {t('workflow.saved')} <span className="font-normal text-muted tabular">{formatCount(saved.length)}</span>
      </h2>
      <ul className="overflow-hidden rounded-panel border border-border">
        {saved.slice(0, mostShown).map(({ path, name, changedAt }) => (
          <li key={path} className="border-b border-border last:border-0">
            <button
              type="button"
              title={path}
              onClick={() => void openSavedWorkflow({ path, name })}
              className="flex min-h-11 w-full items-center gap-3 px-3.5 py-1.5 text-left transition-colors hover:bg-hover focus-visible:outline-offset-[-2px]"
            >
              <FileSearch aria-hidden size={16} className="shrink-0 text-faint" />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{name}</span>
                {folderOf(path) !== '' && <span className="block truncate text-sm text-muted">{folderOf(path)}</span>}
              </span>
              <span className="shrink-0 text-sm text-muted tabular" title={formatExact(Date.parse(changedAt))}>
                {formatWhen(Date.parse(changedAt), nowMs)}
              </span>
            </button>
          </li>
        ))}
        {more > 0 && (
          <li className="px-3.5 py-2 text-muted">{t('selection.more', { count: more, shown: formatCount(more) })}</li>
        )}
      </ul>
    </section>
  );
}
