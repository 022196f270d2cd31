import type { AppSettings } from '../../contract/settings';
import type { ManagerOperations } from '../../contract/operations';
import type { Areas } from '../areas';
import type { Paths } from '../installation/paths';
import type { Permissions } from '../installation/permissions';
import type { PolicyJudge } from '../installation/policy-judge';
import { createAppOperations } from './app';
import { createBisectOperations } from './bisect';
import { createCatalogueOperations } from './catalogue';
import { createChangeOperations } from './changes';
import { createComfyOperations } from './comfyui';
import { createConfigOperations } from './config';
import { createDiskOperations } from './disk';
import { guardOperations } from './guard';
import { createModelOperations } from './models';
import { createPackOperations } from './packs';
import { createPolicyOperations } from './policy';
import { createQueueOperations } from './queue';
import { createSnapshotOperations } from './snapshots';
import { createTransferOperations } from './transfer';
import { createUndoOperations } from './undo';
import { createUnverifiedOperations } from './unverified';
import { createUploadOperations } from './uploads';
import { createWorkflowOperations } from './workflows';
import { createVariableOperations } from './variables';
import { createEnvironmentOperations } from './environments';
import { createPythonOperations } from './python';
import type { Queue } from '../queue/queue';
import type { StartupCache } from '../startup-cache';
import type { Transfer } from '../transfer/transfer';

/** What the operations of one installation work with. */
export interface Core {
  areas: Areas;
  paths: Paths;
  queue: Queue;
  startupCache: StartupCache;
  warmUp: () => void;
  judge: PolicyJudge;
  permissions: Permissions;
  transfer: Transfer;
  settings: AppSettings;
}

/** Every operation of the core, each by its area, behind the one guard. */
export function createOperations(
  { areas, paths, queue, startupCache, warmUp, judge, permissions, transfer, settings }: Core,
  appVersion: string,
): ManagerOperations {
  const queueOperations = queue.operations;
  const unguarded: ManagerOperations = {
    ...createQueueOperations(queueOperations, judge),
    ...createPackOperations(areas, queueOperations, judge),
    ...createCatalogueOperations(areas, startupCache),
    ...createSnapshotOperations(areas, queueOperations),
    ...createTransferOperations(transfer),
    ...createComfyOperations(areas, queueOperations, judge),
    ...createBisectOperations(areas),
    ...createVariableOperations(areas),
    ...createModelOperations(areas, queueOperations, judge),
    ...createWorkflowOperations(areas, settings),
    ...createChangeOperations(areas),
    ...createUndoOperations(areas, queueOperations, judge),
    ...createUploadOperations(areas.uploads),
    ...createDiskOperations(areas, queueOperations),
    ...createConfigOperations(areas, paths),
    ...createPolicyOperations(judge, permissions),
    ...createPythonOperations(areas, judge),
    ...createEnvironmentOperations(areas, queueOperations),
    ...createUnverifiedOperations(areas.config, paths),
    ...createAppOperations(appVersion),
  };
  return guardOperations(unguarded, {
    ...{ judge, isSent: areas.uploads.has },
    onCall: ({ caller }) => {
      if (caller === 'program') warmUp();
    },
  });
}
