import { RotateCcw, Terminal } from 'lucide-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { Chip } from '../components/chip';
import { nameOfSetting, settingEntries } from '../state/settings/settings-list';
import { isChanged, type ShownSetting, toShownNumber } from '../state/settings/settings-shown';
import { isDeclined, unlessDeclined } from '../state/declined';
import { labelOfOption } from './option-label';
import { RowFrame } from './row-frame';
import { SettingControl } from './setting-control';

export interface SettingRowProps {
  setting: ShownSetting;
  channels: readonly { name: string; url: string }[];
  /** `value` null: back to the default. Rejects with why it was refused. */
  onChange: (value: string | null) => Promise<void>;
  onChooseFolder: () => Promise<string | null>;
}

/** The default in the words of the control. */
function describeFallback({ id, fallback }: ShownSetting, channels: SettingRowProps['channels']): string {
  const { control } = settingEntries[id];
  if (fallback === '') return t('settings.empty');
  if (control.kind === 'number') return toShownNumber(fallback, control.scale);
  const channel = control.kind === 'channel' ? channels.find(({ url }) => url === fallback) : undefined;
  return channel?.name ?? labelOfOption(fallback);
}

function Facts({
  setting,
  channels,
  onReset,
}: Pick<SettingRowProps, 'setting' | 'channels'> & { onReset: () => void }) {
  const fallback = describeFallback(setting, channels);
  const isFromCommandLine = setting.source === 'command-line';
  return (
    <>
      {isFromCommandLine && (
        <Chip tone="violet" icon={<Terminal aria-hidden size={12} />}>
          {t('settings.fromCommandLine')}
        </Chip>
      )}
      {setting.source === 'stored' && setting.value !== setting.fallback && (
        <>
          <span className="min-w-0 break-words">{t('settings.differs', { value: fallback })}</span>
          <Button size="small" tone="quiet" icon={<RotateCcw size={12} />} onClick={onReset}>
            {t('settings.reset')}
          </Button>
        </>
      )}
      <code className="font-mono text-xs">{nameOfSetting(setting.id)}</code>
      {setting.isWaiting && <span>{t('settings.waiting')}</span>}
      {!setting.isWaiting && setting.effect !== 'now' && <span>{t(`settings.effects.${setting.effect}`)}</span>}
    </>
  );
}

/** What a row does with a value: keeps it, and says why it was refused. Where the person said no to it outside of the window, the former one is shown. */
function useChange({ onChange }: SettingRowProps) {
  const [round, setRound] = useState(0);
  const { mutate, error, reset } = useMutation({
    mutationFn: onChange,
    onError: (thrown) => {
      if (isDeclined(thrown)) setRound((former) => former + 1);
    },
  });
  return { problem: unlessDeclined(error), round, change: mutate, forget: reset };
}

/** A setting of the app or of config.ini. */
export function SettingRow(props: SettingRowProps) {
  const { setting, channels, onChooseFolder } = props;
  const { problem, round, change, forget } = useChange(props);
  const name = t(`settings.titles.${setting.id}`);
  const suggestion = problem?.details['suggestion'];
  const chooseFolder = async (): Promise<void> => {
    const folder = await onChooseFolder();
    if (folder !== null) change(folder);
  };
  return (
    <RowFrame
      id={setting.id}
      title={name}
      text={t(`settings.texts.${setting.id}`)}
      facts={<Facts setting={setting} channels={channels} onReset={() => change(null)} />}
      problem={problem}
      way={
        typeof suggestion === 'string' && (
          <Button size="small" tone="tinted" data-testid="setting-suggestion" onClick={() => change(suggestion)}>
            {t('settings.use', { value: suggestion })}
          </Button>
        )
      }
      isChanged={isChanged(setting)}
    >
      <SettingControl
        {...{ setting, name, channels, round }}
        control={settingEntries[setting.id].control}
        isDisabled={setting.source === 'command-line'}
        isInvalid={problem !== null}
        onCommit={change}
        onGiveUp={forget}
        onChooseFolder={() => void chooseFolder()}
      />
    </RowFrame>
  );
}
