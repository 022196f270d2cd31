import { z } from 'zod';
import { ComfyLogLine, ComfyOption, ComfyStatus, ComfyVersions, ImportDiagnosis, ImportFailure } from './comfyui';
import { AppError, type ErrorCode } from './errors';
import { Installation, Recognition } from './installation';
import { InstallModelParams, LocalModel, ModelFolders, ModelRow } from './models';
import {
  Catalogue,
  InstalledPacks,
  LocalPack,
  PackMappings,
  PackRef,
  PackUpdates,
  PackVersion,
  VersionRef,
} from './packs';
import { PolicyVerdict } from './policy';
import { CatalogueMode, UpdatePolicy, type SecurityLevel } from './settings';
import { Snapshot, SnapshotChange, SnapshotName, SnapshotPlan } from './snapshots';
import { ClientId, HistoryItem, QueueStatus, QueueTask, QueueView, UiId } from './tasks';

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
  'packs.installed': reads(z.object({ mode: z.enum(['default', 'imported']).default('default') }), InstalledPacks),
  'packs.mappings': reads(
    z.object({ mode: z.enum([...CatalogueMode.options, 'nickname']).default('cache') }),
    PackMappings,
  ),
  'packs.updateAll': changes(Asker.extend({ mode: CatalogueMode.default('remote') }), z.object({ queued: z.int() })),
  /** The specification calls it `stable`; web UIs send `is_stable`. Left out: the configured update policy decides. */
  'comfyui.update': changes(Asker.extend({ stable: LooseBoolean, is_stable: LooseBoolean }), Nothing),
  'models.install': changes(InstallModelParams.extend(Asker.shape), Nothing),
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
  'comfyui.setArguments': changes(z.object({ arguments: z.string().max(4000) }), Nothing),
  'models.list': reads(
    z.object({ mode: CatalogueMode.default('cache') }),
    z.object({ models: z.array(ModelRow), asOf: z.string().nullable(), notice: z.string().nullable() }),
  ),
  'models.local': reads(Nothing, z.object({ models: z.array(LocalModel), folders: ModelFolders })),
  'config.dbMode': reads(Nothing, z.object({ value: CatalogueMode })),
  'config.setDbMode': changes(z.object({ value: CatalogueMode }), Nothing),
  'config.updatePolicy': reads(Nothing, z.object({ value: UpdatePolicy })),
  'config.setUpdatePolicy': changes(z.object({ value: UpdatePolicy }), Nothing),
  'config.channels': reads(
    Nothing,
    z.object({ selected: z.string(), list: z.array(z.object({ name: z.string(), url: z.string() })) }),
  ),
  'config.setChannel': changes(z.object({ value: z.string().min(1).max(200) }), Nothing),
  'packs.local': reads(Nothing, z.object({ packs: z.array(LocalPack) })),
  'packs.versions': reads(z.object({ key: PackRef }), z.object({ versions: z.array(PackVersion) })),
  'catalogue.packs': reads(z.object({ mode: CatalogueMode.default('cache') }), Catalogue),
  'policy.explain': reads(z.object({ operation: z.string().min(1).max(100) }), PolicyVerdict),
  'app.version': reads(Nothing, z.object({ version: z.string() })),
  /** Whether this server serves the legacy manager UI: it never does, and says so. */
  'app.legacyUi': reads(Nothing, z.object({ is_legacy_manager_ui: z.boolean() })),
} as const;

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
  'installation.recognise': reads(z.object({ folder: z.string().min(1).max(4096) }), Recognition),
  'installation.open': changes(
    z.object({ folder: z.string().min(1).max(4096) }),
    z.object({ installation: Installation }),
  ),
  /** Builds the demo world and opens it; it ends when another folder is opened, at `installation.close`, and with the app. */
  'installation.openDemo': changes(Nothing, z.object({ installation: Installation })),
  'installation.close': changes(Nothing, Nothing),
  'installation.suggestions': reads(Nothing, z.object({ folders: z.array(z.string()) })),
  'desktop.chooseFolder': changes(
    z.object({ title: z.string().max(200) }),
    z.object({ folder: z.string().nullable() }),
  ),
  'desktop.openExternal': changes(z.object({ url: z.url({ protocol: /^https?$/ }) }), Nothing),
  'desktop.revealPack': changes(z.object({ name: PackRef }), Nothing),
  'desktop.revealModel': changes(z.object({ path: z.string().min(1).max(4096) }), Nothing),
  /** To the trash of the system; refused where it has none. */
  'desktop.trashModel': changes(z.object({ path: z.string().min(1).max(4096) }), Nothing),
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

/** Who calls: a request header may only make the policy stricter than the configured level. */
export interface CallContext {
  door: 'http' | 'window';
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
  call(name: OperationName, input: unknown): Promise<unknown>;
  on(listener: (event: { name: string; payload: unknown }) => void): () => void;
}
