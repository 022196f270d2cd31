import { call, onEvent } from '../../bridge';
import { showLanguage } from '../../texts/texts';
import { keepAppUpdates } from './app-updates';
import { forgetSettings, keepPreferences } from './settings-queries';

/** Speaks the language of the preferences, now and whenever they change; returns its undo. */
export function followPreferences(): () => void {
  // Until the shell has answered, the window speaks the language it remembers.
  call('preferences.get', {}).then(
    (view) => {
      keepPreferences(view);
      void showLanguage(view.usedLanguage);
    },
    () => undefined,
  );
  return onEvent((event) => {
    if (event.name === 'cmd-installation-changed') forgetSettings();
    if (event.name === 'cmd-updates-changed') keepAppUpdates(event.payload);
    if (event.name !== 'cmd-preferences-changed') return;
    keepPreferences(event.payload);
    void showLanguage(event.payload.usedLanguage);
  });
}
