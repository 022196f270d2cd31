import { AppError } from '../contract/errors';
import type { OperationName } from '../contract/operations';
import type { FoundModel } from '../contract/found-models';
import { installParamsOf } from '../contract/packs/install-params';
import type { QueueTask } from '../contract/tasks/tasks';
import { msg } from '../contract/text/message';
import type { WorkflowCandidate, WorkflowNeeds } from '../contract/workflows';
import type { CommandEntry } from './commands/row';
import { findCommand } from './command-line';
import { modelChoices } from './commands/library';
import { convertArgument } from './convert-argument';
import { exitCodes } from './exit-codes';
import { findsSomething, writeAnswer } from './output/answer';
import { readField } from './output/cell';
import { rowsOf, writeList } from './output/list';
import { createProgress } from './output/progress';
import { followQueue } from './run/follow';
import { makeTask, orderTasks, runTasks } from './run/tasks';
import type { Session } from './run/session';
import type { Terminal } from './terminal';

/** What a command does that is no single operation; it answers how the program ends. */
type OwnWork = (input: Record<string, unknown>, session: Session, table: readonly CommandEntry[]) => Promise<number>;

const call: OwnWork = async ({ name, input }, { core, terminal, signal }) => {
  const argument = { field: 'input', flag: 'INPUT', kind: 'json' } as const;
  const given = input === undefined ? {} : convertArgument(argument, input as string);
  const answer = await core.call(name as OperationName, given as never, { signal });
  writeAnswer(answer, {}, { terminal, json: true });
  return exitCodes.done;
};

/** What of the commands a doctor asks, in the order in which a person would look. */
const parts = ['comfy status', 'pack why', 'env check'] as const;

/** Whether ComfyUI is not as it was ordered to be: a notice says why. */
function hasFailed(status: unknown): boolean {
  return readField(status, 'state') === 'crashed' || (readField(status, 'notice') ?? null) !== null;
}

const doctor: OwnWork = async (_nothing, { core, terminal, options, signal }, table) => {
  const answers: Record<string, unknown> = {};
  let isSound = true;
  for (const part of parts) {
    const entry = findCommand(table, part.split(' '));
    if (entry?.operation === undefined) continue;
    const answer: unknown = await core.call(entry.operation, {}, { signal });
    answers[entry.operation] = answer;
    isSound &&= !findsSomething(answer, entry) && !hasFailed(answer);
    if (!options.json) writePart(part, { entry, answer, terminal });
  }
  if (options.json) writeAnswer(answers, {}, { terminal, json: true });
  return isSound ? exitCodes.done : exitCodes.failed;
};

/** One part of what the doctor says. */
function writePart(
  part: (typeof parts)[number],
  { entry, answer, terminal }: { entry: CommandEntry; answer: unknown; terminal: Terminal },
): void {
  terminal.out(`${part === parts[0] ? '' : '\n'}${terminal.say(entry.words)}\n`);
  const { state, port, notice } = answer as Record<string, unknown>;
  writeAnswer(part === 'comfy status' ? { state, port, notice } : answer, entry, { terminal, json: false });
}

/** What brings a pack that a workflow needs; null for one that works, or that nobody knows. */
function taskFor(pack: WorkflowCandidate): QueueTask | null {
  const { state, localKey } = pack;
  if (state === 'disabled' && localKey !== null) return makeTask('enable', { cnr_id: localKey });
  return state === 'missing' ? makeTask('install', installParamsOf(pack)) : null;
}

function tasksFor({ packs, models }: WorkflowNeeds): QueueTask[] {
  const missing = models.flatMap(({ state, install }) => (state === 'missing' && install !== null ? [install] : []));
  return [
    ...packs.map(taskFor).filter((task) => task !== null),
    ...missing.map((install) => makeTask('install-model', install)),
  ];
}

