import type { UndoPlan } from '../../contract/changes';
import { AppError } from '../../contract/errors';
import { done } from '../../contract/tasks/task-outcome';
import { msg, formatMessage } from '../../contract/text/message';
import type { TaskOutcome, UndoParams } from '../../contract/tasks/tasks';
import type { ComfyCode } from '../comfyui/code/comfy-code';
import type { Environments } from '../environments/environments';
import type { Paths } from '../installation/paths';
import { isPolicyOperation, type PolicyOperation } from '../installation/policy-table';
import type { PackRun, Packs } from '../packs/packs';
import type { Python } from '../python/python';
import { isSameTask, type ChangeRecord } from '../records/change-record';
import type { ChangeRecords } from '../records/change-records';
import { findStanding } from '../records/standing';
import { changesOf, planUndo, type PlannedUndo, type UndoChecks } from './plan-undo';
import { reasonOf } from './undo-reason';

/** A plan as far as one installation's rooms know it. */
export type OwnPlan = Omit<UndoPlan, 'snapshot'>;

/** Taking single changes back, whatever they changed. */
export interface Undo {
  /** What taking the change of a task back would do, and whether it can be done. */
  plan(uiId: string): Promise<OwnPlan>;
  /**
   * Takes the change of a task back: one new change for each that it made, which can be taken back as well. It is judged by the rows of the policy that
   * the change was judged by. Throws `undo-impossible` with what stands on it, `policy-denied`, and what the rooms throw.
   */
  takeBack(params: UndoParams, run: PackRun): Promise<TaskOutcome>;
}

export interface UndoOptions {
  records: ChangeRecords;
  packs: Pick<Packs, 'takeBack'>;
  python: Pick<Python, 'listPackages' | 'recovery'>;
  code: Pick<ComfyCode, 'current' | 'takeBack'>;
  environments: Pick<Environments, 'judge' | 'takeBack'>;
  paths: Paths;
}

/** The error for a change that cannot be taken back by itself; names what stands on it. */
export function undoImpossible({ state, task, standing, reason, snapshot }: UndoPlan): AppError {
  const what = task === null ? 'This change' : `"${task.kind} ${task.target}"`;
  const why = formatMessage(reason ?? '').replace(/^./u, (first) => first.toLowerCase());
  return new AppError('undo-impossible', msg`${what} cannot be undone by itself: ${why}`, {
    remedy: msg`Undo the later changes first, or restore ${snapshot === null ? 'a snapshot' : `the snapshot "${snapshot}"`} from before it.`,
    shortCause: reason ?? undefined,
    details: { state, standing, snapshot },
  });
}

/** The rows of the policy that taking a change back is judged by. A record is a file: what nobody knows is judged as the riskiest. */
export function undoRows(rows: readonly string[]): PolicyOperation[] {
  if (rows.length === 0) return ['uninstall'];
  return rows.map((row) => (isPolicyOperation(row) ? row : 'install-git-url'));
}

function createChecks({ paths, python, code, environments }: UndoOptions): UndoChecks {
  return {
    places: paths,
    // Without its Python nobody can say that the packages are as they were left.
    judgePackages: (difference) =>
      python.recovery.judgeDifference(difference).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        return { others: [...difference.before, ...difference.after].map(({ name }) => name), notHeld: [] };
      }),
    foreseeLosses: async (differences, leavingDirs) => {
      if (differences.length === 0) return [];
      const losses = await python.recovery.foreseeLosses(differences, leavingDirs);
      return losses.map(({ name, by }) => ({ package: name, by }));
    },
    judgeEnvironment: environments.judge.bind(environments),
    isCodeAt: ({ commit, branch }) => {
      const head = code.current();
      return head.commit === commit && head.branch === branch;
    },
  };
}

function withReason({ others, ...plan }: PlannedUndo): OwnPlan {
  return { ...plan, reason: reasonOf(plan, others) };
}

/** Whether the changes of a task were taken back by exactly this run: the app had ended before the end of it was written down. */
function isOwnWork(own: readonly ChangeRecord[], records: readonly ChangeRecord[], { task }: PackRun): boolean {
  return own.every((record) => {
    return isSameTask(findStanding(record, records).takenBackBy?.task, task);
  });
}

/**
 * A change as it was made last: when it was taken back and then done again, what people had changed by then is in the record of that. The record
 * of the change itself says what it moved.
 */
function asDoneLast(record: ChangeRecord, records: readonly ChangeRecord[]): ChangeRecord {
  const takenBackBy = ({ id }: ChangeRecord) => records.findLast(({ takesBack }) => takesBack === id);
  let last = record;
  for (;;) {
    const back = takenBackBy(last);
    const again = back === undefined ? undefined : takenBackBy(back);
    if (again === undefined) break;
    last = again;
  }
  return { ...record, code: last.code ?? record.code, difference: last.difference ?? record.difference };
}

/** Makes the undo of an installation. */
export function createUndo(options: UndoOptions): Undo {
  const { records, packs, python, code, environments } = options;
  const checks = createChecks(options);
  const plan = async (uiId: string) => withReason(await planUndo(uiId, records.list(), checks));
  const takeOneBack = async (record: ChangeRecord, run: PackRun): Promise<void> => {
    if (record.environment !== null) await environments.takeBack({ ...record, environment: record.environment }, run);
    else if (record.code !== null) await code.takeBack({ ...record, code: record.code }, run);
    else await packs.takeBack(record, run);
  };
  return {
    plan,
    async takeBack({ undo_ui_id: uiId }, run) {
      const found = await plan(uiId);
      for (const row of undoRows(found.rows)) run.authorise(row);
      const own = changesOf(uiId, records.list());
      if (found.state === 'taken-back' && isOwnWork(own, records.list(), run))
        return done(msg`It was finished before the app ended.`);
      if (found.state !== 'possible') throw undoImpossible({ ...found, snapshot: null });
      const { kind, target } = found.task ?? { kind: '', target: '' };
      run.job.report({ phase: msg`Undoing`, message: target });
      const open = own.filter((record) => findStanding(record, records.list()).takenBackBy === null);
      const before = open.some(({ packages }) => packages.length > 0) ? await python.listPackages() : null;
      for (const record of open.toReversed()) await takeOneBack(asDoneLast(record, records.list()), run);
      if (before !== null) await python.recovery.warnOfBroken(before, run.job);
      return done(msg`Undid: ${kind} ${target}.`);
    },
  };
}
