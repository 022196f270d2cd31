import { type SettingSection, settingSections } from '../navigation/filters';
import { CircleX, Info, TriangleAlert } from 'lucide-react';
import { Fragment } from 'react';
import { t } from 'i18next';
import type { OperationOutput } from '../../src/contract/operations';
import type { PreferencesView } from '../../src/contract/preferences';
import type { ConfigState, TokenAccount } from '../../src/contract/settings';
import { Button } from '../components/button';
import { EmptyState } from '../components/feedback/empty-state';
import { Fold } from '../components/fold';
import { FailedPlace } from '../components/feedback/failed-place';
import { Notice } from '../components/feedback/notice';
import { attempt } from '../state/queue/actions';
import { go, useLocation } from '../navigation/location-store';
import { changePreference, changeSetting } from '../state/settings/settings-actions';
import { useRemote } from '../state/installation/remote';
import {
  accountIds,
  isExpert,
  nameOfSetting,
  preferenceIds,
  type SettingId,
  settingsOf,
} from '../state/settings/settings-list';
import { forgetSettings, useChannels, usePolicyTable, useTokens } from '../state/settings/settings-queries';
import { answersQuery, readSettingQuery } from './settings-search';
import { isSettingChanged, showSetting } from '../state/settings/settings-shown';
import { ApiTokenRow } from './api-token-row';
import { AppUpdatesRow, findsAppUpdates } from './app-updates-row';
import { PolicyPanel } from './policy-panel';
import { CloseRow, LanguageRow, SwitchRow, ThemeRow } from './preference-rows';
import { SettingRow } from './setting-row';
import { findsTransfer, TransferRows } from './transfer-rows';
import { formatCount, formatSentences } from '../texts/formatting';
import { isChangedHere } from './whose-setting';
import { AccountRow } from './account-row';

/** The file of the installation cannot be used: what counts meanwhile, and what mends it. Nothing while it can. */
function ConfigProblem({ config: { problem, file } }: { config: ConfigState }) {
  if (problem === null) return null;
  return (
    <div className="mb-4" data-testid="config-problem">
      <Notice
        isAlert
        tone="red"
        icon={<CircleX size={16} />}
        title={t('settings.configProblem.title')}
        text={formatSentences(problem, t('settings.configProblem.text'))}
        remedy={t('settings.configProblem.remedy', { file })}
        details={[problem, file].join('\n')}
        onRetry={forgetSettings}
      />
    </div>
  );
}

/** The accounts that answer a query; none where accounts are not shown. */
function findAccounts(isShown: boolean, query: string): readonly TokenAccount[] {
  if (!isShown) return [];
  return accountIds.filter((id) =>
    answersQuery(
      query,
      t(`settings.accounts.names.${id}`),
      t(`settings.accounts.texts.${id}`),
      t('settings.accounts.set'),
    ),
  );
}

/** The tokens, and what this system can do to protect them. */
function AccountsSection({ accounts }: { accounts: readonly TokenAccount[] }) {
  const answer = useTokens();
  if (answer.error) {
    return <FailedPlace title={t('settings.accounts.failed')} error={answer.error} onRetry={forgetSettings} />;
  }
  if (!answer.data) return null;
  const { tokens, isEncrypted } = answer.data;
  return (
    <>
      {!isEncrypted && (
        <div className="mt-2">
          <Notice
            tone="amber"
            icon={<TriangleAlert size={16} />}
            title={t('settings.accounts.noEncryptionTitle')}
            text={t('settings.accounts.noEncryptionText')}
          />
        </div>
      )}
      {tokens
        .filter(({ account }) => accounts.includes(account))
        .map((token) => (
          <AccountRow key={token.account} token={token} isEncrypted={isEncrypted} />
        ))}
    </>
  );
}

interface SettingsListProps {
  app: OperationOutput<'settings.read'>;
  config: ConfigState;
  preferences: PreferencesView;
}

interface SectionProps extends SettingsListProps {
  section: SettingSection;
  /** What is looked for. */
  words: string;
  isChangedOnly: boolean;
  /** The shown installation is on another machine: its settings are changed there. */
  isRemote: boolean;
}

/** The rows of a section that answer what is looked for. */
function listFound({ section, words, isChangedOnly, isRemote, app, config }: SectionProps) {
  const answers = (id: SettingId | (typeof preferenceIds)[number], name = '') =>
    answersQuery(words, t(`settings.titles.${id}`), t(`settings.texts.${id}`), name);
  const isWanted = (id: SettingId): boolean =>
    isChangedHere(id, isRemote) && (!isChangedOnly || isSettingChanged(id, app.settings, config));
  const accounts = findAccounts(section === 'accounts' && !isChangedOnly, words);
  const transfers = findsTransfer(section === 'installation' && !isChangedOnly, words);
  const hasApp = findsAppUpdates(section === 'updates' && !isChangedOnly, words);
  const settings = settingsOf(section).filter((id) => isWanted(id) && answers(id, nameOfSetting(id)));
  const preferences = section === 'general' && !isChangedOnly ? preferenceIds.filter((id) => answers(id)) : [];
  const hasToken =
    section === 'security' &&
    !isChangedOnly &&
    answersQuery(words, t('settings.apiToken.title'), t('settings.apiToken.text'));
  const lists = [settings, preferences, accounts, transfers];
  const hasRows = [hasToken, hasApp, ...lists.map(({ length }) => length > 0)].includes(true);
  return { settings, preferences, accounts, transfers, hasApp, hasToken, hasRows };
}

