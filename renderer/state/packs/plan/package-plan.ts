import { toAppError } from '../../../../src/contract/errors';
import type { PackagePlan } from '../../../../src/contract/python/package-plan';
import type { QueueTask } from '../../../../src/contract/tasks/tasks';
import type { Call } from '../../../bridge';
import { askNewEnvironment } from '../../environments/new-environment';
import { showFailure } from '../../installation/failure';
import { permitRow } from '../../policy/permissions';
import { readAppSettings } from '../../settings/settings-queries';
import { beginPlan, type PlanAnswer, type PlanSession } from './pending-plans';
import { bindToPlan, isPlanned, needsReview, type PlannedOrder, questionOf, takeWayOut } from './plan-tasks';

type Mode = 'always' | 'moves' | 'never';

/** When the person is asked; the core knows, and it is read once. */
async function readMode(by: Call): Promise<Mode> {
  const { settings } = await readAppSettings(by);
  const value = settings.find(({ name }) => name === 'python.askBefore')?.inForce;
  return value === 'always' || value === 'never' ? value : 'moves';
}

/** What is ordered where there is no plan. */
interface Unplanned {
  tasks: readonly QueueTask[] | null;
}

/**
 * Without an answer of the core the task itself finds out, and says why. Why nothing could be built is said at once, and the plan is what it was without.
 * Cancelled: the person wants none of it any more.
 */
async function readPlan(order: PlannedOrder, by: Call): Promise<{ plan: PackagePlan } | Unplanned> {
  const answer = await by('python.plan', questionOf(order)).catch(toAppError);
  if (!(answer instanceof Error)) return { plan: answer };
  if (answer.code === 'cancelled') return { tasks: null };
  if (!order.mayBuild) return { tasks: order.tasks };
  showFailure(answer);
  return readPlan({ ...order, mayBuild: false }, by);
}

/** Whether the person may have built what a plan does not know, or allows it now: it runs code, as an installation by name or from an address does. */
async function permitBuild({ unbuilt }: PackagePlan, by: Call): Promise<boolean> {
  const hasAddress = unbuilt.some(({ why }) => why === 'address');
  return (await permitRow('install-packages', { by })) && (!hasAddress || permitRow('install-git-url', { by }));
}

const newId = (): string => crypto.randomUUID();

/** What is done with a plan that nobody has to look at: the tasks as they are, or held to it. */
function passUnseen(order: PlannedOrder, plan: PackagePlan, isFirst: boolean): readonly QueueTask[] {
  if (plan.outcome === 'nothing' && isFirst) return order.tasks;
  return bindToPlan(order, plan, { isApproved: !isFirst, newId });
}

/** The packs get an environment that is made with them in its resolve; once it is used, they are installed into it. */
async function moveOut(order: PlannedOrder): Promise<readonly QueueTask[] | null> {
  const { packs = [] } = questionOf(order);
  return (await askNewEnvironment({ packs, copyOf: '' })) ? order.tasks : null;
}

/** What the person chose besides going on, as another order to be looked at. */
async function takeAnswer(
  order: PlannedOrder,
  { given, plan }: { given: Exclude<PlanAnswer, 'go' | null>; plan: PackagePlan },
  by: Call,
): Promise<PlannedOrder> {
  return given === 'build' ? { ...order, mayBuild: await permitBuild(plan, by) } : takeWayOut(order, given);
}

interface Settling {
  mode: Mode;
  by: Call;
  pending: PlanSession;
}

async function settle(first: PlannedOrder, { mode, by, pending }: Settling): Promise<readonly QueueTask[] | null> {
  let order = first;
  for (;;) {
    const read = await readPlan(order, by);
    if ('tasks' in read) return read.tasks;
    const { plan } = read;
    const isFirst = order === first;
    // What a way out leads to is looked at, whatever it does.
    if (!needsReview(plan, mode) && (isFirst || plan.outcome === 'nothing')) return passUnseen(order, plan, isFirst);
    const given = await pending.ask(plan, order);
    if (given === null) return null;
    if (given === 'go') return bindToPlan(order, plan, { isApproved: true, newId });
    if (typeof given !== 'string' && given.kind === 'new-environment') {
      pending.end();
      return moveOut(order);
    }
    order = await takeAnswer(order, { given, plan }, by);
  }
}

/**
 * Looks at what tasks would do to the Python packages, and asks the person where the setting says so. Answers the tasks to order, held to what was
 * looked at; null when the person wants none of it. Never rejects.
 */
export async function settlePlan(tasks: readonly QueueTask[], call: Call): Promise<readonly QueueTask[] | null> {
  if (!tasks.some(isPlanned)) return tasks;
  const first = { tasks, without: [], leaveOut: [], isAsAsked: false, mayBuild: false };
  const pending = beginPlan(first);
  const by: Call = (name, input) => call(name, input, pending.signal);
  try {
    const mode = await readMode(by).catch((): Mode => 'moves');
    const settled = mode === 'never' ? tasks : await settle(first, { mode, by, pending });
    return pending.signal.aborted ? null : settled;
  } finally {
    pending.end();
  }
}
