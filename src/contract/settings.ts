import { z } from 'zod';

/** Security levels from most to least restrictive; kept in `config.ini` so that the reference reads them too. */
export const SecurityLevel = z.enum(['strong', 'normal', 'normal-', 'weak']);
export type SecurityLevel = z.infer<typeof SecurityLevel>;

export const NetworkMode = z.enum(['public', 'private', 'offline', 'personal_cloud']);
export type NetworkMode = z.infer<typeof NetworkMode>;

/** Where catalogue data is taken from. `channel` is accepted for old clients and means `cache`. */
export const CatalogueMode = z.enum(['remote', 'local', 'cache', 'channel']);
export type CatalogueMode = z.infer<typeof CatalogueMode>;

/** Which ComfyUI an update brings: `stable` and `stable-comfyui` the newest release, the others the newest commit. */
export const UpdatePolicy = z.enum(['stable', 'stable-comfyui', 'nightly', 'nightly-comfyui']);
export type UpdatePolicy = z.infer<typeof UpdatePolicy>;

/**
 * How far requirements may change packages that are installed. `as-asked`: as far as what they ask for has a solution. `no-downgrade`: none gets older.
 * `only-new`: none moves.
 */
export const RequirementPolicy = z.enum(['as-asked', 'no-downgrade', 'only-new']);
export type RequirementPolicy = z.infer<typeof RequirementPolicy>;

/** On or off, as a text too. */
const Switch = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

const TorchIndex = z.union([z.literal(''), z.url({ protocol: /^https?$/ })]);

/**
 * Settings of the app itself; each name can be given as `--set name=value` for one run.
 * Hosts are settings so that mirrors work and tests never touch the internet.
 */
