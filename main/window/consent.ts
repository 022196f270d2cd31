import { isLoopbackHost } from '../../src/base/http/target';
import { redactSecrets } from '../../src/base/log';
import { findUnlistedArguments, isHarmlessVariable } from '../../src/contract/text/harmless-settings';
import {
  asSelf,
  dispatch,
  type Implementations,
  type OperationInput,
  type OperationName,
  operations,
} from '../../src/contract/operations';
import { findOpenings } from '../../src/contract/config-openings';
import type { ManagerConfig, SecurityLevel, SettingName } from '../../src/contract/settings';
import { looksSecret } from '../../src/manager/installation/variable-rules';
import { checkSetting } from '../../src/host/store/settings-rules';

/** Settings of which a sentence says what becomes possible. */
type Opening = 'gitUrl' | 'pip' | 'flagged' | 'httpChannel' | 'gatewayHost' | 'networkMode' | 'modelsFolder';

/** One thing that a question is about. */
export type ConsentSubject =
  /** `line`: name and value as they would be; untranslated. */
  | { kind: 'change'; line: string; opens?: Opening | undefined }
  /** `rows` of the policy that become possible. */
  | { kind: 'level'; level: SecurityLevel; rows: readonly string[] }
  /** A row of the policy; `target` is what the task is about that it counts for. */
  | { kind: 'permission'; operation: string; target: string | null }
  | { kind: 'token' };

/** A way to say yes, and the input that the operation is called with then. */
export interface ConsentChoice {
  kind: 'allow' | 'minutes' | 'once';
  minutes: number;
  input: unknown;
}

/**
 * What the page of the window may do only with a yes that is given outside of it, in a dialog of the system: whoever has taken the page over can click
 * everything in it. It is what decides which programs run, where code and models come from, who reaches this machine, and what the policy allows. The page
 * asks nothing of the kind itself.
 */
export interface ConsentQuestion {
  subjects: readonly ConsentSubject[];
  choices: readonly ConsentChoice[];
}

/** What a question is made of beside the input. */
export interface ConsentGround {
  implemented: Partial<Implementations<OperationName>>;
  /** Whether the person has given a file or folder of this machine to the window, by dropping it or in a dialog of the system. */
  isGiven: (path: string) => boolean;
}

type Implemented = ConsentGround['implemented'];
type Subjects = readonly ConsentSubject[];
type Rules = {
  readonly [N in OperationName]?: (input: OperationInput<N>, ground: ConsentGround) => Subjects | Promise<Subjects>;
};

/** Settings of the app that the page changes alone: numbers, switches and choices. Every other one names a program, a host, an address or arguments. */
const free: ReadonlySet<string> = new Set<SettingName>([
  ...(['python.tool', 'python.askBefore', 'python.requirementPolicy', 'packs.checkUpdates'] as const),
  ...(['comfyui.port', 'comfyui.stopSeconds', 'comfyui.readySeconds', 'comfyui.checkBeforeStart'] as const),
  ...(['downloads.atOnce', 'downloads.maxBytesPerSecond', 'downloads.hours', 'downloads.keepAwake'] as const),
  'models.hashInBackground',
  ...(['downloads.stallSeconds', 'archive.maxBytes', 'archive.maxEntries', 'archive.maxRatio'] as const),
  ...(['installScript.timeoutSeconds', 'trash.days', 'trash.maxBytes'] as const),
  ...(['updates.channel', 'updates.check', 'updates.download', 'updates.atQuit'] as const),
]);

/** What the page names in one line: nothing makes lines of its own, and none of a secret is shown. */
const lineOf = (text: string): string => redactSecrets(text.replace(/\p{Cc}+/gu, ' '));

const change = (line: string, opens?: Opening): ConsentSubject => ({ kind: 'change', line: lineOf(line), opens });

function askForArguments(text: string): Subjects {
  return findUnlistedArguments(text).length === 0 ? [] : [change(`comfyui.arguments = ${text}`)];
}

async function askForSetting({ name, value }: OperationInput<'settings.change'>): Promise<Subjects> {
  // Nothing, as back to the default, opens nothing.
  if (value === null || value === '' || free.has(name)) return [];
  // A value that will be refused is no question for the person.
  await checkSetting(name as SettingName, value);
  if (name === 'comfyui.arguments') return askForArguments(value);
  if (name !== 'gateway.host') return [change(`${name} = ${value}`)];
  return isLoopbackHost(value) ? [] : [change(`${name} = ${value}`, 'gatewayHost')];
}

const openings: { readonly [K in keyof ManagerConfig]?: Opening } = {
  network_mode: 'networkMode',
  allow_git_url_install: 'gitUrl',
  allow_pip_install: 'pip',
  allow_flagged_nodepack_install: 'flagged',
  http_channel_enabled: 'httpChannel',
};

