import { rm } from 'node:fs/promises';
import type { Call } from './client';
import type { Scene } from './scene';

/** One way to reach one documented status. */
export interface StatusCase {
  operation: string;
  status: number;
  call: (scene: Scene) => Promise<Partial<Call>> | Partial<Call>;
  /** Brings the app into the state; the answer takes it back. */
  arrange?: (scene: Scene) => Promise<() => Promise<void> | void> | (() => Promise<void> | void);
  /** Sent once and under one prefix, because it costs a restart or a restore. */
  isOnce?: boolean;
}

const strict = { headers: { 'security-level': 'strong' } };
const asker = { client_id: 'conformance', ui_id: 'conformance-1' };
const model = {
  ...asker,
  name: 'A model',
  type: 'checkpoint',
  base: 'SD1.x',
  save_path: 'default',
  url: 'https://huggingface.co/owner/repo/resolve/main/a.safetensors',
  filename: 'a.safetensors',
};
const task = {
  ...asker,
  kind: 'update',
  params: { node_name: 'tidy-latents', node_ver: '1.0.0' },
};
const nothing = () => ({});
const managerDir = 'user/__manager';

const queueCases: StatusCase[] = [
  { operation: 'POST /v2/manager/queue/task', status: 200, call: () => ({ body: task }) },
  { operation: 'POST /v2/manager/queue/task', status: 400, call: () => ({ body: { ...task, kind: 'explode' } }) },
  {
    operation: 'POST /v2/manager/queue/task',
    status: 500,
    arrange: (scene) => scene.forbidWriting(),
    call: () => ({ body: task }),
    isOnce: true,
  },
  { operation: 'GET /v2/manager/queue/status', status: 200, call: () => ({ query: { client_id: 'conformance' } }) },
  { operation: 'GET /v2/manager/queue/history', status: 200, call: nothing },
  { operation: 'GET /v2/manager/queue/history', status: 400, call: () => ({ query: { max_items: '0' } }) },
  { operation: 'GET /v2/manager/queue/history_list', status: 200, call: nothing },
  {
    operation: 'GET /v2/manager/queue/history_list',
    status: 400,
    arrange: (scene) => scene.replace(`${managerDir}/batch_history`, 'file'),
    call: nothing,
  },
  { operation: 'GET /v2/manager/queue/reset', status: 200, call: nothing },
  {
    operation: 'GET /v2/manager/queue/start',
    status: 200,
    call: async (scene) => {
      await scene.settle();
      return {};
    },
  },
  { operation: 'GET /v2/manager/queue/start', status: 201, arrange: (scene) => scene.occupyQueue(), call: nothing },
  { operation: 'GET /v2/manager/queue/update_all', status: 200, call: () => ({ query: { ...asker, mode: 'local' } }) },
  { operation: 'GET /v2/manager/queue/update_all', status: 400, call: () => ({ query: { mode: 'local' } }) },
  {
    operation: 'GET /v2/manager/queue/update_all',
    status: 401,
    arrange: (scene) => scene.occupyQueue(),
    call: () => ({ query: asker }),
  },
  { operation: 'GET /v2/manager/queue/update_all', status: 403, call: () => ({ query: asker, ...strict }) },
  { operation: 'GET /v2/manager/queue/update_comfyui', status: 200, call: () => ({ query: asker }) },
  { operation: 'GET /v2/manager/queue/update_comfyui', status: 400, call: nothing },
  { operation: 'POST /v2/manager/queue/install_model', status: 200, call: () => ({ body: model }) },
  {
    operation: 'POST /v2/manager/queue/install_model',
    status: 400,
    call: () => ({ body: { ...model, save_path: '../x' } }),
  },
  { operation: 'POST /v2/manager/queue/install_model', status: 403, call: () => ({ body: model, ...strict }) },
];

const packCases: StatusCase[] = [
  { operation: 'GET /v2/customnode/getmappings', status: 200, call: () => ({ query: { mode: 'cache' } }) },
  { operation: 'GET /v2/customnode/fetch_updates', status: 200, call: () => ({ query: { mode: 'remote' } }) },
  {
    operation: 'GET /v2/customnode/fetch_updates',
    status: 201,
    arrange: async ({ world }) => {
      const folder = await world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
      return () => rm(folder, { recursive: true });
    },
    call: () => ({ query: { mode: 'remote' } }),
  },
  { operation: 'GET /v2/customnode/fetch_updates', status: 400, call: () => ({ query: { mode: 'sideways' } }) },
  { operation: 'GET /v2/customnode/installed', status: 200, call: () => ({ query: { mode: 'default' } }) },
  {
    operation: 'POST /v2/customnode/import_fail_info',
    status: 200,
    arrange: async (scene) => {
      await scene.world.comfyui.placeRegistryPack('missing-module', '1.0.0');
      await scene.startComfyUI();
      return () => undefined;
    },
    call: () => ({ body: { cnr_id: 'missing-module' } }),
    isOnce: true,
  },
  {
    operation: 'POST /v2/customnode/import_fail_info',
    status: 400,
    call: () => ({ body: { cnr_id: 'no-such-pack' } }),
  },
  {
    operation: 'POST /v2/customnode/import_fail_info_bulk',
    status: 200,
    call: () => ({ body: { cnr_ids: ['missing-module', 'no-such-pack'], urls: ['https://github.com/a/b'] } }),
  },
  { operation: 'POST /v2/customnode/import_fail_info_bulk', status: 400, call: () => ({ body: { cnr_ids: 7 } }) },
  {
    operation: 'POST /v2/customnode/import_fail_info_bulk',
    status: 500,
    arrange: (scene) => scene.breakPackList(),
    call: () => ({ body: { cnr_ids: ['tidy-latents'] } }),
    isOnce: true,
  },
];

