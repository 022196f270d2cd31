import { t } from 'i18next';
import { QueryPlace } from '../components/feedback/query-place';
import { Button } from '../components/button';
import { AddressSearch } from '../components/form/place-search';
import { SkeletonPanel, SkeletonPanels } from '../components/feedback/skeleton';
import { PlaceHeader } from '../components/place-header';
import type { Location } from '../navigation/location';
import { go, useLocation } from '../navigation/location-store';
import { useRemote } from '../state/installation/remote';
import { settingEntries, type SettingId } from '../state/settings/settings-list';
import { isSettingChanged } from '../state/settings/settings-shown';
import { formatCount } from '../texts/formatting';
import { forgetSettings, useAppSettings, useConfig, usePreferences } from '../state/settings/settings-queries';
import { useEscape } from '../navigation/use-escape';
import { SectionNav } from './section-nav';
import { SettingsList } from './settings-list-view';
import { readSettingQuery, toggleChanged } from './settings-search';
import { isChangedHere } from './whose-setting';

const withoutSearch: Partial<Location> = { settingQuery: '' };

/** How many settings are not as the app comes; shows them alone. */
function ChangedButton() {
  const query = useLocation((state) => state.settingQuery);
  const app = useAppSettings().data;
  const config = useConfig().data;
  const { isChangedOnly: isOn } = readSettingQuery(query);
  const isRemote = useRemote() !== null;
  const ids = Object.keys(settingEntries) as SettingId[];
  const changed = ids.filter((id) => isChangedHere(id, isRemote) && isSettingChanged(id, app?.settings, config));
  return (
    <Button
      tone={isOn ? 'tinted' : 'plain'}
      aria-pressed={isOn}
      data-testid="settings-changed"
      onClick={() => go({ settingQuery: toggleChanged(query) })}
    >
      {t('settings.changed', { shown: formatCount(changed.length) })}
    </Button>
  );
}

function SettingsHeader() {
  return (
    <PlaceHeader title={t('places.settings')} search={<AddressSearch of="settingQuery" label={t('settings.search')} />}>
      <ChangedButton />
    </PlaceHeader>
  );
}

function SkeletonSettings({ label }: { label: string }) {
  return (
    <SkeletonPanels label={label} className="max-w-190 px-6 pt-15 pr-3.5">
      <SkeletonPanel lines={6} />
    </SkeletonPanels>
  );
}

/** What the settings say, or why nobody can tell. */
function SettingsBody() {
  const app = useAppSettings();
  const config = useConfig();
  const preferences = usePreferences();
  const read = app.data && config.data && preferences.data;
  const query = {
    data: read && { app: app.data, config: config.data, preferences: preferences.data },
    error: app.error ?? config.error ?? preferences.error,
    isPending: app.isPending || config.isPending || preferences.isPending,
  };
  return (
    <QueryPlace
      query={query}
      coversOld
      failedTitle={t('settings.failed')}
      onRetry={forgetSettings}
      loading={<SkeletonSettings label={t('settings.loading')} />}
    >
      {(known) => <SettingsList {...known} />}
    </QueryPlace>
  );
}

/** Every setting, by section, with a search over what they are called and what they do. */
export function SettingsView() {
  useEscape(withoutSearch);
  return (
    <div className="flex h-full min-w-0 flex-col">
      <SettingsHeader />
      <div className="flex min-h-0 flex-1 max-[700px]:flex-col">
        <SectionNav />
        <div className="min-h-0 min-w-0 flex-1 scroll-steady" data-testid="settings-scroll">
          <SettingsBody />
        </div>
      </div>
    </div>
  );
}
