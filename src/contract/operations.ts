import type { z } from 'zod';
import { AppError, cancelled, type ErrorCode } from './errors';
import { msg } from './text/message';
import { appOperations } from './operations/app';
import { bisectOperations } from './operations/bisect';
import { catalogueOperations } from './operations/catalogue';
import { changesOperations } from './operations/changes';
import { comfyuiOperations } from './operations/comfyui';
import { configOperations } from './operations/config';
import { desktopOperations } from './operations/desktop';
import { diskOperations } from './operations/disk';
import { environmentsOperations } from './operations/environments';
import { installationOperations } from './operations/installation';
import { modelsOperations } from './operations/models';
import { packsOperations } from './operations/packs';
import { policyOperations } from './operations/policy';
import { pythonOperations } from './operations/python';
import { queueOperations } from './operations/queue';
import { remoteOperations } from './operations/remote';
import { undoOperations } from './operations/undo';
import { settingsOperations } from './operations/settings';
import { setupOperations } from './operations/setup';
import { snapshotsOperations } from './operations/snapshots';
import { transferOperations } from './operations/transfer';
import { updatesOperations } from './operations/updates';
import { unverifiedOperations } from './operations/unverified';
import { uploadsOperations } from './operations/uploads';
import { variablesOperations } from './operations/variables';
import { workflowsOperations } from './operations/workflows';
import type { SecurityLevel } from './settings';

/** What the core can do for an opened installation. HTTP and IPC are two doors to these rows; a new operation is a new row in the file of its area. */
export const managerOperations = {
  ...queueOperations,
  ...changesOperations,
  ...undoOperations,
  ...diskOperations,
  ...packsOperations,
  ...comfyuiOperations,
  ...bisectOperations,
  ...variablesOperations,
  ...modelsOperations,
  ...snapshotsOperations,
  ...transferOperations,
  ...uploadsOperations,
  ...workflowsOperations,
  ...configOperations,
  ...catalogueOperations,
  ...policyOperations,
  ...pythonOperations,
  ...environmentsOperations,
  ...unverifiedOperations,
  ...appOperations,
} as const;

/** What the shell around the core can do; only the window opens this door. */
export const shellOperations = {
  ...installationOperations,
  ...remoteOperations,
  ...desktopOperations,
  ...settingsOperations,
  ...setupOperations,
  ...updatesOperations,
} as const;

export const operations = { ...managerOperations, ...shellOperations };

export type ManagerOperationName = keyof typeof managerOperations;
export type ShellOperationName = keyof typeof shellOperations;
export type OperationName = ManagerOperationName | ShellOperationName;
/** What the caller may send (before defaults). */
export type OperationArgument<N extends OperationName> = z.input<(typeof operations)[N]['input']>;
/** What an implementation receives (after validation and defaults). */
export type OperationInput<N extends OperationName> = z.output<(typeof operations)[N]['input']>;
export type OperationOutput<N extends OperationName> = z.output<(typeof operations)[N]['output']>;

/**
 * Who calls: the person at this machine, a program (whoever comes over HTTP, ComfyUI's web UI too), a program of this account that has shown the token of
 * the profile, one on another machine with the token of the person, or a part of the app that wants to know something.
 */
export type Caller = 'person' | 'program' | 'account' | 'token' | 'self';

/** What an operation knows of the call beside its input. */
export interface CallContext {
  caller: Caller;
  /** A request may only make the policy stricter than the configured level. */
  strictest?: SecurityLevel;
  /** Aborted when nobody waits for the answer any more: what takes long ends then with `cancelled`, and a change that is under way as its row says. */
  signal?: AbortSignal;
}

/** How parts of the app read. They act for nobody, so they have no more rights than a program. */
export const asSelf: CallContext = { caller: 'self' };

export type Implementation<N extends OperationName> = (
  input: OperationInput<N>,
  context: CallContext,
) => Promise<OperationOutput<N>>;
export type Implementations<N extends OperationName> = { readonly [K in N]: Implementation<K> };
export type ManagerOperations = Implementations<ManagerOperationName>;
export type ShellOperations = Implementations<ShellOperationName>;
/** The operations of one area: those whose names begin with it. */
export type OperationsOf<Area extends string> = Implementations<Extract<OperationName, `${Area}.${string}`>>;

/** One line of a validation failure: where and what. */
export interface InputIssue {
  path: string;
  message: string;
}

function describeIssues(error: z.ZodError): InputIssue[] {
  return error.issues.slice(0, 20).map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
}

/** Parses `input` with `schema`, or throws `invalid-input` whose details list every problem. */
function parseInput<S extends z.ZodType>(schema: S, input: unknown, code: ErrorCode = 'invalid-input'): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = describeIssues(parsed.error);
  const first = issues[0];
  const where = first?.path ? `\`${first.path}\`: ` : '';
  throw new AppError(
    code,
    msg`The request cannot be used. ${where}${first?.message ?? 'It has another form than expected.'}`,
    {
      remedy: msg`Correct the named fields and send it again.`,
      details: { details: issues },
    },
  );
}

/** Looks an operation up, validates its input once, and calls it. Past this point every value is trusted. */
export async function dispatch<N extends OperationName>(
  implementations: Partial<Implementations<N>>,
  call: { name: N; input: unknown; context: CallContext },
): Promise<OperationOutput<N>> {
  const implementation: Implementation<N> | undefined = implementations[call.name];
  if (!implementation) {
    throw new AppError('installation-missing', msg`No ComfyUI folder is open, so this cannot be done yet.`, {
      remedy: msg`Choose a ComfyUI folder first.`,
    });
  }
  if (call.context.signal?.aborted) throw cancelled();
  const input = parseInput(operations[call.name].input, call.input ?? {}) as OperationInput<N>;
  return implementation(input, call.context);
}

/** Whether a text names an operation of the table; names travel as data and are checked against it. */
export function isOperationName(name: unknown): name is OperationName {
  return typeof name === 'string' && Object.hasOwn(operations, name);
}
