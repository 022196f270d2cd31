import type { JobContext } from '../base/job';
import type { TaskKind, TaskOutcome, TaskParams } from '../contract/tasks';
import type { Packs, PackRun } from './packs/packs';
import { createAuthorise, type PolicyInputs } from './policy';
import type { QueueEntry } from './queue/queue';
import type { RunTask } from './queue/worker';

type Params = { [K in TaskKind]: TaskParams<K> };
type Handlers = { readonly [K in TaskKind]: (params: Params[K], run: PackRun) => Promise<TaskOutcome> };

/** One handler per kind: a kind without one does not compile. Each room asks the policy itself, once it knows what it is about to do. */
function createHandlers(packs: Packs): Handlers {
  return {
    install: (params, run) => packs.install(params, run),
    uninstall: (params, run) => packs.uninstall(params, run),
    update: (params, run) => packs.update(params, run),
    fix: (params, run) => packs.fix(params, run),
    enable: (params, run) => packs.enable(params, run),
    disable: (params, run) => packs.disable(params, run),
  };
}

function runHandler<K extends TaskKind>(
  handlers: Handlers,
  { kind, params }: { kind: K; params: Params[K] },
  run: PackRun,
): Promise<TaskOutcome> {
  return handlers[kind](params, run);
}

/** Makes the function that the queue's lane calls for each task; the only place that knows every area. */
export function createRunTask(packs: Packs, readPolicyInputs: () => PolicyInputs): RunTask {
  const handlers = createHandlers(packs);
  return ({ task, strictest }: QueueEntry, job: JobContext) =>
    runHandler(handlers, task, { job, authorise: createAuthorise(readPolicyInputs, strictest) });
}
