import { app } from 'electron';
import { createEmitter, type Emitter } from '../../src/base/async/emitter';
import type { AppEvent } from '../../src/contract/events';
import type { Logger } from '../../src/base/log';
import type { OperationInput } from '../../src/contract/operations';
import type { Environment } from '../startup/arguments';
import { createPreferences, type AppPreferences } from './preferences';
import type { StateStore } from '../../src/host/store/state-store';
import { createSystemLoginItem, readLoginCommand } from './system-login-item';
import { createTexts, type Texts } from '../texts/texts';

/** What the parts of the shell share beside the core: its sentences, the person's preferences, and the way to tell the window. */
export interface ShellContext {
  texts: Texts;
  preferences: AppPreferences;
  /** Everything the window is told: the facts of the shown installation, and those of the shell around it. */
  events: Emitter<AppEvent>;
  /** What the window noted for the tray. */
  updates: Emitter<OperationInput<'desktop.noteUpdates'>>;
}

export interface ShellContextOptions {
  store: StateStore;
  environment: Environment;
  events: Emitter<AppEvent>;
  log: Logger;
}

/** Makes the context once, when the app is composed. */
export function createShellContext(options: ShellContextOptions): ShellContext {
  const { store, environment, events, log } = options;
  const texts = createTexts();
  const preferences = createPreferences({
    store,
    texts,
    systemLanguages: app.getPreferredSystemLanguages(),
    loginItem: createSystemLoginItem(readLoginCommand(environment.appImage), () => texts.t('login.comment')),
    announce: events.emit,
  });
  const updates: ShellContext['updates'] = createEmitter((error) =>
    log.error('A listener of the shell failed.', { error: String(error) }),
  );
  return { texts, preferences, events, updates };
}
