import { randomUUID } from 'node:crypto';
import { listProcessesWith } from '../process/process-table';

/** Stands in the environment of one git command and of every program that it starts in its turn. */
const markVariable = 'CMD_GIT_CALL';

/** How what a git command starts is known again once git itself has gone. */
export interface GitMark {
  variables: Readonly<Record<string, string>>;
  /**
   * Ends what the command has left behind. git does not end its helper for http when it is ended itself, and that one goes on to read into
   * memory whatever the other side sends, without an end. Only Linux tells environments; elsewhere nothing is found.
   */
  endLeftovers: () => Promise<void>;
}

/** A mark for one command. */
export function markGitCall(): GitMark {
  const value = randomUUID();
  const endLeftovers = async () => {
    for (const { pid } of await listProcessesWith(markVariable, value)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // The process has ended by itself.
      }
    }
  };
  return { variables: { [markVariable]: value }, endLeftovers };
}
