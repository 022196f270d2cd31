import { useMutation } from '@tanstack/react-query';
import { t } from 'i18next';
import type { Preferences, PreferencesView } from '../../src/contract/preferences';
import { CloseChoice } from '../../src/contract/preferences';
import type { PreferenceId } from '../state/settings/settings-list';
import { chooseTheme, isTheme, themes, useTheme } from '../state/settings/theme';
import { nameOfLanguage } from '../texts/texts';
import { ChoiceControl } from './choice-control';
import { RowFrame } from './row-frame';
import { SegmentControl } from '../components/form/segment-control';
import { SwitchControl } from './switch-control';

function frameOf(id: PreferenceId) {
  return { id, title: t(`settings.titles.${id}`), text: t(`settings.texts.${id}`) };
}

export function ThemeRow() {
  const frame = frameOf('theme');
  const theme = useTheme((state) => state.theme);
  return (
    <RowFrame {...frame}>
      <SegmentControl
        name={frame.title}
        id={frame.id}
        value={theme}
        options={themes.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
        onChoose={(value) => isTheme(value) && chooseTheme(value)}
      />
    </RowFrame>
  );
}

interface PreferenceProps {
  view: PreferencesView;
  onChange: (change: Partial<Preferences>) => Promise<void>;
}

function useProblem(onChange: PreferenceProps['onChange']) {
  const { error, mutate } = useMutation({ mutationFn: onChange });
  return { problem: error, change: mutate };
}

export function LanguageRow({ view, onChange }: PreferenceProps) {
  const frame = frameOf('language');
  const { problem, change } = useProblem(onChange);
  const system = { value: 'system', label: t('settings.systemLanguage') };
  return (
    <RowFrame {...frame} problem={problem}>
      <ChoiceControl
        name={frame.title}
        describedBy={`${frame.id}-text`}
        value={view.language}
        options={[system, ...view.languages.map((value) => ({ value, label: nameOfLanguage(value) }))]}
        onChoose={(language) => change({ language })}
      />
    </RowFrame>
  );
}

export function CloseRow({ view, onChange }: PreferenceProps) {
  const frame = frameOf('closeToTray');
  const { problem, change } = useProblem(onChange);
  return (
    <RowFrame {...frame} problem={problem}>
      <ChoiceControl
        name={frame.title}
        describedBy={`${frame.id}-text`}
        value={view.closeToTray}
        options={CloseChoice.options.map((value) => ({ value, label: t(`settings.closing.${value}`) }))}
        onChoose={(value) => change({ closeToTray: CloseChoice.catch('ask').parse(value) })}
      />
    </RowFrame>
  );
}

export function SwitchRow({ id, view, onChange }: PreferenceProps & { id: 'startAtLogin' | 'notifications' }) {
  const frame = frameOf(id);
  const { problem, change } = useProblem(onChange);
  return (
    <RowFrame {...frame} problem={problem}>
      <SwitchControl
        name={frame.title}
        describedBy={`${frame.id}-text`}
        isOn={view[id]}
        onTurn={(isOn) => change({ [id]: isOn })}
      />
    </RowFrame>
  );
}
