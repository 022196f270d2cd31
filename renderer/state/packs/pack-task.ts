import { installParamsOf } from '../../../src/contract/packs/install-params';
import type { EditedFiles } from '../../../src/contract/packs/pack-params';
import type { PackTaskKind, QueueTask } from '../../../src/contract/tasks/tasks';
import type { PackRecord } from './pack-record';
import { createTask } from '../queue/create-task';

/** What a click asks for. `version` only counts for installs: a registry version, `latest` or `nightly`. */
export interface PackRequest {
  kind: PackTaskKind;
  version?: string;
  /** Optional groups that are wanted, with an installation, or of a pack that is there by `fix`; left out, it stays as it was chosen. */
  groups?: readonly string[];
  /** With an update: what becomes of files that were edited. */
  editedFiles?: EditedFiles | undefined;
}

const groupsOf = (groups: readonly string[] | undefined) =>
  groups === undefined ? {} : { optional_groups: [...groups] };

function nameOnDisk(record: PackRecord): string {
  return record.local?.key ?? record.registryId ?? record.key;
}

/** The task for a click on a pack. `uiId` is the caller's fresh id. */
export function createPackTask(record: PackRecord, request: PackRequest, uiId: string): QueueTask {
  const name = nameOnDisk(record);
  const named = { node_name: name, node_ver: record.local?.version || undefined };
  const flagged = { node_name: name, is_unknown: !record.local?.registryId };
  switch (request.kind) {
    case 'install':
      return createTask(
        'install',
        { ...installParamsOf(record, request.version), ui_id: uiId, ...groupsOf(request.groups) },
        uiId,
      );
    case 'update':
      return createTask('update', { ...named, edited_files: request.editedFiles }, uiId);
    case 'fix':
      return createTask('fix', { ...named, ...groupsOf(request.groups) }, uiId);
    case 'uninstall':
      return createTask('uninstall', flagged, uiId);
    case 'disable':
      return createTask('disable', flagged, uiId);
    case 'enable':
      return createTask('enable', { cnr_id: name }, uiId);
  }
}

/** What can be done to a pack as it is now; the first is the one its row offers. */
export function listPackKinds(record: PackRecord): PackTaskKind[] {
  const { local } = record;
  if (local === null) return ['install'];
  const isManaged = local.source === 'registry' || local.source === 'git';
  if (!local.enabled) return ['enable', 'uninstall'];
  const isUpdatable = !local.hold && (record.state === 'update' || local.source === 'git');
  const updates: PackTaskKind[] = isUpdatable ? ['update'] : [];
  return [...updates, ...(isManaged ? (['fix'] as const) : []), 'disable', 'uninstall'];
}
