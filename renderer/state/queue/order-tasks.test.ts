import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/contract/errors';
import { dispatch } from '../../../src/contract/operations';
import type { QueueTask } from '../../../src/contract/tasks/tasks';
import type { Call } from '../../bridge';
import { orderTasks } from './order-tasks';

const taskOf = (uiId: string): QueueTask => ({
  ui_id: uiId,
  client_id: 'window',
  kind: 'update',
  params: { node_name: 'pack' },
});
/** What no schema of the core takes. */
const unusable = (uiId: string) => ({ ...taskOf(uiId), params: {} }) as unknown as QueueTask;

/** A core that parses as the real one does, and notes what it took, call by call. */
function createCore(refusal: AppError | null = null) {
  const taken: string[][] = [];
  let trips = 0;
  const by = (async (_name: string, input: unknown) => {
    trips += 1;
    const order = async ({ tasks }: { tasks: QueueTask[] }) => {
      if (refusal) throw refusal;
      taken.push(tasks.map(({ ui_id }) => ui_id));
      return { denied: null };
    };
    return dispatch({ 'queue.order': order }, { name: 'queue.order', input, context: { caller: 'person' } });
  }) as Call;
  return { by, taken, trips: () => trips };
}

describe('orderTasks', () => {
  it('is one trip for all tasks, in their order', async () => {
    const core = createCore();
    expect(await orderTasks([taskOf('1'), taskOf('2'), taskOf('3')], core)).toEqual({});
    expect(core.taken).toEqual([['1', '2', '3']]);
    expect(core.trips()).toBe(1);
  });

  it('is none without a task', async () => {
    const core = createCore();
    expect(await orderTasks([], core)).toEqual({});
    expect(core.trips()).toBe(0);
  });

  it('answers for every task why the order was refused', async () => {
    const full = new AppError('disk-full', 'The disk is full.');
    const core = createCore(full);
    expect(await orderTasks([taskOf('1'), taskOf('2')], core)).toEqual({ 1: full, 2: full });
    expect(core.trips()).toBe(1);
  });

  it('keeps none back for one that cannot be used, and names each by its own field', async () => {
    const core = createCore();
    const refused = await orderTasks([taskOf('1'), unusable('odd'), taskOf('2'), unusable('odder')], core);
    expect(core.taken).toEqual([['1', '2']]);
    expect(Object.keys(refused ?? {}).sort()).toEqual(['odd', 'odder']);
    for (const error of Object.values(refused ?? {})) {
      expect(error).toMatchObject({ code: 'invalid-input' });
      expect(error.message).toContain('`tasks.0.params.node_name`');
    }
  });

  it('finds all that cannot be used, however many the core names at once', async () => {
    const core = createCore();
    const odd = Array.from({ length: 45 }, (_none, index) => unusable(`odd ${index}`));
    const refused = await orderTasks([...odd, taskOf('1')], core);
    expect(core.taken).toEqual([['1']]);
    expect(Object.keys(refused ?? {})).toHaveLength(45);
  });
});
