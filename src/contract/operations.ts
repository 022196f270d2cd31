import { z } from 'zod';
import { BatchChanges, BatchSummary } from './changes';
import {
  ComfyEnvironment,
  ComfyLogLine,
  ComfyOption,
  ComfyReleases,
  ComfyStatus,
  ComfyVersions,
  EnvironmentCheck,
  ImportDiagnosis,
  ImportFailure,
} from './comfyui';
import { DiskCleaned, DiskLeftover, DiskUsage } from './disk';
import { AppError, type ErrorCode } from './errors';
import { HeldPack, HoldReason } from './holds';
import { Installation, InstallationRow, Recognition } from './installation';
import { InstallModelParams, LocalModel, ModelFolders, ModelRow } from './models';
import { Catalogue, InstalledPacks, LocalPack, PackMappings, PackRef, PackUpdates, VersionRef } from './packs';
import { PackStates } from './pack-state';
import { PackChanges, PackDetails, PackNightly, PackReadme, PackRequirements, PackVersions } from './pack-details';
import { longestPermission, PolicyPermission, PolicyTable, PolicyVerdict } from './policy';
import { Preferences, PreferencesView } from './preferences';
import {
  ApiTokenState,
  CatalogueMode,
  ConfigState,
  ManagerConfig,
  SettingState,
  TokenAccount,
  TokenState,
  UpdatePolicy,
  type SecurityLevel,
} from './settings';
import { Snapshot, SnapshotChange, SnapshotDocument, SnapshotName, SnapshotPlan } from './snapshots';
import { ClientId, HistoryItem, QueueStatus, QueueTask, QueueView, UiId } from './tasks';
import { WorkflowNeeds, WorkflowText } from './workflows';

interface OperationShape<I extends z.ZodType, O extends z.ZodType> {
  input: I;
  output: O;
  /** Whether the call changes anything: HTTP guards are stricter for those. */
  mutates: boolean;
}

const reads = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): OperationShape<I, O> => ({
  input,
  output,
  mutates: false,
});
const changes = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): OperationShape<I, O> => ({
  input,
  output,
  mutates: true,
});

const Nothing = z.object({});
const FolderInput = z.object({ folder: z.string().min(1).max(4096) });
const OptionalId = z.string().max(200).optional();
const HistoryId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w.-]+$/u, 'A history id is the name of a batch record.')
  .refine((id) => !id.includes('..'), 'A history id cannot contain `..`.');

/** Who asks for a task, where the parameters come as a query or beside other fields. */
const Asker = z.object({ client_id: ClientId, ui_id: UiId });
/** A boolean as people write it in a query (http-api.md 1.0). */
const LooseBoolean = z
  .union([
    z.boolean(),
    z.literal([0, 1]).transform((digit) => digit === 1),
    z.stringbool({
      truthy: ['true', '1', 't', 'y', 'yes', 'on'],
      falsy: ['false', '0', 'f', 'n', 'no', 'off'],
    }),
  ])
  .optional();
const RepositoryRef = z.string().max(400);
const RestoreInput = z.object({ target: SnapshotName, exact: LooseBoolean, client_id: ClientId.optional() });

