import { FolderOpen } from 'lucide-react';
import { t } from 'i18next';
import { IconButton } from '../components/icon-button';
import type { Control } from '../state/settings/settings-list';
import type { ShownSetting } from '../state/settings/settings-shown';
import { toBaseNumber, toShownNumber } from '../state/settings/settings-shown';
import { ChoiceControl } from './choice-control';
import { SegmentControl } from '../components/form/segment-control';
import { SwitchControl } from './switch-control';
import { TextControl } from './text-control';
import { labelOfOption } from './option-label';

export interface SettingControlProps {
  setting: ShownSetting;
  control: Control;
  name: string;
  channels: readonly { name: string; url: string }[];
  isDisabled: boolean;
  isInvalid: boolean;
  /** Counts the changes that were given up. */
  round: number;
  onCommit: (value: string) => void;
  onGiveUp: () => void;
  onChooseFolder: () => void;
}

function PathControl(props: SettingControlProps) {
  const { setting, name, round, isDisabled, isInvalid, onCommit, onGiveUp, onChooseFolder } = props;
  return (
    <div className="flex w-full min-w-0 items-center gap-1">
      <TextControl
        {...{ name, round, isDisabled, isInvalid, onCommit, onGiveUp }}
        value={setting.value}
        describedBy={`${setting.id}-text`}
        placeholder={t('settings.found')}
      />
      <IconButton
        label={t('settings.chooseFolder')}
        icon={<FolderOpen size={16} />}
        disabled={isDisabled}
        onClick={onChooseFolder}
      />
    </div>
  );
}

function NumberControl({ control, ...props }: SettingControlProps & { control: Extract<Control, { kind: 'number' }> }) {
  const { setting, name, round, isDisabled, isInvalid, onCommit, onGiveUp } = props;
  const { unit, scale } = control;
  return (
    <TextControl
      {...{ name, round, isDisabled, isInvalid, onGiveUp }}
      isNumber
      {...(unit === 'port' ? {} : { unit: t(`settings.units.${unit}`) })}
      describedBy={`${setting.id}-text`}
      value={toShownNumber(setting.value, scale)}
      onCommit={(text) => onCommit(toBaseNumber(text, scale))}
    />
  );
}

function ChannelControl({ setting, name, channels, isDisabled, onCommit }: SettingControlProps) {
  const known = channels.map(({ name: label, url }) => ({ value: url, label }));
  const isKnown = known.some(({ value }) => value === setting.value);
  const options = isKnown ? known : [...known, { value: setting.value, label: t('settings.customChannel') }];
  return (
    <ChoiceControl
      {...{ name, options, isDisabled }}
      value={setting.value}
      describedBy={`${setting.id}-text`}
      onChoose={onCommit}
    />
  );
}

/** The control of a setting, by its kind. */
export function SettingControl(props: SettingControlProps) {
  const { setting, control, name, round, isDisabled, isInvalid, onCommit, onGiveUp } = props;
  const describedBy = `${setting.id}-text`;
  switch (control.kind) {
    case 'segments':
      return (
        <SegmentControl
          {...{ name, isDisabled }}
          id={setting.id}
          value={setting.value}
          options={control.options.map((value) => ({ value, label: labelOfOption(value) }))}
          onChoose={onCommit}
        />
      );
    case 'choice':
      return (
        <ChoiceControl
          {...{ name, describedBy, isDisabled }}
          value={setting.value}
          options={control.options.map((value) => ({ value, label: labelOfOption(value) }))}
          onChoose={onCommit}
        />
      );
    case 'switch':
      return (
        <SwitchControl
          {...{ name, describedBy, isDisabled }}
          isOn={setting.value === 'true'}
          onTurn={(isOn) => onCommit(String(isOn))}
        />
      );
    case 'channel':
      return <ChannelControl {...props} />;
    case 'number':
      return <NumberControl {...props} control={control} />;
    case 'path':
      return <PathControl {...props} />;
    case 'text':
      return (
        <TextControl
          {...{ name, describedBy, round, isDisabled, isInvalid, onCommit, onGiveUp }}
          value={setting.value}
          placeholder={control.placeholder ?? ''}
        />
      );
  }
}
