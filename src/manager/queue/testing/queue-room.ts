import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '../../../base/log';
import type { SystemState } from '../../../contract/history';
import type { QueueTask } from '../../../contract/tasks/tasks';
import { openBatchRecords } from '../batches';
import { openQueue, type Queue, type QueueOptions } from '../queue';

/** A picture of an installation in which there is nothing. */
export const emptyState: SystemState = {
  ...{ snapshot_time: '2026-01-01T00:00:00.000Z', frontend_version: null, python_version: '3.11.7' },
  comfyui_version: { version: '0.3.62', commit_hash: null, branch: null, is_stable: true, last_updated: null },
  ...{ platform_info: 'Linux', installed_nodes: {}, installed_models: {}, manager_config: {}, model_paths: {} },
  ...{ comfyui_root_path: null, manager_version: '0.1.0', security_level: 'normal', network_mode: 'public' },
  ...{ custom_nodes_count: 0, cli_args: {}, failed_imports: [], pip_packages: {}, embedded_python: false },
};

/** The same with packs and models, by name. */
export function stateOf({ packs, models }: Record<'packs' | 'models', readonly string[]>): SystemState {
  const installed = {
    installed_nodes: Object.fromEntries(packs.map((name) => [name, { name, version: '1.0.0' }])),
    installed_models: Object.fromEntries(models.map((name) => [name, { size_bytes: 1 }])),
  };
  return { ...emptyState, ...installed } as unknown as SystemState;
}

export const update = (uiId: string): QueueTask => ({
  ...{ ui_id: uiId, client_id: 'tab', kind: 'update' },
  params: { node_name: uiId },
});
export const download = (uiId: string): QueueTask => ({
  ...{ ui_id: uiId, client_id: 'tab', kind: 'install-model' },
  params: { name: uiId, type: 'checkpoint', url: `https://models.example/${uiId}`, filename: `${uiId}.safetensors` },
});

/** The parts that tests choose; without them an installation is empty and nobody listens. */
type Parts = Pick<QueueOptions, 'runTask'> &
  Partial<
    Pick<
      QueueOptions,
      'captureState' | 'downloadsAtOnce' | 'downloadsWaitUntil' | 'watchHours' | 'installedPacks' | 'emit'
    >
  >;

/** Opens the queue whose files lie in a folder. */
export async function openTestQueue(folder: string, parts: Parts): Promise<Queue> {
  const at = (name: string) => join(folder, name);
  await Promise.all(['batches', 'logs'].map((name) => mkdir(at(name), { recursive: true })));
  return openQueue({
    paths: { queueFile: at('queue.jsonl'), historyFile: at('history.jsonl'), taskLogsDir: at('logs') },
    batches: openBatchRecords(at('batches')),
    captureState: () => Promise.resolve(emptyState),
    beforeTask: () => Promise.resolve(),
    installedPacks: () => Promise.resolve({}),
    emit: () => undefined,
    log: silentLogger,
    ...parts,
  });
}
