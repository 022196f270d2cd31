import { app } from 'electron';
import { createEmitter, type Emitter } from '../../src/base/async/emitter';
import type { Logger } from '../../src/base/log';
import type { OperationInput } from '../../src/contract/operations';
import type { Environment } from '../startup/arguments';
import { createPreferences, type AppPreferences } from './preferences';
import type { StateStore } from '../store/state-store';
import { createSystemLoginItem, readLoginCommand } from './system-login-item';
import { createTexts, type Texts } from '../texts/texts';
import { createWindowEvents, type WindowEvents } from './window-events';

/** What the parts of the shell share beside the core: its sentences, the person's preferences, and the way to tell the window. */
export interface ShellContext {
  texts: Texts;
  preferences: AppPreferences;
  events: WindowEvents;
  /** What the window noted for the tray. */
  updates: Emitter<OperationInput<'desktop.noteUpdates'>>;
}

export interface ShellContextOptions {
  store: StateStore;
  environment: Environment;
  log: Logger;
}

/** Makes the ties once, when the app is composed. */
export function createShellContext(options: ShellContextOptions, onCoreEvent: WindowEvents['on']): ShellContext {
  const { store, environment, log } = options;
  const texts = createTexts();
  const onError = (error: unknown) => log.error('A listener of the shell failed.', { error: String(error) });
  const events = createWindowEvents(onCoreEvent, onError);
  const preferences = createPreferences({
    store,
    texts,
    systemLanguages: app.getPreferredSystemLanguages(),
    loginItem: createSystemLoginItem(readLoginCommand(environment.appImage), () => texts.t('login.comment')),
    announce: events.emit,
  });
  return { texts, preferences, events, updates: createEmitter(onError) };
}