/** What the core can do for an opened installation. HTTP and IPC are two doors to these rows; a new operation is a new row. */
export const managerOperations = {
  'queue.add': changes(QueueTask, Nothing),
  'queue.status': reads(z.object({ client_id: OptionalId }), QueueStatus),
  'queue.start': changes(Nothing, z.object({ started: z.boolean() })),
  'queue.reset': changes(Nothing, z.object({ dropped: z.int() })),
  'queue.cancel': changes(z.object({ ui_id: UiId }), Nothing),
  'queue.pause': changes(Nothing, Nothing),
  'queue.resume': changes(Nothing, Nothing),
  'queue.view': reads(Nothing, QueueView),
  'queue.log': reads(z.object({ ui_id: UiId }), z.object({ lines: z.array(z.string()) })),
  'queue.history': reads(
    z.object({
      ui_id: OptionalId,
      client_id: OptionalId,
      max_items: z.coerce.number().int().min(1).optional(),
      offset: z.coerce.number().int().min(0).optional(),
    }),
    z.object({ history: z.record(z.string(), HistoryItem) }),
  ),
  'queue.batch': reads(z.object({ id: HistoryId }), z.record(z.string(), z.unknown())),
  'queue.batches': reads(Nothing, z.object({ ids: z.array(z.string()) })),
  /** The last batches with what can be taken back, newest first. */
  'changes.list': reads(
    z.object({ limit: z.int().min(1).max(100).default(20) }),
    z.object({ batches: z.array(BatchSummary) }),
  ),
  /** What one batch changed on disk. */
  'changes.of': reads(z.object({ batch_id: HistoryId }), BatchChanges),
  'disk.usage': reads(z.object({ mode: z.enum(['kept', 'cache', 'fresh']).default('cache') }), DiskUsage),
  /** Ends a walk over the disk that is under way. */
  'disk.stop': reads(Nothing, Nothing),
  'disk.leftovers': reads(Nothing, z.object({ items: z.array(DiskLeftover) })),
  /** Removes leftovers of ours, and nothing that is not listed as one. */
  'disk.clean': changes(z.object({ ids: z.array(z.string().min(1).max(400)).min(1).max(1000) }), DiskCleaned),
  'packs.installed': reads(z.object({ mode: z.enum(['default', 'imported']).default('default') }), InstalledPacks),
  /** What every pack is to ComfyUI: one value for rows, details and scripts. */
  'packs.states': reads(Nothing, PackStates),
  'packs.mappings': reads(
    z.object({ mode: z.enum([...CatalogueMode.options, 'nickname']).default('cache') }),
    PackMappings,
  ),
  'packs.updateAll': changes(Asker.extend({ mode: CatalogueMode.default('remote') }), z.object({ queued: z.int() })),
  /** The specification calls it `stable`; web UIs send `is_stable`. Left out: the configured update policy decides. */
  'comfyui.update': changes(Asker.extend({ stable: LooseBoolean, is_stable: LooseBoolean }), Nothing),
  'models.install': changes(InstallModelParams.extend(Asker.shape), Nothing),
  /** Packs that a person keeps at their versions, installed or not. */
  'packs.holds': reads(Nothing, z.object({ holds: z.array(HeldPack) })),
  /** Holds a pack, or with the reason null releases it. */
  'packs.setHold': changes(z.object({ key: PackRef, reason: HoldReason.nullable() }), Nothing),
  /** Ends the checks for updates that the window has running: they answer `cancelled`. */
  'packs.stopUpdates': changes(Nothing, Nothing),
  'packs.updates': reads(z.object({ mode: CatalogueMode.default('remote') }), PackUpdates),
  'packs.importFailure': reads(
    z.object({ cnr_id: RepositoryRef.nullish(), url: RepositoryRef.nullish() }),
    ImportFailure,
  ),
  'packs.importFailures': reads(
    z.object({
      cnr_ids: z.array(RepositoryRef).max(10_000).nullish(),
      urls: z.array(RepositoryRef).max(10_000).nullish(),
    }),
    z.record(z.string(), z.object({ error: z.string(), traceback: z.string() }).nullable()),
  ),
  'snapshots.list': reads(Nothing, z.object({ items: z.array(z.string()) })),
  'snapshots.current': reads(Nothing, Snapshot),
  'snapshots.save': changes(z.object({ name: SnapshotName.optional() }), z.object({ name: z.string() })),
  /** The document of a snapshot, for a file elsewhere. */
  'snapshots.read': reads(
    z.object({ target: SnapshotName }),
    z.object({ document: z.record(z.string(), z.unknown()) }),
  ),
  /** Takes in a document (JSON or YAML) under a name. Throws `snapshot-exists` with a free name, `snapshot-failed` for what is no snapshot. */
  'snapshots.import': changes(SnapshotDocument, z.object({ name: z.string() })),
  'snapshots.remove': changes(z.object({ target: SnapshotName }), Nothing),
  'snapshots.plan': reads(RestoreInput, SnapshotPlan),
  /** What changed from one snapshot to another, whatever is on disk now. */
  'snapshots.compare': reads(
    z.object({ from: SnapshotName, to: SnapshotName }),
    z.object({ changes: z.array(SnapshotChange) }),
  ),
  /** Starts at once; the task is of kind `restore-snapshot`. */
  'snapshots.restore': changes(RestoreInput, z.object({ ui_id: z.string() })),
  'comfyui.versions': reads(Nothing, ComfyVersions),
  /** With dates and notes; `remote` asks the remote first, `local` asks nobody. Throws `comfyui-not-git`. */
  'comfyui.releases': reads(z.object({ mode: z.enum(['local', 'remote']).default('local') }), ComfyReleases),
  /** Python, its packages and what torch was built for, from files. */
  'comfyui.environment': reads(Nothing, ComfyEnvironment),
  /** Asks pip or uv whether the installed packages have what they need of each other. */
  'comfyui.checkEnvironment': reads(Nothing, EnvironmentCheck),
  /** Ends the checks that are under way: they answer `cancelled`. */
  'comfyui.stopChecks': changes(Nothing, Nothing),
  'comfyui.switchVersion': changes(Asker.extend({ ver: VersionRef }), Nothing),
  'comfyui.status': reads(Nothing, ComfyStatus),
  /** `bare`: without any custom node, for this run. */
  'comfyui.start': changes(z.object({ mode: z.enum(['normal', 'bare']).nullish() }), ComfyStatus),
  'comfyui.stop': changes(Nothing, ComfyStatus),
  /** Accepted at once; it happens when the queue has nothing more to do. */
  'comfyui.reboot': changes(Nothing, Nothing),
  /** Lines after a number, oldest first; without `after` the newest ones. */
  'comfyui.log': reads(
    z.object({ after: z.int().min(0).nullish(), limit: z.int().min(1).max(2000).default(500) }),
    z.object({ lines: z.array(ComfyLogLine), next: z.int() }),
  ),
  'comfyui.failures': reads(Nothing, z.object({ items: z.array(ImportDiagnosis) })),
  /** The arguments of the settings, and what could be among them; `options` is empty with a reason when `--help` did not tell. */
  'comfyui.options': reads(
    Nothing,
    z.object({ arguments: z.string(), options: z.array(ComfyOption), problem: z.string().nullable() }),
  ),
  /** Where ComfyUI listens from its next start on; 0: a free port that the app chooses. */
  'comfyui.setPort': changes(z.object({ port: z.int().min(0).max(65_535) }), Nothing),
  'comfyui.setArguments': changes(z.object({ arguments: z.string().max(4000) }), Nothing),
  'models.list': reads(
    z.object({ mode: CatalogueMode.default('cache') }),
    z.object({ models: z.array(ModelRow), asOf: z.string().nullable(), notice: z.string().nullable() }),
  ),
  'models.local': reads(Nothing, z.object({ models: z.array(LocalModel), folders: ModelFolders })),
  /** What a workflow (its JSON) needs of packs and models, and what of it is there. */
  'workflows.needs': reads(WorkflowText, WorkflowNeeds),
  'config.dbMode': reads(Nothing, z.object({ value: CatalogueMode })),
  'config.setDbMode': changes(z.object({ value: CatalogueMode }), Nothing),
  'config.updatePolicy': reads(Nothing, z.object({ value: UpdatePolicy })),
  'config.setUpdatePolicy': changes(z.object({ value: UpdatePolicy }), Nothing),
  'config.channels': reads(
    Nothing,
    z.object({ selected: z.string(), list: z.array(z.object({ name: z.string(), url: z.string() })) }),
  ),
  'config.setChannel': changes(z.object({ value: z.string().min(1).max(200) }), Nothing),
  'config.read': reads(Nothing, ConfigState),
  /** For the window alone: a person at this machine may change what the level forbids to everybody else. */
  'config.change': changes(z.object({ changes: ManagerConfig.partial().strict() }), ConfigState),
  'packs.local': reads(Nothing, z.object({ packs: z.array(LocalPack) })),
  /** Kept for when the registry cannot be asked: then with its date and the reason. */
  'packs.versions': reads(z.object({ key: PackRef }), PackVersions),
  /** What is known of one pack without asking its repository. */
  'packs.details': reads(z.object({ key: PackRef }), PackDetails),
  /** Of a pack that is not installed the repository is asked, and what it said kept for an hour; `fresh` asks again. */
  'packs.readme': reads(z.object({ key: PackRef, fresh: z.boolean().optional() }), PackReadme),
  'packs.requirements': reads(z.object({ key: PackRef, fresh: z.boolean().optional() }), PackRequirements),
  /** How far the repository is ahead of the newest release and of what is installed. */
  'packs.nightly': reads(z.object({ key: PackRef, fresh: z.boolean().optional() }), PackNightly),
  /** What lies between two versions: left out, `from` is what is installed and `to` what an update would bring. */
  'packs.changes': reads(
    z.object({ key: PackRef, from: VersionRef.optional(), to: VersionRef.optional() }),
    PackChanges,
  ),
  'catalogue.packs': reads(z.object({ mode: CatalogueMode.default('cache') }), Catalogue),
  /** As `catalogue.packs`, for the window: it reads the rows themselves from the table on disk, and only when it has others. */
  'catalogue.table': reads(
    z.object({ mode: CatalogueMode.default('cache') }),
    Catalogue.omit({ packs: true }).extend({ fingerprint: z.string(), rows: z.int() }),
  ),
  'policy.explain': reads(z.object({ operation: z.string().min(1).max(100) }), PolicyVerdict),
  /** Every row at every level, for the present listener and network mode. */
  'policy.table': reads(Nothing, PolicyTable),
  /**
   * For the window alone: the person at this machine allows what the policy refuses, one row of it, for some minutes or for one task. Throws
   * `invalid-input` for what is no row, `not-trusted` at any other door.
   */
  'policy.allow': changes(
    z.object({
      operation: z.string().min(1).max(100),
      target: z.string().min(1).max(4096).optional(),
      task: UiId.optional(),
      minutes: z.int().min(1).max(longestPermission),
    }),
    PolicyPermission,
  ),
  /** Ends a permission; one that has ended already is no failure. */
  'policy.revoke': changes(z.object({ id: z.string().min(1).max(100) }), Nothing),
  'app.version': reads(Nothing, z.object({ version: z.string() })),
  /** Whether this server serves the legacy manager UI: it never does, and says so. */
  'app.legacyUi': reads(Nothing, z.object({ is_legacy_manager_ui: z.boolean() })),
} as const;

