import type { JobContext } from '../../base/async/job';
import type { Logger } from '../../base/log';
import type { Installation } from '../../contract/installation';
import type { AppSettings, ChangeableSetting, ManagerConfig } from '../../contract/settings';
import type { Paths } from '../installation/paths';
import type { Authorise } from '../installation/policy';
import type { ChosenEnvironment } from '../python/making/chosen-environment';
import type { PythonEnvironment } from '../python/environment/environment';
import type { ChangeTask } from '../records/change-record';
import type { ChangeRecords } from '../records/change-records';

/** What one task gets beside its parameters. */
export interface EnvironmentRun {
  job: JobContext;
  /** Throws `policy-denied` unless the policy allows the row. */
  authorise: Authorise;
  /** The task it is run for. */
  task?: ChangeTask | undefined;
}

export interface EnvironmentsOptions {
  installation: Installation;
  paths: Paths;
  settings: AppSettings;
  config: () => ManagerConfig;
  /** What a person gives ComfyUI and the programs of its environment. */
  variables: () => Readonly<Record<string, string>>;
  /** Keeps a setting of this installation. */
  changeSetting: (name: ChangeableSetting, value: string) => void;
  /** The environment in use. Throws `environment-missing`. */
  environment: () => Promise<PythonEnvironment>;
  chosen: ChosenEnvironment;
  records: Pick<ChangeRecords, 'add' | 'draft' | 'list'>;
  /** When the ComfyUI that runs was started, RFC 3339; null while none of ours runs. */
  runningSince: () => string | null;
  /** The bytes of a folder with all that is in it. */
  measure: (folder: string, signal?: AbortSignal) => Promise<number>;
  log: Logger;
}
