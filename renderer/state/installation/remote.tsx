import type { ReactNode } from 'react';
import type { Installation } from '../../../src/contract/installation';
import type { OperationName } from '../../../src/contract/operations';
import type { Remote } from '../../../src/contract/remote/connection';
import { sshAddressOf } from '../../../src/contract/remote/names';
import { isRemoteOperation } from '../../../src/contract/remote/remote-operations';
import { lastSegment } from '../../texts/formatting';
import { useInstallation } from './installation-queries';

/** Where the shown installation is, when that is another machine; null for one on this machine. */
export function useRemote(): Remote | null {
  return useInstallation().data?.installation?.remote ?? null;
}

/** Tells of operations whether they can be done to the shown installation: on another machine those cannot that need its files here, or a person there. */
export function useOffers(): (operation: OperationName) => boolean {
  const isRemote = useRemote() !== null;
  return (operation) => !isRemote || isRemoteOperation(operation);
}

/** Whether one operation can be done to the shown installation. */
export function useIsOffered(operation: OperationName): boolean {
  return useOffers()(operation);
}

/** What calls an operation, where that can be done to the shown installation. */
export function Offered({ operation, children }: { operation: OperationName; children: ReactNode }): ReactNode {
  return useIsOffered(operation) ? children : null;
}

/** Where an installation on another machine is: the host, and all of it, which the dialog that connects reads again. */
function describeWay({ place }: Remote): { host: string; whole: string } {
  if (place.kind === 'ssh') return { host: `${place.host} (ssh)`, whole: sshAddressOf(place) };
  return { host: new URL(place.address).host, whole: place.address };
}

/** What an installation is called, and where it is: its host where that is another machine, all of it, and its folder there. */
export function describePlace({ rootDir, remote }: Pick<Installation, 'rootDir' | 'remote'>) {
  return remote === undefined
    ? { name: lastSegment(rootDir), host: null, whole: rootDir, path: rootDir }
    : { name: remote.title, ...describeWay(remote), path: remote.folder };
}
