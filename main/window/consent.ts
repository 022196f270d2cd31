import { redactSecrets } from '../../src/base/log';
import { AppError } from '../../src/contract/errors';
import { findUnlistedArguments, isHarmlessVariable } from '../../src/contract/text/harmless-settings';
import {
  dispatch,
  type Implementations,
  type OperationInput,
  type OperationName,
  operations,
} from '../../src/contract/operations';
import { type ManagerConfig, SecurityLevel, type SettingName } from '../../src/contract/settings';
import { say } from '../../src/contract/text/said';
import { looksSecret } from '../../src/manager/installation/variable-rules';
import { checkSetting } from '../store/settings-rules';

/**
 * What the page of the window may do only with a yes that is given outside of it, in a dialog of the system: whoever has taken the page over can click
 * everything in it. It is what decides which programs run, where code and models come from, who reaches this machine, and what the policy allows.
 */
export interface ConsentQuestion {
  kind: 'change' | 'permission' | 'token';
  /** Names and values as they would be; untranslated. */
  lines: readonly string[];
}

/** Asks the person at this machine. */
export type AskConsent = (question: ConsentQuestion) => Promise<boolean>;

type Implemented = Partial<Implementations<OperationName>>;
type Rules = {
  readonly [N in OperationName]?: (
    input: OperationInput<N>,
    implemented: Implemented,
  ) => ConsentQuestion | null | Promise<ConsentQuestion | null>;
};

/** Settings of the app that the page changes alone: numbers, switches and choices. Every other one names a program, a host, an address or arguments. */
const free: ReadonlySet<string> = new Set<SettingName>([
  ...(['python.tool', 'python.askBefore', 'python.requirementPolicy', 'packs.checkUpdates'] as const),
  ...(['comfyui.port', 'comfyui.stopSeconds', 'comfyui.readySeconds', 'comfyui.checkBeforeStart'] as const),
  ...(['downloads.stallSeconds', 'archive.maxBytes', 'archive.maxEntries', 'archive.maxRatio'] as const),
  ...(['installScript.timeoutSeconds', 'trash.days', 'trash.maxBytes'] as const),
  ...(['updates.channel', 'updates.check', 'updates.download', 'updates.atQuit'] as const),
]);

/** Names and values as one line each: no value makes lines of its own, and none of a secret is shown. */
const change = (lines: readonly string[]): ConsentQuestion | null =>
  lines.length === 0
    ? null
    : { kind: 'change', lines: lines.map((line) => redactSecrets(line.replace(/\p{Cc}+/gu, ' '))) };

function askForArguments(text: string): ConsentQuestion | null {
  return findUnlistedArguments(text).length === 0 ? null : change([`comfyui.arguments = ${text}`]);
}

async function askForSetting({ name, value }: OperationInput<'settings.change'>): Promise<ConsentQuestion | null> {
  // Nothing, as back to the default, opens nothing.
  if (value === null || value === '' || free.has(name)) return null;
  // A value that will be refused is no question for the person.
  await checkSetting(name as SettingName, value);
  return name === 'comfyui.arguments' ? askForArguments(value) : change([`${name} = ${value}`]);
}

const isLaxer = (next: string, now: string): boolean => {
  const levels: readonly string[] = SecurityLevel.options;
  return levels.indexOf(next) > levels.indexOf(now);
};

/** Whether a value of config.ini opens something that was closed; keys that are not here only say how a person works. */
const opens: { readonly [K in keyof ManagerConfig]?: (next: ManagerConfig[K], now: ManagerConfig[K]) => boolean } = {
  security_level: isLaxer,
  network_mode: (next) => next === 'personal_cloud',
  allow_git_url_install: (next) => next,
  allow_pip_install: (next) => next,
  allow_flagged_nodepack_install: (next) => next,
  http_channel_enabled: (next) => next,
  git_exe: (next) => next !== '',
  channel_url: () => true,
};

async function askForConfig(
  { changes }: OperationInput<'config.change'>,
  implemented: Implemented,
): Promise<ConsentQuestion | null> {
  if (!Object.keys(changes).some((key) => Object.hasOwn(opens, key))) return null;
  const { values } = await dispatch(implemented, { name: 'config.read', input: {}, context: { door: 'window' } });
  const isOpening = <K extends keyof ManagerConfig>(key: K, next: ManagerConfig[K] | undefined): boolean =>
    next !== undefined && next !== values[key] && (opens[key]?.(next, values[key]) ?? false);
  const keys = Object.keys(changes) as (keyof ManagerConfig)[];
  return change(keys.filter((key) => isOpening(key, changes[key])).map((key) => `${key} = ${String(changes[key])}`));
}

const rules: Rules = {
  'settings.change': askForSetting,
  'config.change': askForConfig,
  'comfyui.setArguments': ({ arguments: text }) => askForArguments(text),
  'variables.set': ({ name, value }) =>
    isHarmlessVariable(name, value) ? null : change([`${name} = ${looksSecret(name, value) ? '***' : value}`]),
  'policy.allow': ({ operation, minutes }) => ({ kind: 'permission', lines: [`${operation} (${minutes} min)`] }),
  'apiToken.make': () => ({ kind: 'token', lines: [] }),
};

type Rule = (input: unknown, implemented: Implemented) => ConsentQuestion | null | Promise<ConsentQuestion | null>;

/** What is asked before an operation of the page; null where nothing is, also for an input that it will refuse. Throws `invalid-input` for a setting that cannot be. */
export async function findConsent(
  name: OperationName,
  input: unknown,
  implemented: Implemented,
): Promise<ConsentQuestion | null> {
  const rule = rules[name] as Rule | undefined;
  if (rule === undefined) return null;
  const parsed = operations[name].input.safeParse(input ?? {});
  return parsed.success ? rule(parsed.data, implemented) : null;
}

/** Makes the guard: throws `cancelled` unless the person says yes. While one question is open, every other one is answered with no. */
export function createConsentGuard(ask: AskConsent): (question: ConsentQuestion) => Promise<void> {
  let isAsking = false;
  return async (question) => {
    if (!isAsking) {
      isAsking = true;
      const isAllowed = await ask(question).finally(() => {
        isAsking = false;
      });
      if (isAllowed) return;
    }
    throw new AppError('cancelled', say`It was not allowed in the dialog of the system, so nothing was changed.`, {
      remedy: say`Do it again, and allow it there.`,
    });
  };
}
