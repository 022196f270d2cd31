import { expect, it } from 'vitest';
import { silentLogger } from '../../base/log';
import { dispatch, type OperationsOf } from '../../contract/operations';
import { createMemoryCore } from '../../server/testing/memory-operations';
import { createPermissions } from '../installation/permissions';
import { createPolicyJudge } from '../installation/policy-judge';
import { createQueueOperations } from './queue';

/** A queue behind the table at its default level, and what it took. */
function openQueue() {
  const taken: string[][] = [];
  const { operations } = createMemoryCore();
  const queue: OperationsOf<'queue'> = {
    ...operations,
    'queue.order': async ({ tasks }) => {
      taken.push(tasks.map(({ ui_id }) => ui_id));
      return { denied: null };
    },
  };
  const permissions = createPermissions(silentLogger);
  const flags = { allow_git_url_install: false, allow_pip_install: false, allow_flagged_nodepack_install: false };
  const judge = createPolicyJudge(
    () => ({ level: 'normal', networkMode: 'public', isLoopback: true, flags }),
    permissions,
  );
  const behindPolicy = createQueueOperations(queue, judge);
  const order = (rows?: string[]) => {
    const task = { ui_id: 'a', client_id: 'window', kind: 'update', params: { node_name: 'pack' } };
    return dispatch(behindPolicy, { name: 'queue.order', input: { tasks: [task], rows }, context: { door: 'window' } });
  };
  return { taken, permissions, order };
}

it('an order says what the policy refuses of its rows, the first of them, and nothing of it is taken', async () => {
  const { taken, order } = openQueue();
  expect(await order(['install-registry', 'install-git-url', 'fix'])).toMatchObject({
    denied: { operation: 'install-git-url', allowed: false },
  });
  expect(taken).toEqual([]);
});

it('an order is taken where nothing is refused, whatever it names that no table knows', async () => {
  const { taken, order } = openQueue();
  expect(await order(['install-registry', 'what a later version may know'])).toEqual({ denied: null });
  expect(await order()).toEqual({ denied: null });
  expect(taken).toEqual([['a'], ['a']]);
});

it('an order is taken once the person allows the row', async () => {
  const { taken, permissions, order } = openQueue();
  permissions.give({ operation: 'install-git-url', minutes: 15 });
  expect(await order(['install-git-url'])).toEqual({ denied: null });
  expect(taken).toEqual([['a']]);
});
