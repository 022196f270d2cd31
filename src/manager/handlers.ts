import type { JobContext } from '../base/async/job';
import { AppError } from '../contract/errors';
import { targetOf } from '../contract/tasks/task-target';
import type { RepairPackagesParams } from '../contract/python/package-params';
import { machinePathsIn } from '../contract/machine-path';
import { QueueTask, type TaskKind, type TaskOf, type TaskOutcome } from '../contract/tasks/tasks';
import { done, messageOf } from '../contract/tasks/task-outcome';
import { mapMessage, msg, joinMessages, formatMessage } from '../contract/text/message';
import type { PackRun } from './packs/packs';
import { normaliseName } from './python/packages/packages';
import type { PackageConsent } from './python/plan/consent';
import { describeChange } from './python/packages/package-change';
import { outcomeOf } from './python/packages/recovery-outcome';
import { reportMoved } from './packages/moved-packages';
import { readComing } from './packages/plan-question';
import { findLeftovers } from './packages/package-uses';
import { planUpdateAll } from './packs/operations/plan-update-all';
import type { InstallationPlace } from './installation/installation-place';
import { refuseForeignPaths } from './operations/guard';
import type { PolicyJudge } from './installation/policy-judge';
import type { Permissions } from './installation/permissions';
import { describeOlderVersions } from './packages/refused-tasks';
import type { QueueEntry } from './queue/task-queue';
import type { RunTask } from './queue/worker';
import { isSameTask } from './records/change-record';
import type { Areas } from './areas';

/** What a handler gets beside its task. */
interface TaskRun extends PackRun {
  /** Adds a task behind those that wait; to the policy it is ordered as the task that adds it was. */
  enqueue(task: QueueTask): Promise<void>;
}

type Handler<K extends TaskKind> = (task: TaskOf<K>, run: TaskRun) => Promise<TaskOutcome>;
type Handlers = { readonly [K in TaskKind]: Handler<K> };

/** Whether a child was added; one that waits already does the same work. */
async function isAdded(run: TaskRun, task: QueueTask): Promise<boolean> {
  try {
    await run.enqueue(task);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'duplicate-task') return false;
    throw error;
  }
}

async function updateAll(areas: Areas, task: TaskOf<'update-all'>, run: TaskRun): Promise<TaskOutcome> {
  run.authorise('update-all');
  const packs = await areas.packs.listWithHolds();
  const children = planUpdateAll(packs, task);
  let added = 0;
  for (const child of children) added += Number(await isAdded(run, child));
  if (children.length === 0)
    return done(msg`No registry or git pack is enabled and not held, so there is nothing to update.`);
  const held = packs.filter(({ hold }) => hold !== undefined).map(({ key }) => key);
  const heldSentences = held.length === 0 ? [] : [msg`Held at their versions: ${held.join(', ')}.`];
  return done(joinMessages([msg`${added} of ${children.length} packs were queued for an update.`, ...heldSentences]));
}

async function installPackages(
  { python, packs }: Areas,
  { packages, remove = [] }: TaskOf<'install-packages'>['params'],
  run: TaskRun,
): Promise<TaskOutcome> {
  run.authorise('install-packages');
  return changePackages({ python, packs }, { packages, remove }, run);
}

async function changePackages(
  { python, packs }: Pick<Areas, 'python' | 'packs'>,
  { packages, remove }: { packages: string[]; remove: string[] },
  run: TaskRun,
): Promise<TaskOutcome> {
  const change = await python.withinOneChange([...packages, ...remove].join(', '), run.job, async (commit) => {
    const described = describeChange(await python.installPackages({ packages, remove }, run.job, run.consent));
    await packs.note({ packages: await commit() }, { task: run.task });
    return described;
  });
  const what = change.length === 0 ? msg`${packages.join(', ')}: already installed` : change.join(', ');
  return done(msg`${what}. This takes effect at the next start of ComfyUI.`);
}

/** What a pack leaves behind is told with its end: the person decides whether it goes. */
async function uninstall(areas: Areas, { params }: TaskOf<'uninstall'>, run: TaskRun): Promise<TaskOutcome> {
  const outcome = await areas.packs.uninstall(params, run);
  if (outcome.status !== 'done') return outcome;
  const leftovers = await findLeftovers(areas, params.node_name);
  if (leftovers.length === 0) return outcome;
  const names = leftovers.map(({ name }) => name).join(', ');
  return done(joinMessages([messageOf(outcome), msg`These packages are no longer needed: ${names}.`]));
}