/** What is known of the tokens, and whether the system can encrypt what is stored. */
const TokenShelf = z.object({ tokens: z.array(TokenState), isEncrypted: z.boolean() });

/** What the shell around the core can do; only the window opens this door. */
export const shellOperations = {
  'installation.current': reads(
    Nothing,
    z.object({
      installation: Installation.nullable(),
      demoAvailable: z.boolean(),
      apiPort: z.int().nullable(),
      /** Where API and gateway listen, when that lets other machines in; null: they are this machine's alone. */
      exposedAt: z.string().nullable(),
    }),
  ),
  'installation.recognise': reads(FolderInput, Recognition),
  /** Opens a folder beside those that are open, and shows it; one that is open already is shown. */
  'installation.open': changes(FolderInput, z.object({ installation: Installation })),
  /** The open installations and the remembered ones, in an order that stays. */
  'installation.list': reads(Nothing, z.object({ installations: z.array(InstallationRow) })),
  /** Shows an installation, which is opened first where it is not. The others go on working. */
  'installation.show': changes(FolderInput, z.object({ installation: Installation })),
  /** Builds the demo world and opens it; it ends when another folder is opened, at `installation.close`, and with the app. */
  'installation.openDemo': changes(Nothing, z.object({ installation: Installation })),
  /**
   * Closes an installation, the shown one where none is named: its door, its ComfyUI and its queue end. Refused with `installation-busy` while a
   * task runs, unless `stopTasks`; what was begun is undone then, and begins anew when the folder is opened again.
   */
  'installation.close': changes(FolderInput.partial().extend({ stopTasks: z.boolean().default(false) }), Nothing),
  /** Takes a folder that is not open off the list, with its port and its arguments. Nothing in the folder is touched. */
  'installation.forget': changes(FolderInput, Nothing),
  'installation.suggestions': reads(Nothing, z.object({ folders: z.array(z.string()) })),
  'desktop.chooseFolder': changes(
    z.object({ title: z.string().max(200) }),
    z.object({ folder: z.string().nullable() }),
  ),
  'desktop.openExternal': changes(z.object({ url: z.url({ protocol: /^https?$/ }) }), Nothing),
  /** The text on the clipboard; asked for only when a person wants it pasted. */
  'desktop.readClipboard': reads(Nothing, z.object({ text: z.string() })),
  /** Lets the person choose a pack's zip; null when none was chosen. */
  'desktop.chooseArchive': changes(z.object({ title: z.string().max(200) }), z.object({ path: z.string().nullable() })),
  /** Writes a snapshot into a file that the person names; `path` null when none was named. */
  'desktop.exportSnapshot': changes(
    z.object({ name: SnapshotName, title: z.string().max(200) }),
    z.object({ path: z.string().nullable() }),
  ),
  /** Lets the person choose a snapshot's file and reads it; null when none was chosen. */
  'desktop.importSnapshot': changes(
    z.object({ title: z.string().max(200) }),
    z.object({ file: z.object({ name: z.string(), text: z.string() }).nullable() }),
  ),
  'desktop.revealPack': changes(z.object({ name: PackRef }), Nothing),
  'desktop.revealModel': changes(z.object({ path: z.string().min(1).max(4096) }), Nothing),
  /** To the trash of the system; refused where it has none. */
  'desktop.trashModel': changes(z.object({ path: z.string().min(1).max(4096) }), Nothing),
  /** `isDemo`: the demo is shown, which has hosts and a Python of its own; these are the person's. */
  'settings.read': reads(Nothing, z.object({ settings: z.array(SettingState), isDemo: z.boolean() })),
  /** `value` null: back to the default. Throws `invalid-input`, and then nothing is stored. */
  'settings.change': changes(
    z.object({ name: z.string().min(1).max(100), value: z.string().max(8000).nullable() }),
    SettingState,
  ),
  'tokens.read': reads(Nothing, TokenShelf),
  /** `unprotected`: where the system cannot encrypt, store it as it is; else it is kept until the app ends. */
  'tokens.set': changes(
    z.object({ account: TokenAccount, token: z.string().min(1).max(2000), unprotected: z.boolean().default(false) }),
    TokenShelf,
  ),
  'tokens.remove': changes(z.object({ account: TokenAccount }), TokenShelf),
  'apiToken.read': reads(Nothing, ApiTokenState),
  /** In the place of any other. It is told this once. */
  'apiToken.make': changes(Nothing, z.object({ token: z.string(), setAt: z.string() })),
  'apiToken.revoke': changes(Nothing, ApiTokenState),
  /** The window tells how many packs of the shown installation have an update; the tray shows it. */
  'desktop.noteUpdates': changes(FolderInput.extend({ count: z.int().min(0) }), Nothing),
  'preferences.get': reads(Nothing, PreferencesView),
  /** What is left out stays. Throws `preference-refused` when the system does not take it. */
  'preferences.set': changes(Preferences.partial(), PreferencesView),
} as const;

