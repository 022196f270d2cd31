import type { ManagerOperationName, OperationInput } from '../../contract/operations';
import type { RemoteCall, RemoteCalls } from './remote-calls';
import { sendFile, type SentBytes, type SentFile } from './send-file';

/** Whether a person has given a file of this machine to the window, by dropping or choosing it. A page knows any path; no other file leaves this machine. */
export type IsGiven = (path: string) => boolean;

/** What of a checked input names a file that may be one of this machine: a model that is placed, the zip of a pack. */
function filesIn(name: ManagerOperationName, input: unknown): { path: string }[] {
  if (name === 'models.place') return [input as OperationInput<'models.place'>];
  if (name !== 'queue.order' && name !== 'queue.add') return [];
  const tasks =
    name === 'queue.add' ? [input as OperationInput<'queue.add'>] : (input as OperationInput<'queue.order'>).tasks;
  return tasks.flatMap((task) => (task.kind === 'install-archive' ? [task.params] : []));
}

/** The same calls for a window whose person has files on this machine: those that a call names are sent first, and named as they are called there. */
export function createFileCalls(call: RemoteCalls['call'], isGiven: IsGiven): RemoteCalls['call'] {
  /** By the id of its placing: a model that is on its way. */
  const onTheirWay = new Map<string, SentBytes>();

  async function callWithFiles({ name, input: given, context }: RemoteCall): Promise<unknown> {
    const input: unknown = structuredClone(given);
    const { placing_id: id = '' } = input as Partial<OperationInput<'models.place'>>;
    const sent: SentFile[] = [];
    try {
      for (const named of filesIn(name, input).filter(({ path }) => isGiven(path))) {
        const onProgress = (progress: SentBytes) => onTheirWay.set(id, progress);
        const file = await sendFile(named.path, { call, context, onProgress });
        sent.push(file);
        named.path = file.path;
      }
      if (name !== 'models.place') return await call({ name, input, context });
      // What was sent is moved to its place there. It stays here as well, so it was copied.
      return { ...(await call({ name, input: { ...(input as object), how: 'move' }, context })), how: 'copy' };
    } catch (error) {
      await Promise.all(sent.map(({ remove }) => remove().catch(() => undefined)));
      throw error;
    } finally {
      onTheirWay.delete(id);
    }
  }

  const answer = async (given: RemoteCall): Promise<unknown> => {
    const { name, input } = given;
    if (name === 'models.placing') {
      const progress = onTheirWay.get((input as OperationInput<'models.placing'>).placing_id);
      if (progress !== undefined) return { progress };
    }
    return filesIn(name, input).some(({ path }) => isGiven(path)) ? callWithFiles(given) : call(given);
  };
  // What is answered was made by the operation of this name.
  return answer as RemoteCalls['call'];
}