export const AppSettings = z.object({
  'hosts.registry': z.url().default('https://api.comfy.org'),
  /** Base of the default channel; the five catalogue files live directly below it. */
  'hosts.channel': z.url().default('https://raw.githubusercontent.com/Comfy-Org/ComfyUI-Manager/main'),
  /** Applied per git command as `url.<base>.insteadOf`; stored remotes keep github.com. */
  'hosts.github': z.url().default('https://github.com'),
  'hosts.huggingface': z.url().default('https://huggingface.co'),
  /** Where the stored Civitai token is sent, and nowhere else. */
  'hosts.civitai': z.url().default('https://civitai.com'),
  /** Empty: the tool's own default and the user's PIP_* / UV_* environment stay in force. */
  'python.indexUrl': z.string().default(''),
  'python.tool': z.enum(['auto', 'uv', 'pip']).default('auto'),
  /** Before packs are installed or updated: look at the plan always, when a package would move, or never. */
  'python.askBefore': z.enum(['always', 'moves', 'never']).default('moves'),
  /** What installs, updates and enabling of packs may do to packages that are installed. */
  'python.requirementPolicy': RequirementPolicy.default('as-asked'),
  /** Empty: found in the installation. */
  'python.interpreter': z.string().default(''),
  /** Where torch for each kind of graphics card is downloaded from in a new environment. Empty: from the package index. */
  'torch.cudaIndex': TorchIndex.default('https://download.pytorch.org/whl/cu130'),
  'torch.rocmIndex': TorchIndex.default('https://download.pytorch.org/whl/rocm7.2'),
  'torch.xpuIndex': TorchIndex.default('https://download.pytorch.org/whl/xpu'),
  'torch.cpuIndex': TorchIndex.default('https://download.pytorch.org/whl/cpu'),
  'network.proxy': z.string().default(''),
  /** What is cloned for a new ComfyUI. */
  'comfyui.repository': z.url({ protocol: /^https?$/ }).default('https://github.com/comfyanonymous/ComfyUI'),
  /** Where ComfyUI listens when this app starts it; 0: a private free port, kept over restarts. */
  'comfyui.port': z.coerce.number().int().min(0).max(65535).default(8188),
  /** Further arguments for `main.py`, as on a command line; quotes keep spaces together. */
  'comfyui.arguments': z.string().max(4000).default(''),
  /** How long ComfyUI may take to end after it was asked, before its process tree is killed. */
  'comfyui.stopSeconds': z.coerce.number().positive().default(10),
  /** How long `--launch` waits for the web UI before it says ready without it. */
  'comfyui.readySeconds': z.coerce.number().positive().default(120),
  /** Whether the window says before a start which packages are not as ComfyUI and its packs need them. */
  'comfyui.checkBeforeStart': Switch.default(true),
  /** Where the API and the gateway listen. Anything but a loopback address opens both to other machines. */
  'gateway.host': z.string().default('127.0.0.1'),
  /** Names beside this machine's own under which the gateway may be called, separated by commas. */
  'gateway.allowedHosts': z.string().default(''),
  'downloads.stallSeconds': z.coerce.number().positive().default(60),
  /** How many models are downloaded at once. */
  'downloads.atOnce': z.coerce.number().int().min(1).max(8).default(3),
  /** How fast all downloads of models together may be; 0: as fast as they can. */
  'downloads.maxBytesPerSecond': z.coerce.number().int().min(0).default(0),
  /** When models are downloaded, by the clock of this machine, e.g. `22:00-07:00`; empty: always. */
  'downloads.hours': z
    .string()
    .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d)?$/u)
    .default(''),
  /** Whether the computer stays awake while models are downloaded. */
  'downloads.keepAwake': Switch.default(true),
  /** Whether models are read in the background, each once, so that they are known by their content. */
  'models.hashInBackground': Switch.default(true),
  'archive.maxBytes': z.coerce
    .number()
    .int()
    .positive()
    .default(1024 ** 3),
  'archive.maxEntries': z.coerce.number().int().positive().default(100_000),
  /** Unpacked to packed; judged only above 100 MiB unpacked. */
  'archive.maxRatio': z.coerce.number().positive().default(200),
  'installScript.timeoutSeconds': z.coerce.number().positive().default(1800),
  /** How long what changes removed or replaced stays in the trash of the installation, so that it can be taken back. */
  'trash.days': z.coerce.number().int().min(0).max(3650).default(30),
  /** How much may lie there; the oldest goes first. */
  'trash.maxBytes': z.coerce
    .number()
    .int()
    .min(0)
    .default(10 * 1024 ** 3),
  /** Whether remotes of packs are asked for updates by themselves, every six hours. */
  'packs.checkUpdates': Switch.default(true),
  /** Where newer versions of this app are looked for, a folder of a web server; empty: the releases that its package names. */
  'updates.feed': z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  /** `preview`: versions that are tried out before a release, too. */
  'updates.channel': z.enum(['stable', 'preview']).default('stable'),
  /** Whether the app looks by itself, after its start and once a day. */
  'updates.check': Switch.default(true),
  /** Whether what it finds is downloaded by itself. */
  'updates.download': Switch.default(true),
  /** Whether what was downloaded is installed when the person quits. */
  'updates.atQuit': Switch.default(false),
});
export type AppSettings = z.infer<typeof AppSettings>;
export type SettingName = keyof AppSettings;

/** When a changed setting counts: at its next use, when ComfyUI is started next, or when the app is started next. */
export const SettingEffect = z.enum(['now', 'comfyui-start', 'app-start']);
export type SettingEffect = z.infer<typeof SettingEffect>;

/**
 * When each setting counts after a change. Whoever needs one that can change while a folder is open reads it anew at each use; what an open
 * listener stands on stays as it is until the next start, so that the policy never speaks of a listener that is not there.
 */
export const settingEffects = {
  'hosts.registry': 'now',
  'hosts.channel': 'now',
  'hosts.github': 'now',
  'hosts.huggingface': 'now',
  'hosts.civitai': 'now',
  'python.indexUrl': 'now',
  'python.tool': 'now',
  'python.askBefore': 'now',
  'python.requirementPolicy': 'now',
  'python.interpreter': 'now',
  'torch.cudaIndex': 'now',
  'torch.rocmIndex': 'now',
  'torch.xpuIndex': 'now',
  'torch.cpuIndex': 'now',
  'network.proxy': 'now',
  'comfyui.repository': 'now',
  'comfyui.port': 'comfyui-start',
  'comfyui.arguments': 'comfyui-start',
  'comfyui.stopSeconds': 'now',
  'comfyui.readySeconds': 'now',
  'comfyui.checkBeforeStart': 'now',
  'gateway.host': 'app-start',
  'gateway.allowedHosts': 'app-start',
  'downloads.stallSeconds': 'now',
  'downloads.atOnce': 'now',
  'downloads.maxBytesPerSecond': 'now',
  'downloads.hours': 'now',
  'downloads.keepAwake': 'now',
  'models.hashInBackground': 'now',
  'archive.maxBytes': 'now',
  'archive.maxEntries': 'now',
  'archive.maxRatio': 'now',
  'installScript.timeoutSeconds': 'now',
  'trash.days': 'now',
  'trash.maxBytes': 'now',
  'packs.checkUpdates': 'now',
  'updates.feed': 'now',
  'updates.channel': 'now',
  'updates.check': 'now',
  'updates.download': 'now',
  'updates.atQuit': 'now',
} as const satisfies Record<SettingName, SettingEffect>;

