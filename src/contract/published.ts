import { z } from 'zod';
import { ComfyStatus } from './comfyui/comfyui-status';
import { ComfyVersions, UpdateComfyParams } from './comfyui/comfyui-versions';
import { ImportFailure } from './comfyui/imports';
import { BisectView } from './operations/bisect';
import { EnvironmentsView } from './operations/environments';
import { Variables } from './operations/variables';
import { ErrorBody } from './error-body';
import { events } from './events';
import { BatchOperation, BatchRecord, SystemState } from './history';
import { InstallModelParams, LocalModel, ModelFolders, ModelRow } from './models';
import { managerOperations } from './operations';
import {
  DisableParams,
  EnableParams,
  FixParams,
  InstallParams,
  UninstallParams,
  UpdateAllParams,
  UpdateParams,
} from './packs/pack-params';
import { InstalledPacks, PackUpdates } from './packs/local-packs';
import { ManagerChannel } from './packs/pack-ref';
import { PolicyPermission, PolicyVerdict, Risk } from './policy';
import { CatalogueMode, ManagerConfig, NetworkMode, SecurityLevel, UpdatePolicy } from './settings';
import { RestoreSnapshotParams, Snapshot, SnapshotChange, SnapshotPlan } from './snapshots';
import { UndoPlan, UndoStep, UndoTask } from './changes';
import { TransferDocument, TransferPlan, TransferReport } from './operations/transfer';
import { HistoryItem, QueueState, QueueStatus, QueueTask, TaskOutcome, TaskProgress, TaskStatus } from './tasks/tasks';

// Names of the specification that no operation of ours takes or answers: clients know them, so the document has them.

const OperationType = z
  .enum(QueueTask.options.map((option) => option.shape.kind.value))
  .describe(
    'Kinds of tasks. Beside those of the specification `update-all`, which its own example uses, `restore-snapshot`, `install-packages`, `install-archive`, `remove-model`, `link-models`, `move-model`, `use-models-folder`, `move-models-folder`, `undo`, `repair-packages`, `create-environment`, `switch-environment`, `remove-environment`, `clean-cache` and `rehearse-updates`.',
  );

const ManagerMessageName = z
  .enum(['cm-task-completed', 'cm-task-started', 'cm-queue-status'])
  .describe('Names of the events that web UIs know. Names that begin with `cmd-` are ours.');

const MessageTaskFailed = z
  .object({ ui_id: z.string(), error: z.string(), kind: z.string(), timestamp: z.iso.datetime(), state: QueueState })
  .describe(
    'Never sent, as in the reference: a task that failed arrives as MessageTaskDone with `status_str` `error`.',
  );

const MessageUpdate = z
  .union([events['cm-task-completed'], events['cm-task-started'], MessageTaskFailed])
  .describe('What the event socket says about one task.');

const SelectedVersion = z.enum(['latest', 'nightly']).describe('The versions that have a name instead of a number.');

const ManagerPackState = z.enum(['installed', 'disabled', 'not_installed', 'import_failed', 'needs_update']);

const ManagerPackInstallType = z.enum(['git-clone', 'copy', 'cnr', 'unzip', 'registry']);

const ManagerPackInfo = z.object({
  id: z.string().describe('Registry id, or `owner/repo`.'),
  version: z.string().describe('Semantic version or commit.'),
  ui_id: z.string().optional(),
});

const ManagerPack = ManagerPackInfo.extend({
  author: z.string(),
  files: z.array(z.string()),
  reference: z.string(),
  title: z.string(),
  cnr_latest: z.union([SelectedVersion, z.string()]),
  repository: z.string(),
  state: ManagerPackState,
  'update-state': z.enum(['false', 'true']).nullable(),
  stars: z.int(),
  last_update: z.iso.datetime(),
  health: z.string(),
  description: z.string(),
  trust: z.boolean(),
  install_type: ManagerPackInstallType,
})
  .partial()
  .required({ id: true, version: true })
  .describe('A row of a pack list. No path of this API answers it.');

const NodePackageMetadata = z
  .object({
    title: z.string(),
    name: z.string(),
    files: z.array(z.string()),
    description: z.string(),
    install_type: z.enum(['git', 'copy', 'pip']),
    version: z.string(),
    id: z.string(),
    ui_id: z.string(),
    channel: z.string(),
    mode: z.string(),
  })
  .partial()
  .describe('The older form of a row of a pack list. No path of this API takes or answers it.');