/** A laxer level, with the rows that it allows and the present one does not. */
async function askForLevel(
  level: SecurityLevel,
  now: SecurityLevel,
  implemented: Implemented,
): Promise<ConsentSubject> {
  const { rows } = await dispatch(implemented, { name: 'policy.table', input: {}, context: asSelf });
  const isNew = ({ allowed }: (typeof rows)[number]): boolean => allowed[level] && !allowed[now];
  return { kind: 'level', level, rows: rows.filter(isNew).map(({ operation }) => operation) };
}

async function askForConfig(
  { changes }: OperationInput<'config.change'>,
  { implemented }: ConsentGround,
): Promise<Subjects> {
  if (Object.keys(changes).length === 0) return [];
  const { values } = await dispatch(implemented, { name: 'config.read', input: {}, context: asSelf });
  const opening = findOpenings({ ...values, ...changes }, values);
  const { security_level: level } = changes;
  return Promise.all(
    opening.map(async (key) =>
      key === 'security_level' && level !== undefined
        ? askForLevel(level, values.security_level, implemented)
        : change(`${key} = ${String(changes[key])}`, openings[key]),
    ),
  );
}

/** A row can be named by whatever leads to it, and is asked about by its own name. Throws `invalid-input` for what is no row. */
async function askForPermission(
  { operation: name, target }: OperationInput<'policy.allow'>,
  { implemented }: ConsentGround,
): Promise<Subjects> {
  const { operation } = await dispatch(implemented, {
    name: 'policy.explain',
    input: { operation: name },
    context: asSelf,
  });
  return [{ kind: 'permission', operation, target: target === undefined ? null : lineOf(target) }];
}

/** A folder that models are to move to, or that ComfyUI is to read them from, and that the person has chosen in no dialog. Another installation of the app may be read: it was opened here. */
async function askForFolders(
  tasks: OperationInput<'queue.order'>['tasks'],
  { isGiven, implemented }: ConsentGround,
): Promise<Subjects> {
  const targets = tasks.flatMap(({ kind, params }) => (kind === 'move-models-folder' ? [params.to] : []));
  const sources = tasks.flatMap(({ kind, params }) =>
    kind === 'use-models-folder' && params.stop !== true && !isGiven(params.path) ? [params.path] : [],
  );
  const { installations } =
    sources.length === 0
      ? { installations: [] }
      : await dispatch(implemented, { name: 'installation.list', input: {}, context: asSelf });
  const isKnown = (path: string): boolean => installations.some(({ folder }) => folder === path);
  const asked = [...targets.filter((path) => !isGiven(path)), ...sources.filter((path) => !isKnown(path))];
  return asked.map((path) => change(path, 'modelsFolder'));
}

const rules: Rules = {
  'queue.add': (task, ground) => askForFolders([task], ground),
  'queue.order': ({ tasks }, ground) => askForFolders(tasks, ground),
  'settings.change': askForSetting,
  'config.change': askForConfig,
  'comfyui.setArguments': ({ arguments: text }) => askForArguments(text),
  'variables.set': ({ name, value }) =>
    isHarmlessVariable(name, value) ? [] : [change(`${name} = ${looksSecret(name, value) ? '***' : value}`)],
  'unverified.use': async (_input, { implemented }) => {
    const { items } = await dispatch(implemented, { name: 'unverified.list', input: {}, context: asSelf });
    return items.map(({ name }) => change(name));
  },
  'policy.allow': askForPermission,
  'apiToken.make': () => [{ kind: 'token' }],
};

/** Whoever is asked about one task may also allow everything of its kind for a while. */
function choicesFor(name: OperationName, input: unknown): ConsentChoice[] {
  if (name !== 'policy.allow') return [{ kind: 'allow', minutes: 0, input }];
  const { operation, task, minutes, ...rest } = input as OperationInput<'policy.allow'>;
  if (task === undefined) return [{ kind: 'minutes', minutes, input: { operation, minutes, ...rest } }];
  return [
    { kind: 'minutes', minutes, input: { operation, minutes } },
    { kind: 'once', minutes, input },
  ];
}

type Rule = (input: unknown, ground: ConsentGround) => Subjects | Promise<Subjects>;

/** What is asked before an operation of the page; null where nothing is, also for an input that it will refuse. Throws `invalid-input` for a setting or a permission that cannot be. */
export async function findConsent(
  name: OperationName,
  input: unknown,
  ground: ConsentGround,
): Promise<ConsentQuestion | null> {
  const rule = rules[name] as Rule | undefined;
  if (rule === undefined) return null;
  const parsed = operations[name].input.safeParse(input ?? {});
  if (!parsed.success) return null;
  const subjects = await rule(parsed.data, ground);
  return subjects.length === 0 ? null : { subjects, choices: choicesFor(name, parsed.data) };
}
