import { FileSearch } from 'lucide-react';
import { t } from 'i18next';
import type { LocalModel } from '../../src/contract/models';
import type { SavedUse } from '../../src/contract/workflows';
import { UsedByNotice } from '../components/feedback/used-by-notice';
import { joinUses } from '../state/workflow/join-uses';
import { openSavedWorkflow } from '../state/workflow/workflow-store';
import { formatCount } from '../texts/formatting';
import { shortenList } from '../texts/shorten-list';
import { useModelLocations, useModelUses } from './model-queries';

const shownNames = 5;

/** The saved workflows that name a model; one press shows what else each of them needs. */
export function UsedByFact({ uses: { count, workflows } }: { uses: SavedUse }) {
  if (count === 0) return <span className="text-muted">{t('usedBy.none')}</span>;
  const more = count - shownNames;
  return (
    <ul data-testid="model-used-by">
      {workflows.slice(0, shownNames).map(({ path, name }) => (
        <li key={path}>
          <button
            type="button"
            title={path}
            onClick={() => void openSavedWorkflow({ path, name })}
            className="flex max-w-full items-center gap-1.5 rounded-control py-0.5 text-left text-accent-text hover:underline"
          >
            <FileSearch aria-hidden size={13} className="shrink-0" />
            <span className="truncate">{name}</span>
          </button>
        </li>
      ))}
      {more > 0 && (
        <li className="py-0.5 text-muted">{t('selection.more', { count: more, shown: formatCount(more) })}</li>
      )}
    </ul>
  );
}

/** A model that a person would take away from where it is. */
type LeavingModel = Pick<LocalModel, 'name' | 'path'>;

/** That other installations read some of these models where they lie. */
export function AlsoReadBy({ isLeaving }: { isLeaving: (path: string) => boolean }) {
  const readers = (useModelLocations().data?.installations ?? []).filter(({ paths }) => paths.some(isLeaving));
  if (readers.length === 0) return null;
  const folders = readers.map(({ folder }) => folder);
  const words = t('models.alsoRead', { count: readers.length, names: shortenList(folders, shownNames) });
  return <UsedByNotice by="installations" words={words} paths={folders} />;
}

/** The saved workflows that will lack the models that leave their place, or that none names them. */
function NamedBy({ files }: { files: readonly LeavingModel[] }) {
  const answer = useModelUses(files.map(({ name }) => name)).data;
  if (answer === undefined || answer.total === 0) return null;
  const { count, names, paths } = joinUses(answer.models);
  if (count === 0) return <p className="mt-3 text-muted">{t('models.inNoWorkflow', { count: files.length })}</p>;
  const counts = { count, shown: formatCount(count), names: shortenList(names, shownNames) };
  const words = files.length === 1 ? t('usedBy.warning', counts) : t('usedBy.warningOfSeveral', counts);
  return <UsedByNotice words={words} paths={paths} />;
}

/** Who misses the models that leave their place: saved workflows and other installations; asked as the question is. */
export function ModelsUsedBy({ files }: { files: readonly LeavingModel[] }) {
  const paths = new Set(files.map(({ path }) => path));
  return (
    <>
      <AlsoReadBy isLeaving={(path) => paths.has(path)} />
      <NamedBy files={files} />
    </>
  );
}
