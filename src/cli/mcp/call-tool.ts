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
import type { Consents, PlannedChange } from './consents';
import type { CommandTool } from './tools';

/** What a call of an agent works with. */
interface ToolSession extends Pick<Session, 'core' | 'signal'> {
  progress: Progress;
  consents: Consents;
}

/** What came of a call. */
export interface ToolEnd {
  answer: unknown;
  /** It did not do what it is for. */
  hasFailed: boolean;
}

/** The input of a plan: every word of the row's is the value of that field of the command. */
function fillPlan(template: unknown, input: Record<string, unknown>): unknown {
  if (typeof template === 'string') return input[template];
  if (Array.isArray(template)) return template.map((one) => fillPlan(one, input));
  const fields = Object.entries(template as object).map(([name, value]) => [name, fillPlan(value, input)] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/** What the change would do, as far as an operation tells it, and how to have it done. */
async function planOf(entry: CommandEntry, change: PlannedChange, session: ToolSession): Promise<unknown> {
  const { core, signal, consents } = session;
  const { plan, words } = entry;
  const { input } = change;
  const told = plan && (await core.call(plan.operation, fillPlan(plan.input, input) as never, { signal }));
  const next = 'Nothing was changed. To do it, call it again with the same arguments and this `confirm`.';
  const confirm = consents.add(change);
  return { would: formatMessage(words), with: input, ...(told !== undefined && { plan: told }), confirm, next };
}

async function change(entry: CommandEntry, { input }: PlannedChange, session: ToolSession): Promise<ToolEnd> {
  const { core, progress, signal } = session;
  const { task, operation } = entry;
  const call = (name: OperationName, given: unknown): Promise<unknown> => core.call(name, given as never, { signal });
  if (task === undefined && !entry.ordersTask)
    return { answer: await call(operation as OperationName, input), hasFailed: false };
  const follower = await followQueue(core, progress);
  const order = async (): Promise<string[]> => {
    if (task === undefined) return [String(readField(await call(operation as OperationName, input), 'ui_id'))];
    const made = makeTask(task, input);
    await call('queue.order', { tasks: [made] });
    return [made.ui_id];
  };
  try {
    const items = await completeTasks(order, follower, session);
    // One that was cancelled, or had nothing to do, did not do it either; `update-all` has one item for each pack.
    const hasFailed = items.some(({ outcome: { status } }) => status === 'failed' || status === 'skipped');
    return { answer: items.length === 1 ? items[0] : items, hasFailed };
  } finally {
    follower.end();
  }
}

/** Does what a tool is for and gives its answer. A change that is not confirmed only answers its plan, which has the id that confirms it. Throws what the operation throws. */
export async function callTool(
  { entry, name }: CommandTool,
  given: Record<string, unknown>,
  session: ToolSession,
): Promise<ToolEnd> {
  const { confirm, words, file, ...fields } = given;
  const { fromFile } = entry;
  const isOfFile = fromFile !== undefined && typeof file === 'string';
  const ofFile = isOfFile ? { [fromFile]: await readWorkflowText(file) } : {};
  const input = completeInput(entry, { ...fields, ...ofFile });
  const planned = { tool: name, input };
  if (entry.changes && confirm === undefined)
    return { answer: await planOf(entry, planned, session), hasFailed: false };
  if (entry.changes) {
    session.consents.take(confirm, planned);
    return change(entry, planned, session);
  }
  const answer: unknown = await session.core.call(entry.operation as OperationName, input, {
    signal: session.signal,
  });
  return { answer: narrow(answer, entry, Array.isArray(words) ? words.map(String) : []), hasFailed: false };
}
