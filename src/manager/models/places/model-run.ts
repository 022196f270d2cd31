import type { JobContext } from '../../../base/async/job';
import type { Authorise } from '../../installation/policy';
import type { ChangeTask } from '../../records/change-record';

/** What one task of models gets beside its parameters. */
export interface ModelRun {
  job: JobContext;
  /** Throws `policy-denied` unless the policy allows the row. */
  authorise: Authorise;
  /** The task it is run for; it stands in the record of what is changed. */
  task?: ChangeTask | undefined;
}
