import {
  AppWindow,
  Download,
  FileArchive,
  KeyRound,
  type LucideIcon,
  Network,
  ShieldCheck,
  SlidersHorizontal,
  Terminal,
} from 'lucide-react';
import { t } from 'i18next';
import { classNames } from '../components/class-names';
import { go, useLocation } from '../navigation/location-store';
import type { SettingSection } from '../navigation/filters';

/** What is the app's own, and what is about ComfyUI and the installation that is shown. */
const groups = {
  app: ['general', 'updates', 'network', 'accounts'],
  comfyui: ['comfyui', 'python', 'security', 'installation'],
} as const satisfies Record<string, readonly SettingSection[]>;

const icons: Record<SettingSection, LucideIcon> = {
  general: SlidersHorizontal,
  network: Network,
  accounts: KeyRound,
  comfyui: AppWindow,
  python: Terminal,
  updates: Download,
  security: ShieldCheck,
  installation: FileArchive,
};

function SectionButton({ name }: { name: SettingSection }) {
  const isCurrent = useLocation((state) => state.settingQuery.trim() === '' && state.settingSection === name);
  const Icon = icons[name];
  return (
    <button
      type="button"
      data-testid={`section-${name}`}
      aria-current={isCurrent ? 'true' : undefined}
      onClick={() => go({ settingSection: name, settingQuery: '' })}
      className={classNames(
        'flex min-h-8 w-full items-center gap-2 rounded-control px-2.5 py-1 text-left transition-colors max-[700px]:whitespace-nowrap',
        isCurrent ? 'bg-pressed font-medium text-text' : 'text-muted hover:bg-hover hover:text-text',
      )}
    >
      <Icon aria-hidden size={15} className="shrink-0" />
      {t(`settings.sections.${name}`)}
    </button>
  );
}

function Group({ name }: { name: keyof typeof groups }) {
  return (
    <section aria-labelledby={`settings-group-${name}`} className="max-[700px]:contents">
      <p id={`settings-group-${name}`} className="px-2.5 pt-3 pb-1 text-xs font-medium text-muted max-[700px]:sr-only">
        {t(`settings.groups.${name}`)}
      </p>
      <ul className="flex flex-col gap-0.5 max-[700px]:contents">
        {groups[name].map((section) => (
          <li key={section}>
            <SectionButton name={section} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The sections, one at a time: at the side, or above in a narrow window. A search looks through all of them. */
export function SectionNav() {
  return (
    <nav
      aria-label={t('settings.sectionsLabel')}
      className="flex w-48 shrink-0 flex-col overflow-auto border-r border-border p-2 pt-0 max-[700px]:w-full max-[700px]:flex-row max-[700px]:gap-0.5 max-[700px]:border-r-0 max-[700px]:border-b max-[700px]:pt-2"
    >
      <Group name="app" />
      <Group name="comfyui" />
    </nav>
  );
}
