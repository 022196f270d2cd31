import type { AppSettings } from '../../contract/settings';
import type { ComfyArguments } from '../comfyui/arguments/comfy-arguments';
import type { ConfigFile } from '../installation/config';
import type { EnvironmentVariables } from '../installation/variables';
import type { Paths } from '../installation/paths';
import type { Holds } from '../packs/inventory/holds';
import type { BatchRecords } from '../queue/batches';
import type { TaskHistory } from '../queue/history';
import type { Trash } from '../records/trash';
import type { Snapshots } from '../snapshots/snapshots';

/** What of an installation is its own, and where that is kept. */
export interface TransferSources {
  paths: Pick<Paths, 'desktopDir' | 'trashDir'>;
  holds: Pick<Holds, 'read' | 'newAmong' | 'takeIn'>;
  history: Pick<TaskHistory, 'recent' | 'carried' | 'newAmong' | 'takeIn'>;
  batches: Pick<BatchRecords, 'ids' | 'read' | 'newAmong' | 'takeIn'>;
  snapshots: Pick<Snapshots, 'list' | 'read' | 'importDocument'>;
  trash: Pick<Trash, 'changeOf'>;
  config: Pick<ConfigFile, 'current' | 'set'>;
  comfyArguments: Pick<ComfyArguments, 'check' | 'set' | 'setPort'>;
  variables: Pick<EnvironmentVariables, 'shareable' | 'newAmong' | 'takeIn'>;
  settings: AppSettings;
  appVersion: string;
}