/** Settings that can change while the app runs; the others are only stored for the next start. */
export type ChangeableSetting = {
  [N in SettingName]: (typeof settingEffects)[N] extends 'app-start' ? never : N;
}[SettingName];

/** Settings that each installation has for itself once they were changed in its window; the app-wide value is their default. */
export const installationSettings = [
  'comfyui.arguments',
  'comfyui.port',
] as const satisfies readonly ChangeableSetting[];
export type InstallationSetting = (typeof installationSettings)[number];

/** Whether each installation has this setting for itself. */
export function isInstallationSetting(name: SettingName): name is InstallationSetting {
  return installationSettings.some((own) => own === name);
}

/** Where the value of a setting comes from. */
const SettingSource = z.enum(['default', 'stored', 'command-line']);

/** A setting of the app as it stands. Values are texts, as on a command line. */
export const SettingState = z.object({
  name: z.string(),
  value: z.string(),
  /** What counts in this run; differs from `value` while a change waits for its moment. */
  inForce: z.string(),
  fallback: z.string(),
  source: SettingSource,
  effect: SettingEffect,
});
export type SettingState = z.infer<typeof SettingState>;

/** Accounts whose token can be kept. */
export const TokenAccount = z.enum(['huggingface', 'civitai', 'github']);
export type TokenAccount = z.infer<typeof TokenAccount>;

/** What is known of the token for programs on other machines; null: there is none. */
export const ApiTokenState = z.object({
  /** RFC 3339. */
  setAt: z.string().nullable(),
});
export type ApiTokenState = z.infer<typeof ApiTokenState>;

/** Variables of the environment that name a token where none is stored; git has helpers of its own, so GitHub has none. */
export const tokenVariables = {
  huggingface: 'HF_TOKEN',
  civitai: 'CIVITAI_API_TOKEN',
  github: null,
} as const satisfies Record<TokenAccount, string | null>;

/** What is known of a token. The token itself never comes back. */
export const TokenState = z.object({
  account: TokenAccount,
  /** `session`: kept in memory until the app ends. */
  source: z.enum(['none', 'environment', 'session', 'stored']),
  /** When it was stored, RFC 3339. */
  setAt: z.string().nullable(),
  /** Stored without encryption, because the person chose that. */
  isUnprotected: z.boolean(),
  /** The one address it is sent to. */
  host: z.string(),
  /** Why a stored one cannot be used; null when it can. */
  problem: z.string().nullable(),
});
export type TokenState = z.infer<typeof TokenState>;

/** The keys of `config.ini` that this app reads; unknown keys are kept as they are. */
export const ManagerConfig = z.object({
  security_level: SecurityLevel,
  network_mode: NetworkMode,
  channel_url: z.string(),
  db_mode: CatalogueMode,
  update_policy: UpdatePolicy,
  downgrade_blacklist: z.array(z.string()),
  allow_git_url_install: z.boolean(),
  allow_pip_install: z.boolean(),
  allow_flagged_nodepack_install: z.boolean(),
  http_channel_enabled: z.boolean(),
  use_uv: z.boolean(),
  git_exe: z.string(),
});
export type ManagerConfig = z.infer<typeof ManagerConfig>;

/** What `config.ini` says now, what it would say without anything set, and where it is. */
export const ConfigState = z.object({
  values: ManagerConfig,
  fallbacks: ManagerConfig,
  file: z.string(),
  /** Why the file cannot be used, in one sentence: then the strictest values count. Null where it can. */
  problem: z.string().nullable(),
});
export type ConfigState = z.infer<typeof ConfigState>;
