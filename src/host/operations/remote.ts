import type { OperationsOf } from '../../contract/operations';
import type { RemoteStore } from '../remote/remote-store';
import type { Workspace } from '../workspace/workspace';

/** Installations on other machines, for the window. */
export function createRemoteOperations(
  workspace: Pick<Workspace, 'connect' | 'retry'>,
  remotes: Pick<RemoteStore, 'meet' | 'keepToken'>,
): OperationsOf<'remote'> {
  return {
    'remote.connect': async ({ unprotected, ...given }) => {
      const target = await remotes.meet(given);
      const installation = await workspace.connect(target);
      await remotes.keepToken(target, { unprotected });
      return { installation };
    },
    'remote.retry': async ({ folder }) => {
      await workspace.retry(folder);
      return {};
    },
  };
}