const snapshotCases: StatusCase[] = [
  { operation: 'GET /v2/snapshot/getlist', status: 200, call: nothing },
  { operation: 'GET /v2/snapshot/get_current', status: 200, call: nothing },
  {
    operation: 'GET /v2/snapshot/get_current',
    status: 400,
    arrange: (scene) => scene.replace('custom_nodes', 'file'),
    call: nothing,
    isOnce: true,
  },
  { operation: 'GET /v2/snapshot/save', status: 200, call: nothing },
  {
    operation: 'GET /v2/snapshot/save',
    status: 400,
    arrange: (scene) => scene.replace(`${managerDir}/snapshots`, 'file'),
    call: nothing,
  },
  {
    operation: 'GET /v2/snapshot/remove',
    status: 200,
    call: async (scene) => ({ query: { target: await scene.saveSnapshot() } }),
  },
  { operation: 'GET /v2/snapshot/remove', status: 400, call: () => ({ query: { target: '../config' } }) },
  { operation: 'GET /v2/snapshot/remove', status: 403, call: () => ({ query: { target: 'any' }, ...strict }) },
  {
    operation: 'GET /v2/snapshot/restore',
    status: 200,
    call: async (scene) => ({ query: { target: await scene.saveSnapshot() } }),
    arrange: (scene) => () => scene.settle(),
    isOnce: true,
  },
  { operation: 'GET /v2/snapshot/restore', status: 400, call: () => ({ query: { target: 'no such snapshot' } }) },
  { operation: 'GET /v2/snapshot/restore', status: 403, call: () => ({ query: { target: 'any' }, ...strict }) },
];

const comfyCases: StatusCase[] = [
  { operation: 'GET /v2/comfyui_manager/comfyui_versions', status: 200, call: nothing },
  {
    operation: 'GET /v2/comfyui_manager/comfyui_versions',
    status: 400,
    arrange: (scene) => scene.replace('.git', 'nothing'),
    call: nothing,
  },
  {
    operation: 'GET /v2/comfyui_manager/comfyui_switch_version',
    status: 200,
    call: () => ({ query: { ...asker, ver: 'v0.3.60' } }),
  },
  { operation: 'GET /v2/comfyui_manager/comfyui_switch_version', status: 400, call: () => ({ query: asker }) },
  { operation: 'GET /v2/manager/reboot', status: 200, call: nothing, isOnce: true },
  { operation: 'GET /v2/manager/reboot', status: 403, call: () => strict },
];

const settingCases: StatusCase[] = [
  { operation: 'GET /v2/manager/db_mode', status: 200, call: nothing },
  { operation: 'GET /v2/manager/db_mode', status: 200, call: () => ({ query: { value: 'remote' } }) },
  { operation: 'GET /v2/manager/policy/update', status: 200, call: nothing },
  { operation: 'GET /v2/manager/policy/update', status: 200, call: () => ({ query: { value: 'stable' } }) },
  { operation: 'GET /v2/manager/channel_url_list', status: 200, call: nothing },
  { operation: 'GET /v2/manager/channel_url_list', status: 200, call: () => ({ query: { value: 'default' } }) },
  { operation: 'GET /v2/manager/version', status: 200, call: nothing },
  { operation: 'GET /v2/manager/is_legacy_manager_ui', status: 200, call: nothing },
];

/** Every documented status of every operation, and how it is reached. */
export const statusCases: readonly StatusCase[] = [
  ...queueCases,
  ...packCases,
  ...snapshotCases,
  ...comfyCases,
  ...settingCases,
];

/** Paths that change something by GET in the specification; current clients send the same by POST, with the query or a JSON body. */
export const changingPaths: ReadonlySet<string> = new Set([
  '/v2/manager/queue/start',
  '/v2/manager/queue/reset',
  '/v2/manager/queue/update_all',
  '/v2/manager/queue/update_comfyui',
  '/v2/snapshot/save',
  '/v2/snapshot/remove',
  '/v2/snapshot/restore',
  '/v2/comfyui_manager/comfyui_switch_version',
  '/v2/manager/reboot',
]);
