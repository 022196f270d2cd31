import type { ErrorBody } from '../../src/contract/error-body';
import type { InstallModelParams } from '../../src/contract/models';
import { installParamsOf } from '../../src/contract/packs/install-params';
import { wasDone } from '../../src/contract/tasks/task-outcome';
import type { QueueTask, QueueView, TaskOutcome } from '../../src/contract/tasks/tasks';
import type { WorkflowCandidate, WorkflowModel, WorkflowPack } from '../../src/contract/workflows';
import type { RowChoice, RowOrder } from '../state/workflow/workflow-store';
import { createTask } from '../state/queue/create-task';

/** What a row can do for its pack. */
export type RowWork = 'install' | 'enable' | null;

/** How far the order of a row has come. */
export type RowProgress =
  | { phase: 'none' }
  | { phase: 'waiting' | 'running'; uiId: string; kind: RowOrder['kind'] }
  | { phase: 'done'; uiId: string }
  | { phase: 'failed'; uiId: string | null; error: ErrorBody };

/** One pack as the dialog shows it. */
export interface PackRow {
  /** The same through all changes: the first class it is needed for. */
  id: string;
  pack: WorkflowPack;
  /** The chosen one of the packs that provide the classes. */
  candidate: WorkflowCandidate;
  work: RowWork;
  version: 'newest' | 'workflow';
  /** Whether the workflow was made with another version than the newest. */
  hasVersions: boolean;
  /** Row of the policy its work needs. */
  policy: PackPolicy | null;
  isSelected: boolean;
  progress: RowProgress;
}

export type PackPolicy = 'enable' | 'install-registry' | 'install-nightly' | 'install-git-url';

/** The name of a pack's row. */
export function rowIdOf(pack: WorkflowPack): string {
  return pack.classes[0]?.name ?? pack.key;
}

/** The name of a model's row among the orders. */
export function modelRowIdOf({ name }: WorkflowModel): string {
  return `model ${name}`;
}

function workOf({ state }: WorkflowCandidate): RowWork {
  if (state === 'missing') return 'install';
  return state === 'disabled' ? 'enable' : null;
}

function isCommit(version: string): boolean {
  return /^[0-9a-f]{7,40}$/iu.test(version);
}

/** The version to ask for: of the registry, or of git. */
function versionOf(candidate: WorkflowCandidate, version: PackRow['version']): string {
  if (version === 'workflow' && candidate.wantedVersion !== null) return candidate.wantedVersion;
  return candidate.registryId === null ? 'nightly' : 'latest';
}

/** Which row of the policy an install or enable answers to. The core judges again when the task runs. */
function policyOf(candidate: WorkflowCandidate, work: RowWork, version: PackRow['version']): PackPolicy | null {
  if (work === null) return null;
  if (work === 'enable') return 'enable';
  if (!candidate.isListed && candidate.registryId === null) return 'install-git-url';
  const wanted = versionOf(candidate, version);
  const isOfGit = candidate.registryId === null || candidate.latestVersion === null || isCommit(wanted);
  return candidate.isListed && (isOfGit || wanted === 'nightly') ? 'install-nightly' : 'install-registry';
}

function failed(uiId: string | null, error: ErrorBody): RowProgress {
  return { phase: 'failed', uiId, error };
}

function isRunning(view: QueueView | null, uiId: string): boolean {
  return view?.running.some(({ task }) => task.ui_id === uiId) ?? false;
}

function outcomeOf(view: QueueView | null, uiId: string): TaskOutcome | undefined {
  return view?.finished.find(({ ui_id }) => ui_id === uiId)?.outcome;
}

/** How far an order has come, as the queue tells. */
export function readProgress(order: RowOrder | undefined, view: QueueView | null): RowProgress {
  if (order === undefined) return { phase: 'none' };
  const { uiId, kind, refusal } = order;
  if (refusal !== null) return failed(null, refusal);
  const ended = outcomeOf(view, uiId);
  // A cancelled one is as if it had not been asked for.
  if (ended?.status === 'skipped') return { phase: 'none' };
  if (ended !== undefined) return wasDone(ended) ? { phase: 'done', uiId } : failed(uiId, ended.error);
  return { phase: isRunning(view, uiId) ? 'running' : 'waiting', uiId, kind };
}

/**
 * What was done counts while it is so: until the answer tells of it the task is still under way to whom it reads, and one that was taken back leaves the row as
 * if nothing had been asked.
 */
export function settleProgress(
  progress: RowProgress,
  { isThere, isOld, kind }: { isThere: boolean; isOld: boolean; kind: RowOrder['kind'] },
): RowProgress {
  if (progress.phase !== 'done' || isThere) return progress;
  return isOld ? { phase: 'running', uiId: progress.uiId, kind } : { phase: 'none' };
}

interface RowFacts {
  /** Whether the answer about packs is from before a task that has ended. */
  isOld: boolean;
  choices: Readonly<Record<string, RowChoice>>;
  orders: Readonly<Record<string, RowOrder>>;
  rowOrder: readonly string[];
  view: QueueView | null;
}

function createRow(pack: WorkflowPack, { choices, orders, view, isOld }: RowFacts): PackRow {
  const id = rowIdOf(pack);
  const choice = choices[id] ?? {};
  const candidate = pack.alternatives.find(({ key }) => key === choice.candidate) ?? pack;
  const work = workOf(candidate);
  const version = choice.version ?? 'newest';
  const { wantedVersion, latestVersion, isListed } = candidate;
  return {
    id,
    pack,
    candidate,
    work,
    version,
    hasVersions: work === 'install' && wantedVersion !== null && wantedVersion !== latestVersion,
    policy: policyOf(candidate, work, version),
    // What no catalogue vouches for is only the word of whoever made the workflow.
    isSelected: choice.isSelected ?? (isListed || work === 'enable'),
    progress: settleProgress(readProgress(orders[id], view), {
      ...{ isThere: work === null, isOld, kind: work ?? 'install' },
    }),
  };
}

/** Whether ComfyUI has loaded the pack, which does not have what it is needed for. */
export function isLacking({ pack, candidate }: PackRow): boolean {
  return candidate === pack && pack.state === 'installed' && pack.load === 'lacking';
}

/** The rows of the dialog, each in the place it had when it was first seen. */
export function createRows(packs: readonly WorkflowPack[], facts: RowFacts): PackRow[] {
  const place = new Map(facts.rowOrder.map((id, position) => [id, position]));
  const placeOf = ({ id }: PackRow): number => place.get(id) ?? facts.rowOrder.length;
  return packs.map((pack) => createRow(pack, facts)).sort((a, b) => placeOf(a) - placeOf(b));
}

/** The task of a row; null when there is nothing to do. `uiId` is the caller's fresh id. */
export function createRowTask({ candidate, work, version }: PackRow, uiId: string): QueueTask | null {
  if (work === 'enable') return createTask('enable', { cnr_id: candidate.localKey ?? candidate.key }, uiId);
  if (work === null) return null;
  const params = installParamsOf(candidate, versionOf(candidate, version));
  return createTask('install', { ...params, ui_id: uiId }, uiId);
}

/** The task that downloads a model. */
export function createModelTask(params: InstallModelParams, uiId: string): QueueTask {
  return createTask('install-model', { ...params, ui_id: uiId }, uiId);
}
