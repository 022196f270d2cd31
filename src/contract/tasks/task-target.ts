import type { InstallArchiveParams } from '../packs/pack-params';
import type { InstallPackagesParams } from '../python/package-params';
import type { QueueTask, TaskOf, UndoParams } from './tasks';
import { cacheTitles } from '../text/cache-titles';

const lastName = (path: string): string => path.replace(/^.*[\\/]/u, '');
const nameOfArchive = ({ name, path }: InstallArchiveParams): string => name ?? lastName(path);
const nameOfPackages = ({ packages, remove = [] }: InstallPackagesParams): string =>
  [...packages, ...remove].join(', ');
const nameOfUndo = ({ target, undo_ui_id: undone }: UndoParams): string => target ?? undone;

type EnvironmentKind = 'create-environment' | 'switch-environment' | 'remove-environment';
type RestKind =
  | (
      | 'uninstall'
      | 'update'
      | 'fix'
      | 'disable'
      | 'repair-packages'
      | 'remove-model'
      | 'link-models'
      | 'move-model'
      | 'use-models-folder'
      | 'move-models-folder'
      | 'clean-cache'
      | 'rehearse-updates'
    )
  | EnvironmentKind;

function nameOfRest(task: TaskOf<RestKind>): string {
  if ('path' in task.params) return lastName(task.params.path);
  if (task.kind === 'move-models-folder') return lastName(task.params.to);
  if (task.kind === 'repair-packages') return 'Python packages';
  if (task.kind === 'clean-cache') return cacheTitles[task.params.name];
  if (task.kind === 'rehearse-updates') return task.params.packs.join(', ');
  return 'name' in task.params ? task.params.name : task.params.node_name;
}

/** What a task is about, in the words of its caller. */
export function targetOf(task: QueueTask): string {
  switch (task.kind) {
    case 'install':
      return task.params.id;
    case 'enable':
      return task.params.cnr_id;
    case 'update-all':
      return 'all packs';
    case 'update-comfyui':
      return ['ComfyUI', task.params.target_version].filter(Boolean).join(' ');
    case 'install-model':
      return task.params.name;
    case 'restore-snapshot':
      return task.params.target;
    case 'install-packages':
      return nameOfPackages(task.params);
    case 'install-archive':
      return nameOfArchive(task.params);
    case 'undo':
      return nameOfUndo(task.params);
    default:
      return nameOfRest(task);
  }
}
