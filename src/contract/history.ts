import { z } from 'zod';
import { LocalModel, ModelFolders } from './models';
import { ManagerConfig } from './settings';

/** State of an installation at one moment, as batch records keep it (specification: ComfyUISystemState). */
export const SystemState = z.object({
  snapshot_time: z.string(),
  comfyui_version: z.object({
    version: z.string(),
    commit_hash: z.string().nullable(),
    branch: z.string().nullable(),
    is_stable: z.boolean(),
    last_updated: z.string().nullable(),
  }),
  frontend_version: z.string().nullable(),
  python_version: z.string(),
  platform_info: z.string(),
  installed_nodes: z.record(
    z.string(),
    z.object({
      name: z.string(),
      version: z.string(),
      repository_url: z.string().nullable(),
      install_method: z.string(),
      enabled: z.boolean(),
      install_date: z.string().nullable(),
    }),
  ),
  installed_models: z.record(z.string(), LocalModel),
  manager_config: ManagerConfig.partial(),
  comfyui_root_path: z.string().nullable(),
  model_paths: ModelFolders,
  manager_version: z.string(),
  security_level: z.string(),
  network_mode: z.string(),
  /** Arguments of the ComfyUI that runs, or ran last; empty before the first start. */
  cli_args: z.record(z.string(), z.unknown()),
  custom_nodes_count: z.int(),
  /** Folder names of packs that did not import at the last start this app saw. */
  failed_imports: z.array(z.string()),
  pip_packages: z.record(z.string(), z.string()),
  embedded_python: z.boolean(),
});
export type SystemState = z.infer<typeof SystemState>;

export const BatchOperation = z.object({
  operation_id: z.string(),
  operation_type: z.string(),
  target: z.string(),
  target_version: z.string().nullable(),
  result: z.enum(['success', 'failed', 'skipped']),
  error_message: z.string().nullable(),
  start_time: z.string(),
  end_time: z.string().nullable(),
  client_id: z.string().nullable(),
  /** Ours: of an undo the kind of the task that it took back. */
  undone: z.string().optional(),
});
export type BatchOperation = z.infer<typeof BatchOperation>;

/** `batch_history/<batch_id>.json` (specification: BatchExecutionRecord), RFC 3339 times. */
export const BatchRecord = z.object({
  batch_id: z.string(),
  start_time: z.string(),
  end_time: z.string().nullable(),
  state_before: SystemState,
  state_after: SystemState.nullable(),
  operations: z.array(BatchOperation),
  total_operations: z.int(),
  successful_operations: z.int(),
  failed_operations: z.int(),
  skipped_operations: z.int(),
});
export type BatchRecord = z.infer<typeof BatchRecord>;