export const operations = { ...managerOperations, ...shellOperations };

export type ManagerOperationName = keyof typeof managerOperations;
export type ShellOperationName = keyof typeof shellOperations;
export type OperationName = ManagerOperationName | ShellOperationName;
/** What the caller may send (before defaults). */
export type OperationArgument<N extends OperationName> = z.input<(typeof operations)[N]['input']>;
/** What an implementation receives (after validation and defaults). */
export type OperationInput<N extends OperationName> = z.output<(typeof operations)[N]['input']>;
export type OperationOutput<N extends OperationName> = z.output<(typeof operations)[N]['output']>;

/** Where a call came in: over HTTP anybody may call, at the window sits the person at this machine. */
export type Door = 'http' | 'window';

/** Who calls: a request header may only make the policy stricter than the configured level. */
export interface CallContext {
  door: Door;
  strictest?: SecurityLevel;
}

export type Implementation<N extends OperationName> = (
  input: OperationInput<N>,
  context: CallContext,
) => Promise<OperationOutput<N>>;
export type Implementations<N extends OperationName> = { readonly [K in N]: Implementation<K> };
export type ManagerOperations = Implementations<ManagerOperationName>;
export type ShellOperations = Implementations<ShellOperationName>;

/** One line of a validation failure: where and what. */
export interface InputIssue {
  path: string;
  message: string;
}

