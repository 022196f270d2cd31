import type { AppEvent } from '../../contract/events';
import type { ManagerOperations } from '../../contract/operations';
import type { RemoteCore } from '../remote/remote-core';

/** The core for one installation, as the shell needs it. */
export interface OpenedCore {
  operations: ManagerOperations;
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  close: () => Promise<void>;
  /** The line to a core on another machine. */
  remote?: RemoteCore['remote'];
}
