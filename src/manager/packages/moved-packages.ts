import { basename } from 'node:path';
import { messageOf, wasDone } from '../../contract/tasks/task-outcome';
import type { TaskOutcome } from '../../contract/tasks/tasks';
import { msg, joinMessages, type Message, formatMessage } from '../../contract/text/message';
import { readPackageUses, type UsesAreas } from './package-uses';
import { listPacks } from '../python/requirements/broken-needs';
import { isSameTask, type ChangeRecord, type ChangeTask } from '../records/change-record';

/** More packages than these are told as a number. */
const mostNamed = 4;

/** A package that was there before a task and is otherwise since. */
interface Moved {
  name: string;
  before: string;
  /** Null: it went. */
  after: string | null;
  /** Who uses it, by name: enabled packs and ComfyUI, but for those that the task is about. */
  users: readonly string[];
}

/** The packages of several changes that were there before the first, with the versions before the first and after the last. Pure. */
function findMoved(records: readonly ChangeRecord[]): Omit<Moved, 'users'>[] {
  const first = new Map<string, string | null>();
  const last = new Map<string, string | null>();
  for (const { name, before, after } of records.flatMap(({ packages }) => packages)) {
    if (!first.has(name)) first.set(name, before);
    last.set(name, after);
  }
  return [...first].flatMap(([name, before]) => {
    const after = last.get(name) ?? null;
    return before === null || before === after ? [] : [{ name, before, after }];
  });
}

function describe({ name, before, after, users }: Moved): Message {
  if (after === null) return msg`${name} ${before} was removed.`;
  if (users.length === 0) return msg`${name} went from ${before} to ${after}.`;
  const who = listPacks(users);
  return users.length === 1
    ? msg`${name} went from ${before} to ${after}, which ${who} uses.`
    : msg`${name} went from ${before} to ${after}, which ${who} use.`;
}

async function readMoved(areas: UsesAreas, task: ChangeTask): Promise<Moved[]> {
  const records = areas.records.list().filter((record) => isSameTask(record.task, task));
  const moved = findMoved(records);
  if (moved.length === 0) return [];
  // The task is done, whatever is known of who uses what.
  const { packages } = await readPackageUses(areas).catch(() => ({ packages: [] }));
  const own = [task.target, ...records.flatMap(({ moves }) => moves.map(({ to }) => basename(to)))];
  const isOther = ({ name, kind }: { name: string; kind: string }) => kind !== 'disabled-pack' && !own.includes(name);
  return moved.map((one) => {
    const users = packages.find(({ name }) => name === one.name)?.users ?? [];
    return { ...one, users: [...new Set(users.filter(isOther).map(({ name }) => name))] };
  });
}

/**
 * The outcome of a task that also says which packages of others it moved, and who uses these; those that are used first. A restore has a line of its own
 * for each. Never fails.
 */
export async function reportMoved(areas: UsesAreas, task: ChangeTask, outcome: TaskOutcome): Promise<TaskOutcome> {
  if (!wasDone(outcome) || task.kind === 'restore-snapshot') return outcome;
  const moved = await readMoved(areas, task);
  if (moved.length === 0) return outcome;
  const sorted = [...moved].sort((one, other) => other.users.length - one.users.length);
  const more = sorted.length - mostNamed;
  const rest = more > 0 ? [msg`${more} more packages changed; the log of the task names them.`] : [];
  const message = joinMessages([messageOf(outcome), ...sorted.slice(0, mostNamed).map(describe), ...rest]);
  return { ...outcome, message: formatMessage(message), words: { ...outcome.words, message } };
}
