import { randomUUID } from 'node:crypto';
import type { CallContext, OperationsOf } from '../../contract/operations';
import type { CreateEnvironmentParams } from '../../contract/python/environments';
import type { Areas } from '../areas';
import { orderOwnTask, type OrderingQueue } from './order-own-task';

/** The environments that ComfyUI can be started with; what changes them is a task of the queue. */
export function createEnvironmentOperations(
  { environments }: Pick<Areas, 'environments'>,
  queue: OrderingQueue,
): OperationsOf<'environments'> {
  const about = (kind: string, clientId: string | undefined) => ({
    ui_id: `${kind}_${randomUUID()}`,
    client_id: clientId ?? 'desktop',
  });
  const create = async (params: CreateEnvironmentParams, clientId: string | undefined, context: CallContext) => {
    // What speaks against it is the answer of this call; the task looks again when it runs.
    await environments.check(params);
    return orderOwnTask(queue, { ...about('create', clientId), kind: 'create-environment', params }, context);
  };
  return {
    'environments.list': () => environments.view(),
    'environments.sizes': async (_nothing, { signal }) => ({ sizes: await environments.sizes(signal) }),
    'environments.offer': () => environments.offer(),
    'environments.create': ({ client_id: clientId, ...params }, context) => create(params, clientId, context),
    'environments.clone': async ({ name, of, client_id: clientId }, context) => {
      const { environments: rows } = await environments.view();
      const source = of ?? rows.find(({ isUsed }) => isUsed)?.name ?? 'own';
      return create({ name, copy_of: source }, clientId, context);
    },
    'environments.switch': ({ name, client_id: clientId }, context) =>
      orderOwnTask(queue, { ...about('switch', clientId), kind: 'switch-environment', params: { name } }, context),
    'environments.remove': ({ name, client_id: clientId }, context) =>
      orderOwnTask(queue, { ...about('remove', clientId), kind: 'remove-environment', params: { name } }, context),
  };
}