const installNeeds: OwnWork = async ({ text }, session) => {
  const { core, terminal, options, signal } = session;
  const needs = await core.call('workflows.needs', { text: String(text) }, { signal });
  const open = needs.models.find(({ state, choices }) => state === 'missing' && choices !== undefined);
  const done = open === undefined ? exitCodes.done : exitCodes.failed;
  if (open !== undefined) {
    terminal.err(
      `${terminal.say(msg`The list has several models by the name ${open.name}, so none was installed. Get the one that is meant: cmdesk model get URL FILENAME --type TYPE`)}\n`,
    );
    writeList(rowsOf(needs, modelChoices), modelChoices.columns, { ...terminal, out: terminal.err });
  }
  if (tasksFor(needs).length > 0)
    return (
      (await runTasks(
        orderTasks(core, () => tasksFor(needs)),
        session,
      )) || done
    );
  if (options.json) writeAnswer([], {}, { terminal, json: true });
  else if (open === undefined) terminal.out(`${terminal.say(msg`Nothing is missing that can be installed.`)}\n`);
  return done;
};

/** The one file that an address names, or that is chosen of several by its name. */
function chooseFile(models: readonly FoundModel[], name: unknown): FoundModel {
  const named = models.filter(({ filename }) => name === undefined || filename === name);
  const [only, ...others] = named;
  if (only === undefined)
    throw new AppError('model-not-found', msg`No model file of that name is to be had there.`, {
      remedy: msg`Look at what there is with "model find" and the same address.`,
    });
  if (others.length === 0) return only;
  throw new AppError(
    'invalid-input',
    msg`Several files are to be had there: ${named.map(({ filename }) => filename).join(', ')}.`,
    {
      remedy: msg`Give the name of one of them behind the address.`,
    },
  );
}

const installPage: OwnWork = async ({ query, filename: wanted }, session) => {
  const { core, signal } = session;
  const { models } = await core.call('models.find', { query: String(query) }, { signal });
  const { name, type, base, url, filename, savePath, sha256 } = chooseFile(models, wanted);
  const params = { name, type, base, url, filename, sha256, save_path: savePath };
  return runTasks(
    orderTasks(core, () => [makeTask('install-model', params)]),
    session,
  );
};

const undo: OwnWork = async ({ undo_ui_id: named }, session) => {
  const { core, terminal, options } = session;
  const newest = async () => {
    const { tasks } = await core.call('undo.list', {});
    const at = tasks.findIndex(({ state }) => state !== 'taken-back');
    const task = tasks[at];
    if (task === undefined) throw new AppError('undo-impossible', msg`There is no change that can be taken back.`);
    const nameOf = ({ kind, target }: (typeof tasks)[number]) => `${kind} ${target}`;
    if (options.quiet) return task.ui_id;
    for (const passed of tasks.slice(0, at))
      terminal.err(`${terminal.say(msg`Passed over, for it was undone already: ${nameOf(passed)}`)}\n`);
    terminal.err(`${terminal.say(msg`Undoing: ${nameOf(task)}`)}\n`);
    return task.ui_id;
  };
  const uiId = typeof named === 'string' ? named : await newest();
  const order = async (isByPerson: boolean) => [(await core.call('undo.order', { ui_id: uiId }, { isByPerson })).ui_id];
  return runTasks(order, session);
};

const watch: OwnWork = async (_nothing, { core, terminal, options, signal }) => {
  const progress = createProgress(terminal, options.quiet);
  const follower = await followQueue(core, progress);
  const isStopped = new Promise<'stopped'>((resolve) => signal.addEventListener('abort', () => resolve('stopped')));
  const end = await Promise.race([follower.untilIdle(), isStopped]);
  progress.clear();
  const columns = ['kind', 'target', 'status.status_str'];
  const answer = { tasks: follower.ended() };
  writeAnswer(answer, { lists: [{ rows: 'tasks', columns }] }, { terminal, json: options.json });
  follower.end();
  return end === 'stopped' ? exitCodes.cancelled : exitCodes.done;
};

const mcp: OwnWork = async ({ allow }, { core }, table) => {
  const { serveTools } = await import('./mcp/serve-tools');
  await serveTools(core, table, allow === 'change');
  return exitCodes.done;
};

/** By the word of their rows. */
export const ownWork: Readonly<Partial<Record<string, OwnWork>>> = {
  ...{ call, doctor, mcp, undo, watch },
  'install-needs': installNeeds,
  'install-page': installPage,
};
