import { msg } from '../../contract/text/message';
import type { CommandRow } from './row';

const changeColumns = ['subject', 'name', 'action', 'from', 'to', 'note'];

const snapshotCommands: readonly CommandRow[] = [
  {
    path: 'snapshot list',
    words: msg`Lists the snapshots, newest first.`,
    operation: 'snapshots.overview',
    lists: [
      { rows: 'items', columns: ['name', 'holds.packs', 'holds.packages', 'restores.packs', 'restores.packages'] },
    ],
  },
  {
    path: 'snapshot save',
    words: msg`Saves a snapshot of ComfyUI, its packs and its Python packages.`,
    example: 'snapshot save before-the-update',
    operation: 'snapshots.save',
    positionals: ['name'],
  },
  {
    path: 'snapshot plan',
    words: msg`Tells what the restore of a snapshot would change, and changes nothing.`,
    example: 'snapshot plan before-the-update',
    operation: 'snapshots.plan',
    positionals: ['target'],
    lists: [{ rows: 'changes', columns: changeColumns }],
  },
  {
    path: 'snapshot diff',
    words: msg`Tells what changed from one snapshot to another.`,
    example: 'snapshot diff before-the-update after-the-update',
    operation: 'snapshots.compare',
    positionals: ['from', 'to'],
    lists: [{ rows: 'changes', columns: changeColumns }],
  },
  {
    path: 'snapshot restore',
    words: msg`Restores a snapshot.`,
    example: 'snapshot restore before-the-update',
    operation: 'snapshots.restore',
    positionals: ['target'],
    plan: { operation: 'snapshots.plan', input: { target: 'target', exact: 'exact' } },
  },
];

const environmentCommands: readonly CommandRow[] = [
  {
    path: 'env list',
    words: msg`Lists the Python environments that ComfyUI can be started with.`,
    operation: 'environments.list',
    lists: [
      { rows: 'environments', columns: ['name', 'isUsed', 'python', 'torch.version', 'torch.accelerator', 'folder'] },
    ],
  },
  {
    path: 'env create',
    words: msg`Makes a Python environment beside the one in use, and proves it by a start.`,
    example: 'env create py312 --python 3.12',
    operation: 'environments.create',
    positionals: ['name'],
  },
  {
    path: 'env switch',
    words: msg`Lets ComfyUI and all tasks use another Python environment.`,
    example: 'env switch py312',
    operation: 'environments.switch',
    positionals: ['name'],
  },
  {
    path: 'env check',
    words: msg`Tells what is wrong with the Python environment, and what ComfyUI and its packs lack.`,
    operation: 'python.doctor',
    lists: [
      { rows: 'findings', columns: ['kind', 'package', 'version', 'needs', 'found', 'detail'] },
      { rows: 'unmet', columns: ['asker', 'package', 'needs', 'found', 'damage'] },
    ],
    isCheck: true,
  },
  {
    path: 'env why',
    words: msg`Tells why a Python package is installed, and who needs it.`,
    example: 'env why numpy',
    operation: 'python.why',
    positionals: ['name'],
  },
];

const queueCommands: readonly CommandRow[] = [
  {
    path: 'queue watch',
    words: msg`Follows the tasks of the queue until all have ended.`,
    own: 'watch',
    isOfRunningCore: true,
  },
  {
    path: 'queue list',
    words: msg`Lists the tasks that run and wait, and those that wait for you to resume or cancel them.`,
    operation: 'queue.view',
    lists: [
      { rows: 'running', columns: ['task.kind', 'startedAt', 'task.ui_id'] },
      { rows: 'pending', columns: ['kind', 'ui_id'] },
      { rows: 'held', columns: ['why', 'kind', 'target', 'ui_id'] },
    ],
  },
  {
    path: 'queue resume',
    words: msg`Lets a task go on that waits for you or was paused.`,
    example: 'queue resume 5d3c',
    operation: 'queue.pauseTask',
    positionals: ['ui_id'],
    fixed: { paused: false },
  },
  {
    path: 'queue cancel',
    words: msg`Cancels a task that waits or runs.`,
    example: 'queue cancel 5d3c',
    operation: 'queue.cancel',
    positionals: ['ui_id'],
  },
  {
    path: 'queue history',
    words: msg`Lists the tasks that have ended, newest first.`,
    operation: 'queue.view',
    lists: [{ rows: 'finished', columns: ['timestamp', 'kind', 'target', 'status.status_str', 'ui_id'] }],
  },
  {
    path: 'queue undo',
    words: msg`Takes the change of a task back: of the newest one, or of the one that is named.`,
    own: 'undo',
    positionals: ['undo_ui_id'],
  },
];

const unverifiedCommands: readonly CommandRow[] = [
  {
    path: 'unverified list',
    words: msg`Lists what came with the folder, was not written there by this account, and so has no effect.`,
    operation: 'unverified.list',
    lists: [{ rows: 'items', columns: ['name'] }],
  },
  {
    path: 'unverified use',
    words: msg`Lets what came with the folder count, from its next opening on. While an app has the folder open, its window asks for that.`,
    operation: 'unverified.use',
    isByPerson: true,
  },
  {
    path: 'unverified discard',
    words: msg`Deletes what came with the folder and has no effect.`,
    operation: 'unverified.discard',
    isByPerson: true,
  },
];

/** Snapshots, environments and the queue of an installation, and what came with it. */
export const installationCommands = [
  ...snapshotCommands,
  ...environmentCommands,
  ...queueCommands,
  ...unverifiedCommands,
];
