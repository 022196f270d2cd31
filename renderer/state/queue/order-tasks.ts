import { type AppError, toAppError } from '../../../src/contract/errors';
import type { QueueTask } from '../../../src/contract/tasks';
import type { Call } from '../../bridge';

/** Why tasks were not taken, by their ids. */
export type Refusals = Readonly<Record<string, AppError>>;

const placePattern = /^tasks\.(\d+)(?:\.|$)/u;

/** Which tasks the core cannot use, by their places in the order; empty where it refused for something else. */
function readUnusable({ code, details: { details: issues } }: AppError): ReadonlySet<number> {
  if (code !== 'invalid-input' || !Array.isArray(issues)) return new Set();
  const places = (issues as { path?: unknown }[]).map(({ path }) => placePattern.exec(String(path))?.[1]);
  return new Set(places.flatMap((place) => (place === undefined ? [] : [Number(place)])));
}

/**
 * Queues tasks as one batch and starts the queue: one trip, and by the answer they are in the view. Never rejects; answers why tasks were not taken,
 * nothing where all were. One that the core cannot use keeps none of the others back.
 */
export async function orderTasks(tasks: readonly QueueTask[], by: Call): Promise<Refusals> {
  if (tasks.length === 0) return {};
  try {
    await by('queue.order', { tasks: [...tasks] });
    return {};
  } catch (thrown) {
    const error = toAppError(thrown);
    const unusable = tasks.length > 1 ? readUnusable(error) : new Set();
    if (unusable.size === 0) return Object.fromEntries(tasks.map(({ ui_id }) => [ui_id, error]));
    const others = await orderTasks(
      tasks.filter((_task, place) => !unusable.has(place)),
      by,
    );
    // Each by itself, for a refusal of its own.
    const alone = tasks.filter((_task, place) => unusable.has(place)).map((task) => orderTasks([task], by));
    return Object.assign({}, others, ...(await Promise.all(alone))) as Refusals;
  }
}
