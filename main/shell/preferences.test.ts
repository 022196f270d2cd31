import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../src/contract/events';
import { createPreferences } from './preferences';
import { readStoredState, type StoredState } from '../../src/host/store/stored-state';
import { createTexts } from '../texts/texts';

const context = { caller: 'person' } as const;

function open(stored: Partial<StoredState> = {}, systemLanguages: string[] = ['en-GB']) {
  let state = readStoredState({ version: 1, ...stored });
  let isOn = false;
  const announced: AppEvent[] = [];
  const texts = createTexts({ en: { tray: { quit: 'Quit' } }, xx: { tray: { quit: 'Xquit' } } });
  const preferences = createPreferences({
    store: { read: () => state, update: (change) => (state = change(state)) },
    texts,
    systemLanguages,
    loginItem: {
      isOn: () => Promise.resolve(isOn),
      turn: (on) => {
        if (on && state.closeToTray === 'quit') return Promise.reject(new Error('refused'));
        isOn = on;
        return Promise.resolve();
      },
    },
    announce: (event) => announced.push(event),
  });
  const { operations } = preferences;
  return {
    announced,
    quit: () => texts.t('tray.quit'),
    preferences,
    state: () => state,
    switchOffBehindUs: () => (isOn = false),
    get: () => operations['preferences.get']({}, context),
    set: (input: Parameters<(typeof operations)['preferences.set']>[0]) =>
      operations['preferences.set'](input, context),
  };
}

describe('preferences', () => {
  it('are the defaults at first, in the language of the system', async () => {
    expect(await open({}, ['xx_YY.UTF-8', 'en']).get()).toEqual({
      language: 'system',
      closeToTray: 'ask',
      notifications: true,
      startAtLogin: false,
      languages: ['en', 'xx'],
      usedLanguage: 'xx',
    });
  });

  it('change what is named, keep the rest, and tell the window once', async () => {
    const { set, state, announced } = open({ closeToTray: 'hide' });
    const view = await set({ notifications: false });
    expect(view).toMatchObject({ closeToTray: 'hide', notifications: false });
    expect(state()).toMatchObject({ closeToTray: 'hide', notifications: false, language: 'system' });
    expect(announced).toEqual([{ name: 'cmd-preferences-changed', payload: view }]);
  });

  it('switch every sentence at once, and back to the language of the system', async () => {
    const { set, quit } = open();
    expect(quit()).toBe('Quit');
    expect((await set({ language: 'xx' })).usedLanguage).toBe('xx');
    expect(quit()).toBe('Xquit');
    expect((await set({ language: 'system' })).usedLanguage).toBe('en');
    expect(quit()).toBe('Quit');
  });

  it('refuse a language without texts, and say which there are', async () => {
    const { set, state } = open();
    await expect(set({ language: 'tlh', notifications: false })).rejects.toMatchObject({
      code: 'invalid-input',
      remedy: expect.stringContaining('en, xx') as string,
    });
    expect(state().notifications).toBe(true);
  });

  it('read the language of a newer version as the one of the system', async () => {
    expect(await open({ language: 'fr' }).get()).toMatchObject({ language: 'system', usedLanguage: 'en' });
  });

  it('ask the system whether the app starts at login', async () => {
    const { get, set, switchOffBehindUs } = open();
    expect(await set({ startAtLogin: true })).toMatchObject({ startAtLogin: true });
    switchOffBehindUs();
    expect(await get()).toMatchObject({ startAtLogin: false });
  });

  it('change nothing else when the system refuses', async () => {
    const { set, state, announced } = open({ closeToTray: 'quit' });
    await expect(set({ startAtLogin: true, notifications: false })).rejects.toThrow('refused');
    expect(state().notifications).toBe(true);
    expect(announced).toEqual([]);
  });

  it('keep the answer to the question of the close button', async () => {
    const { preferences, get } = open();
    await preferences.keepCloseChoice('hide');
    expect(await get()).toMatchObject({ closeToTray: 'hide' });
  });
});
