import { text as readAll } from 'node:stream/consumers';
import { cancelled } from '../contract/errors';
import type { CommandLine } from './command-line';
import type { CommandEntry } from './commands/row';
import { findPlace, openCore } from './core/open-core';
import { readWorkflowText } from './core/workflow-text';
import { exitCodes } from './exit-codes';
import { findsSomething, narrow, writeAnswer } from './output/answer';
import type { Terminal } from './terminal';
import { isAllowedOnce } from './run/consent';
import type { Session } from './run/session';

/** The input with the text of the file that it names. */
async function withFile({ fromFile }: CommandEntry, input: Record<string, unknown>): Promise<Record<string, unknown>> {
  if (fromFile === undefined) return input;
  const name = String(input[fromFile]);
  return { ...input, [fromFile]: await (name === '-' ? readAll(process.stdin) : readWorkflowText(name)) };
}

async function callOperation(line: CommandLine, input: Record<string, unknown>, session: Session): Promise<number> {
  const { entry, searched, options } = line;
  const { core, terminal, signal } = session;
  const operation = entry?.operation;
  if (!entry || operation === undefined) return exitCodes.wrongUse;
  const call = (isByPerson: boolean): Promise<unknown> => core.call(operation, input, { signal, isByPerson });
  const attempt = (isByPerson: boolean) =>
    call(isByPerson).catch(async (error: unknown) => {
      if (isByPerson || !(await isAllowedOnce(error, session))) throw error;
      return call(true);
    });
  if (entry.ordersTask) {
    const { runTasks } = await import('./run/tasks');
    return runTasks(async (isByPerson) => [((await attempt(isByPerson)) as { ui_id: string }).ui_id], session);
  }
  const answer = narrow(await attempt(entry.isByPerson ?? false), entry, searched);
  writeAnswer(answer, entry, { terminal, json: options.json });
  return findsSomething(answer, entry) ? exitCodes.failed : exitCodes.done;
}

async function work(line: CommandLine, session: Session, table: readonly CommandEntry[]): Promise<number> {
  const { entry } = line;
  if (entry === null) return exitCodes.wrongUse;
  const input = await withFile(entry, line.input);
  const { task } = entry;
  if (task !== undefined) {
    const { makeTask, orderTasks, runTasks } = await import('./run/tasks');
    return runTasks(
      orderTasks(session.core, () => [makeTask(task, input)]),
      session,
    );
  }
  if (entry.own === undefined) return callOperation(line, input, session);
  const { ownWork } = await import('./own-commands');
  return ownWork[entry.own]?.(input, session, table) ?? exitCodes.wrongUse;
}

/** The first Ctrl-C cancels as the window does, and what was begun is taken back; the second one leaves. */
function watchInterrupt(): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(exitCodes.cancelled);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  return { signal: controller.signal, end: () => process.off('SIGINT', interrupt) };
}

/** What a command finds around it. */
interface Surroundings {
  terminal: Terminal;
  table: readonly CommandEntry[];
  profileDir: string;
}

/** Opens the core that a command is for, does what it says, and answers how the program ends. */
export async function runCommand(line: CommandLine, { terminal, table, profileDir }: Surroundings): Promise<number> {
  const { entry, options } = line;
  const interrupt = watchInterrupt();
  const core = await openCore(await findPlace(options, profileDir), {
    isOfRunningCore: entry?.isOfRunningCore ?? false,
  });
  try {
    if (interrupt.signal.aborted) throw cancelled();
    return await work(line, { core, terminal, options, signal: interrupt.signal }, table);
  } finally {
    await core.close();
    interrupt.end();
  }
}
