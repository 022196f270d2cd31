import { settingSections } from '../navigation/filters';
import { useTranslation } from 'react-i18next';
import { classNames } from '../components/class-names';
import { useLocation } from '../navigation/location-store';

/** The sections, one at a time. A search looks through all of them. */
export function SectionNav() {
  const { t } = useTranslation();
  const section = useLocation((state) => state.settingSection);
  const isSearching = useLocation((state) => state.settingQuery.trim() !== '');
  const go = useLocation((state) => state.go);
  return (
    <nav aria-label={t('settings.sectionsLabel')} className="w-48 shrink-0 overflow-y-auto border-r border-border p-2">
      <ul className="flex flex-col gap-0.5">
        {settingSections.map((name) => {
          const isCurrent = !isSearching && name === section;
          return (
            <li key={name}>
              <button
                type="button"
                data-testid={`section-${name}`}
                aria-current={isCurrent ? 'true' : undefined}
                onClick={() => go({ settingSection: name, settingQuery: '' })}
                className={classNames(
                  'flex min-h-8 w-full items-center rounded-control px-2.5 py-1 text-left transition-colors',
                  isCurrent ? 'bg-pressed font-medium text-text' : 'text-muted hover:bg-hover hover:text-text',
                )}
              >
                {t(`settings.sections.${name}`)}
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
