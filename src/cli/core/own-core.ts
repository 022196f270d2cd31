import { dispatch } from '../../contract/operations';
import { callByToken } from '../../server/operations-door/call-by-token';
import { closeNodeHost, openNodeHost } from '../../serve/host-of-node';
import type { CallOptions, Core, Place } from './core';

/** Opens the core of a folder in this process, for the one command: what waits there is not begun by a command that only reads. Throws what opening a folder throws. */
export async function openOwnCore({ folder, profileDir, overrides }: Place): Promise<Core> {
  const host = await openNodeHost({ profileDir, overrides, startsNothing: true });
  const { workspace, log } = host;
  const close = () => closeNodeHost(host);
  try {
    await workspace.openDoor(folder);
    await workspace.open(folder);
  } catch (error) {
    await close();
    throw error;
  }
  // A program of this account has the same rights whichever process the core is in; what the person has just allowed at this terminal is theirs.
  const call = (
    name: string,
    input: unknown,
    { signal = new AbortController().signal, isByPerson }: CallOptions = {},
  ) =>
    isByPerson
      ? dispatch(workspace.operations() ?? {}, {
          name: name as 'policy.allow',
          input,
          context: { caller: 'person', signal },
        })
      : callByToken({ name, input, context: { caller: 'account', signal } }, { operations: workspace.operations, log });
  return {
    // The answer was made by the operation of this name.
    call: call as Core['call'],
    listen: (onEvent) => Promise.resolve(host.events.on(onEvent)),
    canAllow: true,
    close,
  };
}
