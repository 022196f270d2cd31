import { randomUUID } from 'node:crypto';
import { wasDone } from '../contract/task-outcome';
import { targetOf, type TaskOutcome } from '../contract/tasks';
import { tellAfterwards } from './python/packages/recovery-outcome';
import { unwatchedJob } from '../base/async/job';
import type { Queue } from './queue/queue';
import type { Recoveries } from './recoveries';
import type { PythonOptions } from './python/follow-environment';
import { createPython, type Python } from './python/python';

/** Takes what is told of a repair once there is a history. */
export type TellRecovery = (told: { outcome: TaskOutcome; startedAt: string; lines: readonly string[] }) => void;

/**
 * Opens Python and puts right what a crash left of packages, before the code of ComfyUI and the queue work with them. What cannot be read or written
 * keeps nobody from opening the folder; the next start tries again.
 */
export async function openPython(options: PythonOptions, tell: TellRecovery): Promise<Python> {
  const python = createPython(options);
  const { log } = options;
  const lines: string[] = [];
  const startedAt = new Date().toISOString();
  try {
    const recovery = await python.recoverPackages(unwatchedJob(undefined, (line) => lines.push(line)));
    const outcome = recovery === null ? null : tellAfterwards(recovery);
    if (recovery !== null) log.warn('An interrupted change of Python packages was taken back', { ...recovery });
    if (outcome !== null) tell({ outcome, startedAt, lines });
  } catch (error) {
    log.error('Python packages could not be put right', { error });
  }
  return python;
}

/** Keeps what is told of repairs until there is a history to record it in. */
export function collectRecoveries() {
  const told: Parameters<TellRecovery>[0][] = [];
  const tell: TellRecovery = (one) => void told.push(one);
  return {
    tell,
    async recordIn(queue: Pick<Queue, 'record'>, recoveries: Recoveries): Promise<void> {
      const task = { ui_id: randomUUID(), client_id: 'desktop', kind: 'repair-packages', params: {} } as const;
      for (const one of told) {
        await queue.record({ task, ...one });
        // What could not be repaired is told with the button that tries again.
        const { ui_id, kind } = task;
        if (wasDone(one.outcome)) recoveries.note({ what: 'repaired', ui_id, kind, target: targetOf(task) });
      }
    },
  };
}
