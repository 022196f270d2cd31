import type { ImportDiagnosis } from '../contract/comfyui/imports';
import type { Changes } from './changes/changes';
import type { LiveCatalogue } from './catalogue/catalogue';
import type { ComfyCode } from './comfyui/code/comfy-code';
import type { Bisect } from './comfyui/bisect/bisect';
import type { ComfyArguments } from './comfyui/arguments/comfy-arguments';
import type { ComfyProcess } from './comfyui/process/process';
import type { Environments } from './environments/environments';
import type { ConfigFile } from './installation/config';
import type { EnvironmentVariables } from './installation/variables';
import type { Disk } from './disk/disk';
import type { Forecasts } from './forecast/forecast';
import type { Models } from './models/models';
import type { PackDetailsReader } from './packs/details/details';
import type { Packs } from './packs/packs';
import type { Python } from './python/python';
import type { ChangeRecords } from './records/change-records';
import type { Trash } from './records/trash';
import type { AutomaticSnapshots } from './snapshots/automatic';
import type { Rehearsals } from './rehearsal/rehearsals';
import type { Recoveries } from './records/recoveries';
import type { Snapshots } from './snapshots/snapshots';
import type { Undo } from './undo/undo';
import type { Uploads } from './uploads';
import type { SavedWorkflows } from './workflows/saved-workflows';

/** Every area of one installation, as the top of the core sees them. */
export interface Areas {
  config: ConfigFile;
  variables: EnvironmentVariables;
  python: Python;
  /** The environments that ComfyUI can be started with. */
  environments: Environments;
  catalogue: LiveCatalogue;
  /** The changes that can be taken back. */
  records: ChangeRecords;
  trash: Trash;
  undo: Undo;
  packs: Packs;
  details: PackDetailsReader;
  models: Models;
  /** Files that come from another machine, until they have served. */
  uploads: Uploads;
  snapshots: Snapshots;
  automatic: AutomaticSnapshots;
  changes: Changes;
  recoveries: Recoveries;
  disk: Disk;
  code: ComfyCode;
  forecasts: Forecasts;
  /** Updates tried in a staged copy. */
  rehearsals: Rehearsals;
  /** By what they use; read once for all who ask. */
  savedWorkflows: SavedWorkflows;
  comfy: ComfyProcess;
  comfyArguments: ComfyArguments;
  bisect: Bisect;
  /** Why packs failed to import at its last start. */
  diagnoses: () => Promise<ImportDiagnosis[]>;
}