function Preference({ id, view }: { id: string; view: PreferencesView }) {
  if (id === 'theme') return <ThemeRow />;
  if (id === 'language') return <LanguageRow view={view} onChange={changePreference} />;
  if (id === 'closeToTray') return <CloseRow view={view} onChange={changePreference} />;
  const known = id === 'startAtLogin' ? 'startAtLogin' : 'notifications';
  return <SwitchRow id={known} view={view} onChange={changePreference} />;
}

function Setting({ id, app, config }: { id: SettingId } & Pick<SettingsListProps, 'app' | 'config'>) {
  const channels = useChannels().data?.list ?? [];
  const setting = showSetting(id, app.settings, config);
  if (!setting) return null;
  const title = t(`settings.titles.${id}`);
  return (
    <SettingRow
      setting={setting}
      channels={channels}
      onChange={(value) => changeSetting(id, value, config)}
      onChooseFolder={async () => (await attempt('desktop.chooseFolder', { title }))?.folder ?? null}
    />
  );
}

function PolicySection() {
  const { data: table, error } = usePolicyTable();
  if (error) {
    return <FailedPlace title={t('settings.policy.failed')} error={error} onRetry={forgetSettings} />;
  }
  return table ? <PolicyPanel table={table} /> : null;
}

/** The rows that hardly anybody needs, below the others. What a person changed among them is in sight. */
function ExpertSettings({
  ids,
  app,
  config,
}: { ids: readonly SettingId[] } & Pick<SettingsListProps, 'app' | 'config'>) {
  if (ids.length === 0) return null;
  const hasChanged = ids.some((id) => isSettingChanged(id, app.settings, config));
  return (
    <Fold
      className="mt-3"
      testId="settings-fold"
      label={t('settings.advanced')}
      facts={formatCount(ids.length)}
      isOpenFirst={hasChanged}
    >
      {ids.map((id) => (
        <Setting key={id} {...{ id, app, config }} />
      ))}
    </Fold>
  );
}

function Section(props: SectionProps) {
  const { section, words, isChangedOnly, app, config } = props;
  const { settings, preferences, accounts, transfers, hasApp, hasToken, hasRows } = listFound(props);
  if (!hasRows) return null;
  // Whoever looks for something sees all of it.
  const isFolded = (id: SettingId): boolean => words === '' && !isChangedOnly && isExpert(id);
  // Where all of it counts at once nobody asks.
  const hasLater = settings.some((id) => (showSetting(id, app.settings, config)?.effect ?? 'now') !== 'now');
  return (
    <section aria-labelledby={`section-${section}`} className="mb-8">
      <h2 id={`section-${section}`} className="text-lg font-semibold">
        {t(`settings.sections.${section}`)}
      </h2>
      <p className="mb-1 text-sm text-pretty text-muted">
        {formatSentences(t(`settings.sectionTexts.${section}`), hasLater && t('settings.atOnce'))}
      </p>
      {hasApp && <AppUpdatesRow />}
      {preferences.map((id) => (
        <Preference key={id} id={id} view={props.preferences} />
      ))}
      {settings
        .filter((id) => !isFolded(id))
        .map((id) => (
          <Fragment key={id}>
            <Setting {...{ id, app, config }} />
            {id === 'securityLevel' && words === '' && !isChangedOnly && <PolicySection />}
          </Fragment>
        ))}
      {hasToken && <ApiTokenRow />}
      <ExpertSettings ids={settings.filter(isFolded)} {...{ app, config }} />
      {accounts.length > 0 && <AccountsSection accounts={accounts} />}
      {transfers.length > 0 && <TransferRows found={transfers} />}
    </section>
  );
}

function Nothing() {
  return (
    <div className="hidden only:block">
      <EmptyState icon={<Info size={20} />} title={t('settings.nothingTitle')} text={t('settings.nothingText')}>
        <Button onClick={() => go({ settingQuery: '' })}>{t('actions.clearSearch')}</Button>
      </EmptyState>
    </div>
  );
}

/** Whose settings these are, where that is not plain. */
function WhoseSettings(words: { title: string; text: string }) {
  return (
    <div className="mb-4">
      <Notice tone="neutral" icon={<Info size={16} />} {...words} />
    </div>
  );
}

/** The section chosen, or what a search finds in all of them. */
export function SettingsList(props: SettingsListProps) {
  const section = useLocation((state) => state.settingSection);
  const query = readSettingQuery(useLocation((state) => state.settingQuery));
  const remote = useRemote();
  const shown = query.words === '' && !query.isChangedOnly ? [section] : settingSections;
  return (
    <div className="@container mx-auto w-full max-w-190 px-6 py-5 pr-3.5">
      <ConfigProblem config={props.config} />
      {props.app.isDemo && <WhoseSettings title={t('settings.demoTitle')} text={t('settings.demoText')} />}
      {remote !== null && (
        <WhoseSettings title={t('remote.settingsTitle')} text={t('remote.settingsText', { name: remote.title })} />
      )}
      <div>
        {shown.map((name) => (
          <Section key={name} section={name} isRemote={remote !== null} {...query} {...props} />
        ))}
        <Nothing />
      </div>
    </div>
  );
}
