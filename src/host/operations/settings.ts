import { AppError, toAppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { dispatch, type CallContext, type ManagerOperations, type ShellOperations } from '../../contract/operations';
import {
  AppSettings,
  isInstallationSetting,
  settingEffects,
  type InstallationSetting,
  type SettingName,
  type SettingState,
} from '../../contract/settings';
import { applySetting, parseSetting, storeSetting } from '../store/change-setting';
import type { Door } from '../workspace/door-address';
import { checkSetting } from '../store/settings-rules';
import type { StateStore } from '../store/state-store';
import { isGiven, resolveSettings } from '../store/stored-state';

export interface SettingsSources {
  store: StateStore;
  /** What counts in this run; changed in place. */
  settings: AppSettings;
  /** What the command line gave for this run. */
  overrides: Record<string, string>;
  door: Pick<Door, 'port'>;
  /** The installation that is shown: arguments and port of its ComfyUI are its own. */
  shown: () => ShownInstallation | null;
}

export interface ShownInstallation {
  /** What it was opened with, as it stands. */
  settings: AppSettings;
  operations: ManagerOperations;
  isDemo: boolean;
}

type SettingsOperations = Pick<ShellOperations, 'settings.read' | 'settings.change'>;

const names = Object.keys(AppSettings.shape) as SettingName[];
const fallbacks = AppSettings.parse({});

/** The settings of the app for its window: read with where each comes from, and changed one at a time. */
export function createSettingsOperations(sources: SettingsSources): SettingsOperations {
  return {
    'settings.read': () =>
      Promise.resolve({
        settings: names.map((name) => describe(name, sources)),
        isDemo: sources.shown()?.isDemo ?? false,
      }),
    'settings.change': async ({ name, value }, context) => {
      const known = names.find((candidate) => candidate === name);
      if (known === undefined) throw unknownSetting(name);
      refuseFromCommandLine(known, sources);
      await change({ name: known, value, context }, sources);
      return describe(known, sources);
    },
  };
}

function describe(name: SettingName, sources: SettingsSources): SettingState {
  const shown = sources.shown();
  if (shown !== null && isInstallationSetting(name)) return describeOwn(name, shown.settings, sources.overrides);
  const { store, settings, overrides } = sources;
  const { overrides: stored } = store.read();
  const isFromCommandLine = isGivenForThisRun(name, settings, overrides);
  const value = isFromCommandLine ? settings[name] : resolveSettings(stored, {})[name];
  return {
    name,
    value: String(value),
    inForce: String(settings[name]),
    fallback: String(fallbacks[name]),
    source: isFromCommandLine ? 'command-line' : isGiven(name, stored, {}) ? 'stored' : 'default',
    effect: settingEffects[name],
  };
}

function describeOwn(
  name: InstallationSetting,
  settings: AppSettings,
  overrides: Record<string, string>,
): SettingState {
  const value = String(settings[name]);
  const fallback = String(fallbacks[name]);
  const chosen = value === fallback ? 'default' : 'stored';
  const source = isGivenForThisRun(name, settings, overrides) ? 'command-line' : chosen;
  return { name, value, inForce: value, fallback, source, effect: settingEffects[name] };
}

/** A value that was changed since (the arguments of ComfyUI can be) is no longer that of the command line. */
function isGivenForThisRun(name: SettingName, settings: AppSettings, overrides: Record<string, string>): boolean {
  const given = overrides[name];
  return given !== undefined && parseSetting(name, given) === settings[name];
}

interface Change {
  name: SettingName;
  value: string | null;
  context: CallContext;
}

async function change({ name, value, context }: Change, sources: SettingsSources): Promise<void> {
  const { store, settings, door } = sources;
  const text = (value ?? String(fallbacks[name])).trim();
  await checkSetting(name, text);
  if (name === 'comfyui.port' && door.port !== null && Number(text) === door.port) throw portIsOurs(door.port);
  const shown = sources.shown();
  if (shown !== null && isInstallationSetting(name)) return changeOwn(name, text, { core: shown.operations, context });
  const parsed = parseOrRefuse(name, text);
  storeSetting(store, name, value === null ? null : text);
  // Settings that an open listener depends on take effect at the next start.
  if (settingEffects[name] !== 'app-start') applySetting(settings, name, parsed);
}

/** The core refuses what its ComfyUI would not start with. */
async function changeOwn(
  name: InstallationSetting,
  text: string,
  { core, context }: { core: ManagerOperations; context: CallContext },
): Promise<void> {
  if (name === 'comfyui.port') {
    await dispatch<'comfyui.setPort'>(core, { name: 'comfyui.setPort', input: { port: Number(text) }, context });
  } else {
    await dispatch<'comfyui.setArguments'>(core, { name: 'comfyui.setArguments', input: { arguments: text }, context });
  }
}

function parseOrRefuse<N extends SettingName>(name: N, text: string): AppSettings[N] {
  try {
    return parseSetting(name, text);
  } catch (error) {
    throw new AppError('invalid-input', msg`${name} was not changed: "${text}" cannot be used.`, {
      remedy: msg`Give a value of the kind that is described.`,
      cause: toAppError(error),
    });
  }
}

function unknownSetting(name: string): AppError {
  return new AppError('invalid-input', msg`There is no setting "${name}".`, {
    remedy: msg`The settings are ${names.join(', ')}.`,
  });
}

function refuseFromCommandLine(name: SettingName, { settings, overrides }: SettingsSources): void {
  if (isInstallationSetting(name) || !isGivenForThisRun(name, settings, overrides)) return;
  throw new AppError('invalid-input', msg`${name} was given on the command line, which counts for this run.`, {
    remedy: msg`Start the app without --set ${name}=… to change it here.`,
  });
}

function portIsOurs(port: number): AppError {
  return new AppError('invalid-input', msg`comfyui.port was not changed: ${port} is where this app itself listens.`, {
    remedy: msg`Give another port, or 0 for a free one that the app chooses.`,
  });
}