/** Who names lines gets no others than ComfyUI and enabled packs lack, so that no permission to install by name is needed. */
async function installLacking(areas: Areas, needs: readonly string[], run: TaskRun): Promise<TaskOutcome> {
  run.authorise('install-lacking');
  const unmet = (await areas.python.reports.findUnmet()).filter(({ isLeftOut }) => !isLeftOut);
  const packages = needs.filter((line) => unmet.some((one) => one.needs === line));
  if (packages.length === 0) return done(msg`No package has to be repaired.`);
  return changePackages(areas, { packages, remove: [] }, run);
}

async function repairPackages(areas: Areas, { needs }: RepairPackagesParams, run: TaskRun): Promise<TaskOutcome> {
  if (needs !== undefined) return installLacking(areas, needs, run);
  const { python } = areas;
  run.authorise('repair-packages');
  run.job.report({ phase: msg`Repairing packages` });
  const recovery = await python.recovery.recoverPackages(run.job);
  return recovery === null ? done(msg`No package has to be repaired.`) : outcomeOf(recovery);
}

async function createEnvironment(
  areas: Areas,
  params: TaskOf<'create-environment'>['params'],
  run: TaskRun,
): Promise<TaskOutcome> {
  run.authorise('change-environment');
  return areas.environments.create(params, await readComing(areas, params.packs), run);
}

function cleanCache({ disk }: Areas, params: TaskOf<'clean-cache'>['params'], run: TaskRun): Promise<TaskOutcome> {
  run.authorise('clean-disk');
  return disk.cleanCache(params, run.job);
}

/** One handler per kind: a kind without one does not compile. Each area asks the policy itself, once it knows what it is about to do. */
function createHandlers(areas: Areas): Handlers {
  const { packs, models, code, snapshots, environments, uploads } = areas;
  return {
    install: ({ params }, run) => packs.install(params, run),
    uninstall: (task, run) => uninstall(areas, task, run),
    update: ({ params }, run) => packs.update(params, run),
    fix: ({ params }, run) => packs.fix(params, run),
    enable: ({ params }, run) => packs.enable(params, run),
    disable: ({ params }, run) => packs.disable(params, run),
    'update-all': (task, run) => updateAll(areas, task, run),
    'update-comfyui': ({ params }, run) => code.update(params, run),
    'install-model': ({ params }, run) => models.install(params, run),
    'remove-model': ({ params }, run) => models.remove(params, run),
    'link-models': ({ params }, run) => models.link(params, run),
    'move-model': ({ params }, run) => models.move(params, run),
    'use-models-folder': ({ params }, run) => models.useFolder(params, run),
    'move-models-folder': ({ params }, run) => models.moveFolder(params, run),
    'restore-snapshot': ({ params }, run) => snapshots.restore(params, run),
    'install-packages': ({ params }, run) => installPackages(areas, params, run),
    'install-archive': ({ params }, run) => uploads.using(params.path, () => packs.installArchive(params, run)),
    'repair-packages': ({ params }, run) => repairPackages(areas, params, run),
    'create-environment': ({ params }, run) => createEnvironment(areas, params, run),
    'switch-environment': ({ params }, run) => environments.switchTo(params, run),
    'remove-environment': ({ params }, run) => environments.remove(params, run),
    'clean-cache': ({ params }, run) => cleanCache(areas, params, run),
    'rehearse-updates': ({ params }, run) => areas.rehearsals.run(params, run),
    undo: ({ params }, run) => areas.undo.takeBack(params, run),
  };
}

function runHandler<K extends TaskKind>(
  handlers: Handlers,
  task: TaskOf<K> & { kind: K },
  run: TaskRun,
): Promise<TaskOutcome> {
  return handlers[task.kind](task, run);
}

