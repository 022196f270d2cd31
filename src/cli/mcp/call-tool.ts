import type { OperationName } from '../../contract/operations';
import { formatMessage } from '../../contract/text/message';
import { completeInput } from '../command-line';
import { readWorkflowText } from '../core/workflow-text';
import type { CommandEntry } from '../commands/row';
import { narrow } from '../output/answer';
import { readField } from '../output/cell';
import type { Progress } from '../output/progress';
import { followQueue } from '../run/follow';
import { completeTasks, makeTask } from '../run/tasks';
import type { Session } from '../run/session';
import type { CommandTool } from './tools';

/** What a call of an agent works with. */
interface ToolSession extends Pick<Session, 'core' | 'signal'> {
  progress: Progress;
}

/** The input of a plan: every word of the row's is the value of that field of the command. */
function fillPlan(template: unknown, input: Record<string, unknown>): unknown {
  if (typeof template === 'string') return input[template];
  if (Array.isArray(template)) return template.map((one) => fillPlan(one, input));
  const fields = Object.entries(template as object).map(([name, value]) => [name, fillPlan(value, input)] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/** What the change would do, as far as an operation tells it, and how to have it done. */
async function planOf(
  entry: CommandEntry,
  input: Record<string, unknown>,
  { core, signal }: ToolSession,
): Promise<unknown> {
  const { plan, words } = entry;
  const told = plan && (await core.call(plan.operation, fillPlan(plan.input, input) as never, { signal }));
  const next = 'Nothing was changed. Call it again with `confirm: true` to do it.';
  return { would: formatMessage(words), with: input, ...(told !== undefined && { plan: told }), next };
}

async function change(entry: CommandEntry, input: Record<string, unknown>, session: ToolSession): Promise<unknown> {
  const { core, progress, signal } = session;
  const { task, operation } = entry;
  const call = (name: OperationName, given: unknown): Promise<unknown> => core.call(name, given as never, { signal });
  if (task === undefined && !entry.ordersTask) return call(operation as OperationName, input);
  const follower = await followQueue(core, progress);
  const order = async (): Promise<string[]> => {
    if (task === undefined) return [String(readField(await call(operation as OperationName, input), 'ui_id'))];
    const made = makeTask(task, input);
    await call('queue.order', { tasks: [made] });
    return [made.ui_id];
  };
  try {
    return (await completeTasks(order, follower, session))[0];
  } finally {
    follower.end();
  }
}

/** Does what a tool is for and gives its answer. A change that is not confirmed only answers its plan. Throws what the operation throws. */
export async function callTool(
  { entry }: CommandTool,
  given: Record<string, unknown>,
  session: ToolSession,
): Promise<unknown> {
  const { confirm, words, file, ...fields } = given;
  const { fromFile } = entry;
  const isOfFile = fromFile !== undefined && typeof file === 'string';
  const ofFile = isOfFile ? { [fromFile]: await readWorkflowText(file) } : {};
  const input = completeInput(entry, { ...fields, ...ofFile });
  if (entry.changes) return confirm === true ? change(entry, input, session) : planOf(entry, input, session);
  const answer: unknown = await session.core.call(entry.operation as OperationName, input, {
    signal: session.signal,
  });
  return narrow(answer, entry, Array.isArray(words) ? words.map(String) : []);
}
