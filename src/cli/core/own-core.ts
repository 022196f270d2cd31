import { AppError } from '../../contract/errors';
import { dispatch, isOperationName, type Implementations, type OperationName } from '../../contract/operations';
import { msg } from '../../contract/text/message';
import { closeNodeHost, openNodeHost } from '../../serve/host-of-node';
import type { Core } from './core';
import type { Place } from './open-core';

/** Opens the core of a folder in this process, for the one command. Throws what opening a folder throws. */
export async function openOwnCore({ folder, profileDir, overrides }: Place): Promise<Core> {
  const host = await openNodeHost({ profileDir, overrides });
  const close = () => closeNodeHost(host);
  try {
    await host.workspace.openDoor(folder);
    await host.workspace.open(folder);
  } catch (error) {
    await close();
    throw error;
  }
  const all = (): Partial<Implementations<OperationName>> => ({ ...host.operations, ...host.workspace.operations() });
  return {
    call: async (name, input, { signal, isByPerson = false } = {}) => {
      // A name can be what somebody wrote behind `call`.
      if (!isOperationName(name)) throw new AppError('not-found', msg`There is no operation "${String(name)}".`);
      const caller = isByPerson ? 'person' : 'program';
      return dispatch<typeof name>(all(), { name, input, context: { caller, ...(signal && { signal }) } });
    },
    listen: (onEvent) => Promise.resolve(host.events.on(onEvent)),
    canAllow: true,
    close,
  };
}
