import { stopIfCancelled } from '../../base/async/job';
import { msg, joinMessages, packMessage, type Sentence } from '../../contract/text/message';
import { AppError, messageOfError, toAppError } from '../../contract/errors';
import type { RestoreSnapshotParams, SnapshotChange } from '../../contract/snapshots';
import type { TaskOutcome } from '../../contract/tasks/tasks';
import type { PinInput } from '../python/install/pin-packages';
import { planPacks, type PackStep } from './pack-part';
import { planPackages } from './python-part';
import {
  attempt,
  conclude,
  describeCancel,
  record,
  recordUnchanged,
  short,
  type Ended,
  type Restore,
} from './restore-items';
import { authoriseParts, judgePackages } from './restore-policy';
import { planCode } from './snapshot-plan';
import type { SnapshotContext, SnapshotRun } from './snapshot-context';

async function restoreCode(restore: Restore): Promise<void> {
  const { context, recorded, run } = restore;
  const change = planCode(recorded, context.code.current().commit);
  if (change === null) return;
  const { to } = change;
  if (change.action === 'leave' || to === null) {
    recordUnchanged(restore, change);
    return;
  }
  run.job.report({ phase: msg`Restoring ComfyUI`, message: short(to) });
  await attempt(restore, change, async () => {
    run.authorise('switch-comfyui');
    const switched = await context.code.switchTo(to, run);
    return joinMessages(switched?.notes ?? []);
  });
}

async function doPackStep({ context, run }: Restore, step: PackStep): Promise<void> {
  const { work } = step;
  if (work === null) return;
  if (work.kind === 'missing') {
    throw new AppError('pack-not-installed', work.reason);
  }
  const { exact } = context.packs;
  if (work.kind === 'place') return exact.place(work.pack, run);
  if (work.kind === 'change') return exact.change(work.copy, work.pack, run);
  return exact.toggle(work.copy, work.isEnabled, run);
}

async function restorePacks(restore: Restore): Promise<void> {
  const { context, recorded, run } = restore;
  const steps = planPacks(recorded, await context.packs.copies());
  const count = steps.filter(({ work }) => work !== null).length;
  let at = 0;
  for (const step of steps) {
    if (step.work === null) {
      recordUnchanged(restore, step.change);
      continue;
    }
    at += 1;
    const { action, name } = step.change;
    run.job.report({ phase: msg`Restoring packs`, message: msg`${at} of ${count}: ${action} ${packMessage(name)}` });
    await attempt(restore, step.change, async () => {
      await doPackStep(restore, step);
      return '';
    });
  }
}

function endOf(failure: Sentence | undefined): Ended {
  return failure === undefined ? { more: '' } : { failure };
}

/** Pins packages, and writes down what that changed: a restore is taken back by the records of all that it did. */
function pinNoted({ context, run }: Restore, input: PinInput): Promise<ReadonlyMap<string, string>> {
  return context.python.withinOneChange('exact versions', run.job, async (commit) => {
    const failed = await context.python.pinPackages(input, run.job);
    await context.packs.note({ packages: await commit() }, { task: run.task });
    return failed;
  });
}

async function pinRecorded(restore: Restore, pips: Readonly<Record<string, string>>): Promise<void> {
  const { context, isExact } = restore;
  const installed = await context.python.frozenPackages();
  const neededOnly = isExact ? await context.python.reports.neededPackages() : null;
  const { isOwn } = restore.recorded;
  const steps = planPackages({ pips, isOwn, installed, neededOnly });
  const refusalOf = judgePackages(steps, restore.run);
  const wanted = steps.filter((step) => step.change.action !== 'leave' && refusalOf(step) === null);
  const pins = wanted.flatMap(({ pin }) => pin ?? []);
  const remove = wanted.flatMap(({ change }) => (change.action === 'remove' ? change.name : []));
  const failed = wanted.length === 0 ? null : await pinNoted(restore, { pins, remove });
  for (const step of steps) {
    const { change } = step;
    if (change.action === 'leave') recordUnchanged(restore, change);
    else record(restore, change, endOf(refusalOf(step) ?? failed?.get(change.name)));
  }
}

const pythonAsWhole = {
  subject: 'python',
  name: 'Python',
  action: 'switch',
  from: null,
  to: null,
  note: null,
} as const;

async function restorePackages(restore: Restore): Promise<void> {
  const { recorded, run } = restore;
  if (recorded.pips === null) return;
  run.job.report({ phase: msg`Restoring Python packages` });
  try {
    await pinRecorded(restore, recorded.pips);
  } catch (thrown) {
    const error = toAppError(thrown);
    stopIfCancelled(run.job);
    if (error.code === 'cancelled') throw error;
    record(restore, pythonAsWhole, { failure: messageOfError(error) });
  }
}

/** Whether two changes, read at different times, lead to the same: something in the state the snapshot wants it in. */
function isSameChange(a: SnapshotChange, b: SnapshotChange): boolean {
  return a.subject === b.subject && a.name === b.name && a.to === b.to;
}

/** What still differs has failed, whatever the step that was to change it believed. */
function contradict({ ends }: Restore, change: SnapshotChange): void {
  const matching = ends.filter((end) => isSameChange(end.change, change));
  if (matching.some(({ status }) => status === 'failed')) return;
  const message = msg`It still differs from the snapshot: it is ${short(change.from)}, but should be ${short(change.to)}.`;
  const failed = { change, status: 'failed', message } as const;
  const claimed = matching.find(({ status }) => status === 'done');
  if (claimed === undefined) ends.push(failed);
  else Object.assign(claimed, failed);
}

/**
 * Takes the picture again and holds it against the snapshot: what still differs becomes a failed item, and of `planned`, the changes before
 * the first step, each without an item gets one. Such a change came about on the way, e.g. a package with the requirements of a pack.
 */
async function verifyRestore(restore: Restore, planned: readonly SnapshotChange[]): Promise<void> {
  const { context, recorded, isExact, run, ends } = restore;
  run.job.report({ phase: msg`Verifying`, message: msg`Comparing with the snapshot` });
  const differences = await context.compare(recorded, isExact);
  for (const change of differences) if (change.action !== 'leave') contradict(restore, change);
  const reported = [...ends.map(({ change }) => change), ...differences];
  for (const change of planned) {
    const isReported = change.action === 'leave' || reported.some((one) => isSameChange(one, change));
    if (!isReported) record(restore, change, { more: msg`It came with another change.` });
  }
}

/**
 * Brings ComfyUI, packs, files and Python packages to what a snapshot recorded, one by one; what fails is reported and does not stop the
 * rest. Only an empty difference in the end is a success; else the outcome is `restore-incomplete` with a result per item.
 */
export async function restoreSnapshot(
  context: SnapshotContext,
  params: RestoreSnapshotParams,
  run: SnapshotRun,
): Promise<TaskOutcome> {
  run.authorise('restore-snapshot');
  const { target } = params;
  const recorded = await context.files.read(target);
  const isExact = params.exact === true;
  const covered = { ...run, authorise: authoriseParts(recorded, run.authorise) };
  const restore: Restore = { context, recorded, isExact, run: covered, ends: [] };
  try {
    const planned = await context.compare(recorded, isExact);
    await restoreCode(restore);
    await restorePacks(restore);
    await restorePackages(restore);
    await verifyRestore(restore, planned);
  } catch (thrown) {
    if (!run.job.signal.aborted && toAppError(thrown).code !== 'cancelled') throw thrown;
    return describeCancel(target, restore.ends);
  }
  return conclude(target, restore.ends);
}