function describeIssues(error: z.ZodError): InputIssue[] {
  return error.issues.slice(0, 20).map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
}

/** Parses `input` with `schema`, or throws `invalid-input` whose details list every problem. */
function parseInput<S extends z.ZodType>(schema: S, input: unknown, code: ErrorCode = 'invalid-input'): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = describeIssues(parsed.error);
  const first = issues[0];
  const where = first?.path ? `\`${first.path}\`: ` : '';
  throw new AppError(
    code,
    `The request cannot be used. ${where}${first?.message ?? 'It has another form than expected.'}`,
    {
      remedy: 'Correct the named fields and send it again.',
      details: { details: issues },
    },
  );
}

/** Looks an operation up, validates its input once, and calls it. Past this point every value is trusted. */
export async function dispatch<N extends OperationName>(
  implementations: Partial<Implementations<N>>,
  call: { name: N; input: unknown; context: CallContext },
): Promise<OperationOutput<N>> {
  const implementation: Implementation<N> | undefined = implementations[call.name];
  if (!implementation) {
    throw new AppError('installation-missing', 'No ComfyUI folder is open, so this cannot be done yet.', {
      remedy: 'Choose a ComfyUI folder first.',
    });
  }
  const input = parseInput(operations[call.name].input, call.input ?? {}) as OperationInput<N>;
  return implementation(input, call.context);
}

/** Whether a text names an operation of the table; names travel as data and are checked against it. */
export function isOperationName(name: unknown): name is OperationName {
  return typeof name === 'string' && Object.hasOwn(operations, name);
}

/** The bridge that the preload exposes to the window: two channels, everything else is data. */
export interface Bridge {
  /** `about`: the folder that the window is about, as it knows; a change is refused with `not-shown` when another one is shown by then. */
  call(name: OperationName, input: unknown, about?: string | null): Promise<unknown>;
  on(listener: (event: { name: string; payload: unknown }) => void): () => void;
  /** What an earlier run prepared for the window (a `FirstLook` in JSON); null where there is none. Needs no core. */
  firstLook(): Promise<string | null>;
  /** The window has read all that was prepared: the app behind it may be loaded now. */
  started(): void;
  /** Where a file (a DOM `File`) that was dropped or chosen lies; empty for one that is not on disk. */
  pathOf(file: unknown): string;
}
