import { dispatch, type Implementations, type OperationName } from '../../contract/operations';
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
    call: (name, input, { signal, isByPerson = false } = {}) =>
      dispatch<typeof name>(all(), {
        ...{ name, input },
        context: { caller: isByPerson ? 'person' : 'program', ...(signal && { signal }) },
      }),
    listen: (onEvent) => Promise.resolve(host.events.on(onEvent)),
    canAllow: true,
    close,
  };
}
