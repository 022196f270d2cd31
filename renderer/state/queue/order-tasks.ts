import { AppError, toAppError } from '../../../src/contract/errors';
import type { PolicyVerdict } from '../../../src/contract/policy';
import type { QueueTask } from '../../../src/contract/tasks/tasks';
import type { Call } from '../../bridge';
import { askPermission } from '../policy/permissions';
import { rowsOfTask } from '../policy/task-policy';

/** Why tasks were not taken, by their ids. */
export type Refusals = Readonly<Record<string, AppError>>;

const placePattern = /^tasks\.(\d+)(?:\.|$)/u;

/** Which tasks the core cannot use, by their places in the order; empty where it refused for something else. */
function readUnusable({ code, details: { details: issues } }: AppError): ReadonlySet<number> {
  if (code !== 'invalid-input' || !Array.isArray(issues)) return new Set();
  const places = (issues as { path?: unknown }[]).map(({ path }) => placePattern.exec(String(path))?.[1]);
  return new Set(places.flatMap((place) => (place === undefined ? [] : [Number(place)])));
}

/** `by` whom it is ordered: of the installation that it is meant for. `rows` of the policy: left out, those that the tasks themselves tell. */
interface Ordering {
  by: Call;
  rows?: readonly string[] | undefined;
}

/**
 * Queues tasks as one batch and starts the queue: one trip, and by the answer they are in the view. Never rejects; answers why tasks were not taken,
 * nothing where all were, null when the policy refuses them and the person did not allow it. One that the core cannot use keeps none of the others
 * back.
 */
export function orderTasks(
  tasks: readonly QueueTask[],
  { by, rows = tasks.flatMap(rowsOfTask) }: Ordering,
): Promise<Refusals | null> {
  const [only = null] = tasks.length === 1 ? tasks : [];
  const askPerson = (verdict: PolicyVerdict) => askPermission(verdict, { by, task: only });
  return order({ tasks, rows: [...new Set(rows)], by, askPerson });
}

/** What is left to order, and how. */
interface Order {
  tasks: readonly QueueTask[];
  rows: readonly string[];
  by: Call;
  askPerson: (verdict: PolicyVerdict) => Promise<boolean>;
}

async function order({ tasks, rows, ...rest }: Order): Promise<Refusals | null> {
  if (tasks.length === 0) return {};
  const answer = await rest.by('queue.order', { tasks: [...tasks], rows: [...rows] }).catch(toAppError);
  if (answer instanceof AppError) return orderUsable({ tasks, rows, ...rest }, answer);
  const { denied } = answer;
  if (denied === null) return {};
  if (!(await rest.askPerson(denied))) return null;
  // The rows before the denied one are allowed, and the person has answered for this one.
  return order({ tasks, rows: rows.slice(rows.indexOf(denied.operation) + 1), ...rest });
}

async function orderUsable({ tasks, ...rest }: Order, error: AppError): Promise<Refusals | null> {
  const unusable = tasks.length > 1 ? readUnusable(error) : new Set();
  if (unusable.size === 0) return Object.fromEntries(tasks.map(({ ui_id }) => [ui_id, error]));
  const others = await order({ ...rest, tasks: tasks.filter((_task, place) => !unusable.has(place)) });
  if (others === null) return null;
  // Each of the others is ordered by itself, so that it gets a refusal of its own.
  const alone = tasks
    .filter((_task, place) => unusable.has(place))
    .map((task) => order({ ...rest, tasks: [task], rows: [] }));
  return Object.assign({}, others, ...(await Promise.all(alone))) as Refusals;
}
