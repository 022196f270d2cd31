import type { OperationArgument, OperationsOf } from '../../contract/operations';
import type { RemoteStore } from '../remote/remote-store';
import { findServed } from '../remote/served-folder';
import type { Workspace } from '../workspace/workspace';

export interface RemoteOptions {
  workspace: Pick<Workspace, 'connect' | 'retry'>;
  remotes: Pick<RemoteStore, 'meet' | 'meetBySsh' | 'keepToken'>;
  profileDir: string;
}

/** Installations on other machines, for the window. */
export function createRemoteOperations({ workspace, remotes, profileDir }: RemoteOptions): OperationsOf<'remote'> {
  const connect = async ({ unprotected = false, ...given }: OperationArgument<'remote.connect'>) => {
    const target = await remotes.meet(given);
    const installation = await workspace.connect(target);
    await remotes.keepToken(target, { unprotected });
    return { installation };
  };
  return {
    'remote.connect': connect,
    'remote.connectBySsh': async (given) => ({ installation: await workspace.connect(remotes.meetBySsh(given)) }),
    // That token stands in a file of the profile already.
    'remote.connectServed': async ({ folder }) =>
      connect({ ...(await findServed(folder, profileDir)), unprotected: true }),
    'remote.retry': async ({ folder }) => {
      await workspace.retry(folder);
      return {};
    },
  };
}
