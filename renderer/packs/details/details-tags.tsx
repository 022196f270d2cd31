import { t } from 'i18next';
import { go } from '../../navigation/location-store';

/** More of them say nothing. */
const mostShown = 12;

/** The tags of a pack, as its publisher wrote them; each searches for the packs that have it. */
export function DetailsTags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  const search = (tag: string): void => {
    const word = tag.replaceAll('"', '');
    go({ filter: 'all', query: /\s/u.test(word) ? `tag:"${word}"` : `tag:${word}`, isReader: false });
  };
  return (
    <ul aria-label={t('details.tags')} data-testid="pack-tags" className="mt-3 flex flex-wrap gap-1.5">
      {tags.slice(0, mostShown).map((tag) => (
        <li key={tag} className="min-w-0">
          <button
            type="button"
            title={t('details.searchTag', { tag })}
            onClick={() => search(tag)}
            className="max-w-50 truncate rounded-full border border-border bg-hover px-2 text-xs leading-5 text-muted transition-colors hover:border-border-strong hover:text-text"
          >
            {tag}
          </button>
        </li>
      ))}
    </ul>
  );
}
