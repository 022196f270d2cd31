import { runProgram } from '../../base/process/run';
import type { EnvironmentRow } from '../../contract/python/environments';
import { done } from '../../contract/tasks/task-outcome';
import type { TaskOutcome } from '../../contract/tasks/tasks';
import { msg } from '../../contract/text/message';
import { identityOf, isSameTask, type ChangeRecord, type EnvironmentChange } from '../records/change-record';
import type { EnvironmentRun, EnvironmentsOptions } from './environment-context';
import { brokenEnvironment, refused } from './making-plan';
import { neededArgument, withArgument, withoutArgument } from './needed-argument';

/** A change that was a switch. */
export type TakenBack = ChangeRecord & { environment: EnvironmentChange };

/** The switch from one environment to another. */
export interface Switch {
  to(row: EnvironmentRow, run: EnvironmentRun): Promise<TaskOutcome>;
  /** Makes the switch back of a record to the environment of before it. */
  back(record: TakenBack, row: EnvironmentRow, run: EnvironmentRun): Promise<void>;
}

type SwitchOptions = Pick<
  EnvironmentsOptions,
  'settings' | 'changeSetting' | 'chosen' | 'records' | 'runningSince' | 'log'
>;

const nameOf = ({ kind, name }: EnvironmentRow): string | null => (kind === 'own' ? null : name);

async function proveRuns({ name, interpreter, python }: EnvironmentRow): Promise<void> {
  const runs =
    python !== null &&
    (await runProgram(interpreter, ['-c', 'import sys'], { timeoutMs: 30_000 }).then(
      () => true,
      () => false,
    ));
  if (!runs) throw brokenEnvironment(name);
}

/** What is told of a switch. */
function outcomeOf({ kind, name }: EnvironmentRow, isRunning: boolean): TaskOutcome {
  const which = kind === 'own' ? msg`its own environment` : msg`the environment "${name}"`;
  return isRunning
    ? done(msg`ComfyUI uses ${which} from its next start; the running one keeps the environment it was started with.`)
    : done(msg`ComfyUI uses ${which} from now on.`);
}

/** Makes what switches. */
export function createSwitch(options: SwitchOptions): Switch {
  const { settings, changeSetting, chosen, records, runningSince, log } = options;

  const refuseWhileNamed = (): void => {
    if (settings['python.interpreter'] === '') return;
    throw refused(
      msg`The setting python.interpreter names the Python of ComfyUI, so there is nothing to switch.`,
      msg`Clear that setting first.`,
    );
  };

  /** What this torch needs of the arguments comes, and what was added for another one goes. Answers what was added. */
  const adaptArguments = ({ torch }: EnvironmentRow): string | null => {
    const before = settings['comfyui.arguments'];
    const plain = withoutArgument(before, chosen.current()?.addedArgument ?? null);
    const words = withArgument(plain, torch?.accelerator);
    if (words !== before) changeSetting('comfyui.arguments', words);
    return words === plain ? null : neededArgument(torch?.accelerator);
  };

  const choose = async (row: EnvironmentRow, { task }: EnvironmentRun): Promise<EnvironmentChange> => {
    const change = { before: chosen.name(), after: nameOf(row) };
    const addedArgument = adaptArguments(row);
    await chosen.choose({
      name: change.after,
      before: change.before,
      at: new Date().toISOString(),
      task: identityOf(task),
      addedArgument,
    });
    log.info('The installation was switched to another environment.', { ...change });
    return change;
  };

  const record = async (environment: EnvironmentChange, run: EnvironmentRun, takesBack?: string): Promise<void> => {
    await records.add({ ...records.draft({ task: run.task, takesBack }), environment });
  };

  /** The app had ended between the switch and its record. */
  const recordBelated = async (run: EnvironmentRun): Promise<void> => {
    const last = chosen.current();
    if (last === null || !isSameTask(last.task, run.task)) return;
    const isRecorded = records.list().some(({ task }) => isSameTask(last.task, task));
    if (!isRecorded) await record({ before: last.before, after: last.name }, run);
  };

  return {
    async to(row, run) {
      run.authorise('change-environment');
      refuseWhileNamed();
      if (row.isUsed) {
        await recordBelated(run);
        return outcomeOf(row, runningSince() !== null);
      }
      run.job.report({ phase: msg`Verifying`, message: row.name });
      await proveRuns(row);
      await record(await choose(row, run), run);
      return outcomeOf(row, runningSince() !== null);
    },
    async back({ id }, row, run) {
      refuseWhileNamed();
      await proveRuns(row);
      await record(await choose(row, run), run, id);
    },
  };
}