/** Kinds that make one change each (an undo makes one for each that it takes back, and looks at them itself): once that is final they are done, whatever kept them from saying so. */
const kindsOfOneChange: ReadonlySet<TaskKind> = new Set<TaskKind>([
  ...(['install', 'install-archive', 'uninstall', 'update', 'fix', 'enable', 'disable'] as const),
  ...(['install-model', 'remove-model', 'link-models', 'move-model', 'use-models-folder'] as const),
  ...(['move-models-folder', 'install-packages', 'update-comfyui', 'switch-environment'] as const),
]);

/** Whether the change of a task is final already: the app was killed after that, and before the end of the task was written down. */
function isFinished(records: Areas['records'], { task: { ui_id: uiId, kind }, orderedAt }: QueueEntry): boolean {
  if (!kindsOfOneChange.has(kind) || orderedAt === '') return false;
  return records.list().some(({ task }) => isSameTask(task, { uiId, orderedAt }));
}

/**
 * Kinds that the requirement policy counts for. What is brought back (a snapshot, an undo) is brought back as it was, and a version of ComfyUI names the
 * very versions of its own parts, so that "only new" would keep every one of them away.
 */
const kindsOfPolicy: ReadonlySet<TaskKind> = new Set<TaskKind>([
  'install',
  'install-archive',
  'update',
  'fix',
  'enable',
  'install-packages',
]);

/** The optional groups that it names; null: it names none. */
function groupsIn({ params }: QueueTask): PackageConsent['groups'] {
  return 'optional_groups' in params ? (params.optional_groups?.map(normaliseName) ?? null) : null;
}

function policyFor({ kind, params }: QueueTask): PackageConsent['policy'] {
  if (!kindsOfPolicy.has(kind)) return 'as-asked';
  return 'requirement_policy' in params ? (params.requirement_policy ?? null) : null;
}

/** What its caller agreed to for Python packages. */
function consentOf(task: QueueTask): PackageConsent {
  const { params } = task;
  return {
    planId: 'plan_id' in params ? (params.plan_id ?? null) : null,
    leaveOut: 'leave_out' in params ? (params.leave_out ?? []) : [],
    onlyNew: 'only_new' in params && params.only_new === true,
    keepsPackages: 'keep_packages' in params && params.keep_packages === true,
    groups: groupsIn(task),
    policy: policyFor(task),
  };
}

interface RunTaskOptions {
  areas: Areas;
  place: Pick<InstallationPlace, 'prove'>;
  judge: PolicyJudge;
  permissions: Permissions;
  /** A sentence with its paths as people know them. */
  shorten: (sentence: string) => string;
  enqueue: (entry: QueueEntry) => Promise<void>;
}

/** Makes the function that the worker of the queue calls for each task; the only place that knows every area. */
export function createRunTask({ areas, place, judge, permissions, shorten, enqueue }: RunTaskOptions): RunTask {
  const handlers = createHandlers(areas);
  return async (entry: QueueEntry, job: JobContext) => {
    await place.prove();
    const { task, caller, strictest, orderedAt } = entry;
    const about = { uiId: task.ui_id, target: targetOf(task), orderedAt };
    const asker = { caller, strictest, task: about };
    if (isFinished(areas.records, entry)) {
      areas.recoveries.note({ what: 'finished', ui_id: task.ui_id, kind: task.kind, target: targetOf(task) });
      return done(msg`It was finished before the app ended.`);
    }
    refuseForeignPaths(machinePathsIn(QueueTask, task), caller, areas.uploads.has);
    const authorise = judge.authoriseFor(asker, ({ operation, until }) =>
      job.log(`${operation} is allowed by a permission that was given in the window until ${until}`),
    );
    const rows: string[] = [];
    for (const sentence of areas.packs.takeUnreported()) {
      job.log(formatMessage(sentence));
      job.warn(mapMessage(sentence, shorten));
    }
    const own = { ...about, kind: task.kind, rows };
    try {
      const outcome = await runHandler(handlers, task, {
        job,
        authorise: (operation) => {
          authorise(operation);
          rows.push(operation);
        },
        task: own,
        consent: consentOf(task),
        enqueue: (child) => enqueue({ ...entry, task: child }),
      });
      return await reportMoved(areas, own, outcome);
    } catch (error) {
      throw await describeOlderVersions(areas, { task, error }, job);
    } finally {
      permissions.taskEnded(task.ui_id);
    }
  };
}
