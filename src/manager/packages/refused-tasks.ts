import { z } from 'zod';
import { AppError } from '../../contract/errors';
import { PlanConflict, WayOut, type PlanQuestion } from '../../contract/python/package-plan';
import type { QueueTask } from '../../contract/tasks/tasks';
import { stopIfCancelled, type JobContext } from '../../base/async/job';
import { findOlderVersions } from './older-versions';
import { comfyName, readQuestion, type PlanAreas } from './plan-question';
import { remedyOf } from '../python/plan/ways-out';

/** What a task asks of the packages, as a question about the same; null for kinds that bring no other version of anything. Pure. */
function questionOf({ kind, params }: QueueTask): PlanQuestion | null {
  switch (kind) {
    case 'install':
      return { packs: [{ key: params.id, to: params.selected_version, pip: params.pip ?? undefined }] };
    case 'update':
      return { packs: [{ key: params.node_name }] };
    case 'enable':
      return { packs: [{ key: params.cnr_id }] };
    case 'update-comfyui':
      return { comfyui: { is_stable: params.is_stable ?? null, target_version: params.target_version } };
    default:
      return null;
  }
}

/** What was chosen with the task counts for another version as well; and what a task may build, it may build to know that. Pure. */
function withChoices(question: PlanQuestion, { params }: QueueTask): PlanQuestion {
  return {
    ...question,
    allow_build: true,
    leave_out: ('leave_out' in params && params.leave_out) || undefined,
    requirement_policy: ('requirement_policy' in params && params.requirement_policy) || undefined,
  };
}

const Refusal = z.object({ conflict: PlanConflict, waysOut: z.array(WayOut) });

/**
 * The refusal of a task whose packages have no solution, with the older version that has one before the other ways out, as its plan tells them. Every other
 * failure stays as it is. Throws `cancelled`.
 */
export async function describeOlderVersions(
  areas: PlanAreas,
  { task, error }: { task: QueueTask; error: unknown },
  job: JobContext,
): Promise<unknown> {
  const question = questionOf(task);
  if (question === null || !(error instanceof AppError)) return error;
  const refusal = Refusal.safeParse(error.details);
  if (!refusal.success) return error;
  try {
    const { signal } = job;
    const read = await readQuestion(areas, withChoices(question, task), { signal });
    // A task is about one of them, whatever its own files call it.
    const name = read.requested[0]?.lines.name ?? comfyName;
    const conflict = { sides: [{ name, kind: 'candidate' as const, asks: [] }] };
    const older = await findOlderVersions(areas, read, { conflict, signal });
    for (const note of older.notes) job.warn(note);
    if (older.waysOut.length === 0) return error;
    const waysOut = [...older.waysOut, ...refusal.data.waysOut];
    const details = { ...error.details, waysOut };
    return new AppError(error.code, error.words.message, { remedy: remedyOf(waysOut), details, cause: error });
  } catch {
    stopIfCancelled(job);
    return error;
  }
}
