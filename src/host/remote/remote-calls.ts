import { cancelled } from '../../contract/errors';
import {
  operations,
  type CallContext,
  type ManagerOperationName,
  type OperationOutput,
} from '../../contract/operations';
import { callDoor, DoorFailure, keepConnections } from '../../server/operations-door/ask-door';
import { explainFailure, otherVersion, outcomeUnknown } from './remote-errors';
import type { RemoteLine } from './remote-line';

/** One operation that is done by a remote core. */
export interface RemoteCall<N extends ManagerOperationName = ManagerOperationName> {
  name: N;
  input: unknown;
  context: Pick<CallContext, 'signal'>;
}

/** Calls the operations of a remote core. */
export interface RemoteCalls {
  /**
   * Throws what the operation throws. While the line is broken, what reads waits for it a while, and what changes something is refused with
   * `remote-unreachable`. What was under way when it broke: what reads is asked again, once; what changes something is not, and fails with
   * `outcome-unknown`, unless the queue is found to have the tasks that were ordered.
   */
  call: <N extends ManagerOperationName>(call: RemoteCall<N>) => Promise<OperationOutput<N>>;
  close: () => void;
}

/** How long what reads waits for a line that is broken. */
const lineWaitMs = 15_000;

/** Makes them for a line. */
export function createRemoteCalls(line: RemoteLine): RemoteCalls {
  const { host } = line;
  const agent = keepConnections(line.door.address);

  const send = async ({ name, input, context }: RemoteCall): Promise<unknown> => {
    const { side } = line;
    if (side !== null && !side.operations.includes(name)) throw otherVersion(host, { ...side, name });
    const signal = AbortSignal.any([line.life, ...(context.signal ? [context.signal] : [])]);
    // A connection that was kept may be closing right now: what must not be sent twice has one of its own.
    const kept = operations[name].mutates ? undefined : await agent;
    try {
      return await callDoor(line.door, { name, input, signal, agent: kept });
    } catch (error) {
      if (context.signal?.aborted) throw cancelled();
      if (error instanceof DoorFailure && error.kind === 'unreachable') line.breakBy(error);
      throw error;
    }
  };

  const read = async (call: RemoteCall): Promise<unknown> => {
    const wait = () => line.whenConnected(waitFor(call.context.signal));
    await wait();
    return send(call).catch(async (error: unknown) => {
      if (!(error instanceof DoorFailure) || error.kind === 'strange') throw error;
      await wait();
      return send(call);
    });
  };

  const change = async (call: RemoteCall): Promise<unknown> => {
    if (line.connection.state !== 'connected') throw line.refusal();
    return send(call).catch(async (error: unknown) => {
      if (!(error instanceof DoorFailure) || !error.isSent) throw error;
      const isTaken = await hasTasks(orderedBy(call), read).catch(() => false);
      if (!isTaken) throw outcomeUnknown(host);
      return call.name === 'queue.order' ? { denied: null } : {};
    });
  };

  return {
    async call({ name, input, context }) {
      const answer = await (operations[name].mutates ? change : read)({ name, input, context }).catch(
        (error: unknown) => {
          if (context.signal?.aborted) throw cancelled();
          throw explainFailure(host, error);
        },
      );
      const parsed = operations[name].output.safeParse(answer);
      if (!parsed.success) throw otherVersion(host, { version: line.side?.version ?? '', name });
      return parsed.data as OperationOutput<typeof name>;
    },
    close: () => void agent.then((opened) => opened.destroy()),
  };
}

function waitFor(signal: AbortSignal | undefined): AbortSignal {
  const limit = AbortSignal.timeout(lineWaitMs);
  return signal === undefined ? limit : AbortSignal.any([limit, signal]);
}

/** The tasks that a call orders, by their ids, which the person's window has made. */
function orderedBy({ name, input }: RemoteCall): string[] {
  if (name !== 'queue.add' && name !== 'queue.order') return [];
  const { tasks } = name === 'queue.add' ? { tasks: [input] } : (input as { tasks: unknown[] });
  return (tasks as { ui_id: string }[]).map((task) => task.ui_id);
}

/** Whether the queue has all of these tasks, or has had them: then their order has arrived. */
async function hasTasks(ids: readonly string[], read: (call: RemoteCall) => Promise<unknown>): Promise<boolean> {
  if (ids.length === 0) return false;
  const answer = await read({ name: 'queue.view', input: {}, context: {} });
  const { running, pending, finished } = operations['queue.view'].output.parse(answer);
  const all = [...running.map(({ task }) => task), ...pending, ...finished];
  const known = new Set(all.map((task) => task.ui_id));
  return ids.every((id) => known.has(id));
}
