import type { AppEvent } from '../../contract/events';
import type { OperationArgument, OperationName, OperationOutput } from '../../contract/operations';

/** The installation and the profile of a command. */
export interface Place {
  folder: string;
  profileDir: string;
  /** Settings of this run, for a core that is opened for it. */
  overrides: Record<string, string>;
}

/** How one call is made. */
export interface CallOptions {
  /** Aborted when the person wants the answer no more. */
  signal?: AbortSignal | undefined;
  /** A person at this terminal has just said yes to it. */
  isByPerson?: boolean;
}

/** A way to the core of one installation, whichever process it is in. */
export interface Core {
  /** Throws the `AppError` that the operation throws. */
  call: <N extends OperationName>(
    name: N,
    input: OperationArgument<N>,
    options?: CallOptions,
  ) => Promise<OperationOutput<N>>;
  /** Hears every event from now on; `onLost` is called when it cannot any more. The answer ends it. */
  listen: (onEvent: (event: AppEvent) => void, onLost: (error: Error) => void) => Promise<() => void>;
  /** Whether a person at this terminal can allow what the policy refuses: of a core in another process only its own window can. */
  canAllow: boolean;
  close: () => Promise<void>;
}