const ManagerMappings = z.record(
  z.string().describe('Registry id, else address.'),
  z.tuple([
    z.array(z.string()).describe('Names of node classes.'),
    z.looseObject({ title_aux: z.string().describe('What people call the pack.').optional() }),
  ]),
);

/** Records that the reference wrote are answered as they are, and it has two more words for a result. */
const AnyBatchOperation = BatchOperation.extend({ result: TaskStatus.shape.status_str });
const AnyBatchRecord = BatchRecord.extend({ operations: z.array(AnyBatchOperation) });

const SnapshotItem = z.string().describe('Name of a snapshot: its file name without `.json`.');

const inputOf = (name: keyof typeof managerOperations) => managerOperations[name].input;
const outputOf = (name: keyof typeof managerOperations) => managerOperations[name].output;

/** What callers send, by the name it has in the published document. */
export const publishedRequests: Readonly<Record<string, z.ZodType>> = {
  QueueTaskItem: QueueTask,
  InstallPackParams: InstallParams,
  UpdatePackParams: UpdateParams,
  UpdateAllPacksParams: UpdateAllParams,
  UpdateComfyUIParams: UpdateComfyParams,
  FixPackParams: FixParams,
  UninstallPackParams: UninstallParams,
  DisablePackParams: DisableParams,
  EnablePackParams: EnableParams,
  ModelMetadata: InstallModelParams,
  RestoreSnapshotParams,
  UpdateAllQueryParams: inputOf('packs.updateAll'),
  UpdateComfyUIQueryParams: inputOf('comfyui.update'),
  ComfyUISwitchVersionQueryParams: inputOf('comfyui.switchVersion'),
  ImportFailInfoBulkRequest: inputOf('packs.importFailures'),
};

/** What callers are answered and told, and the words both sides use, by the name it has in the published document. */
export const publishedAnswers: Readonly<Record<string, z.ZodType>> = {
  OperationType,
  OperationResult: TaskStatus.shape.status_str,
  TaskHistoryItem: HistoryItem,
  TaskExecutionStatus: TaskStatus,
  TaskOutcome,
  TaskProgress,
  TaskStateMessage: QueueState,
  ManagerMessageName,
  MessageTaskDone: events['cm-task-completed'],
  MessageTaskStarted: events['cm-task-started'],
  MessageTaskFailed,
  MessageUpdate,
  MessageQueueStatus: events['cm-queue-status'],
  ManagerPackInfo,
  ManagerPackInstalled: InstalledPacks.valueType,
  SelectedVersion,
  ManagerChannel,
  ManagerDatabaseSource: CatalogueMode,
  ManagerPackState,
  ManagerPackInstallType,
  SecurityLevel,
  NetworkMode,
  UpdatePolicy,
  RiskLevel: Risk,
  PolicyPermission,
  PolicyVerdict,
  ManagerPack,
  QueueStatus,
  ManagerMappings,
  NodePackageMetadata,
  SnapshotItem,
  Snapshot,
  SnapshotPlan,
  TransferDocument,
  TransferPlan,
  TransferReport,
  UndoPlan,
  UndoStep,
  UndoTask,
  SnapshotChange,
  Error: ErrorBody,
  InstalledPacksResponse: InstalledPacks,
  HistoryResponse: outputOf('queue.history'),
  HistoryListResponse: outputOf('queue.batches'),
  InstalledNodeInfo: SystemState.shape.installed_nodes.valueType,
  InstalledModelInfo: LocalModel,
  ComfyUIVersionInfo: SystemState.shape.comfyui_version,
  BatchOperation: AnyBatchOperation,
  ComfyUISystemState: SystemState,
  BatchExecutionRecord: AnyBatchRecord,
  ManagerConfig,
  ImportFailInfoBulkResponse: outputOf('packs.importFailures'),
  ImportFailInfoItem: managerOperations['packs.importFailures'].output.valueType,
  ImportFailure,
  PackUpdates,
  ComfyUIVersions: ComfyVersions,
  ComfyUIStatus: ComfyStatus,
  BisectView,
  Variables,
  EnvironmentsView,
  ModelRow,
  ModelFolders,
};
