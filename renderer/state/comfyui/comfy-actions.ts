import type { ComfyStatus } from '../../../src/contract/comfyui/comfyui-status';
import type { ImportRemedy } from '../../../src/contract/comfyui/imports';
import { type AppError, fromErrorBody } from '../../../src/contract/errors';
import { wasDone } from '../../../src/contract/tasks/task-outcome';
import type { QueueTask } from '../../../src/contract/tasks/tasks';
import { call, type Call } from '../../bridge';
import { requestPlanned } from '../packs/plan/request-planned';
import { attempt, requestTask } from '../queue/actions';
import { createInstallationStore } from '../installation/installation-store';
import { createSharedWrite } from '../shared-write';
import { withOption } from './argument-line';
import { type Launch, launchChecked, launchNow, useLaunchCheck } from './launch-check';
import { acceptComfyStatus, forgetComfyOptions, readComfyStatus } from './comfy-queries';
import type { FindPack } from '../packs/pack-index';
import { createPackTask } from '../packs/pack-task';
import { useQueue } from '../queue/queue-store';
import { clientId } from '../queue/client-id';
import { createTask } from '../queue/create-task';
import { formatList } from '../../texts/formatting';

/** A change that is under way, after which ComfyUI is started. */
interface Recovery {
  uiId: string;
  kind: 'undo' | 'disable' | 'repair';
  /** The pack, or what the undone change was about. */
  name: string;
  /** The start that follows; left out, as it was chosen last. */
  launch?: Launch;
}

interface Notes {
  /** Which process a restart was asked for, until it is gone. */
  restarting: { pid: number | null } | null;
  recovery: Recovery | null;
  /** Why the last recovery failed; null once another order was given. */
  failure: AppError | null;
}

const useNotes = createInstallationStore<Notes>({ restarting: null, recovery: null, failure: null });

type Work = (by: Call) => Promise<ComfyStatus | null>;

const orders = createSharedWrite<Work, ComfyStatus | null>({
  key: ['comfyui', 'order'],
  run: (work, by) => work(by),
  onDone: (status) => {
    if (status) acceptComfyStatus(status);
  },
  onFailed: () => useNotes.setState({ restarting: null }),
});

interface ComfyOrders extends Omit<Notes, 'failure'> {
  /** An order on its way to the core. */
  isSending: boolean;
  /** Why the last order was refused; null once another one was given. */
  refusal: AppError | null;
}

/** The orders given to ComfyUI that are not carried out yet. */
export function useComfyOrders<Chosen>(choose: (given: ComfyOrders) => Chosen): Chosen {
  const { isPending, error } = orders.use();
  const { failure, ...notes } = useNotes();
  return choose({ ...notes, isSending: isPending, refusal: failure ?? error });
}

/** Whether a restart would be one too many: one was asked for, or an order is on its way. */
export function isRestartRequested({ isSending, restarting }: ComfyOrders): boolean {
  return isSending || restarting !== null;
}

function order(work: Work): Promise<boolean> {
  useNotes.setState({ failure: null });
  return orders.start(work);
}

/** Starts ComfyUI as it was chosen last; `normal` with all packs again, `bare` without any for this run. */
export function startComfy(mode?: 'normal' | 'bare'): Promise<boolean> {
  return order((by) => launchChecked(mode === undefined ? { kind: 'start' } : { kind: 'start', mode }, by));
}

const longestName = 80;

/** Starts ComfyUI with only these packs, now and every time after; without a name they are called by the first of them. */
export function startLean(packs: string[], name: string): Promise<boolean> {
  const named = name === '' ? {} : { name: name.slice(0, longestName) };
  return order((by) => launchChecked({ kind: 'start', mode: 'lean', packs, ...named }, by));
}

/** Stops ComfyUI, also in the middle of its start. */
export function stopComfy(): Promise<boolean> {
  return order(() => call('comfyui.stop', {}));
}

/** Restarts ComfyUI once the queue has nothing more to do; starts it when it does not run. */
export function restartComfy(): Promise<boolean> {
  return order(async (by) => {
    noteRestart();
    const status = await launchChecked({ kind: 'restart' }, by);
    if (useLaunchCheck.getState().question !== null) useNotes.setState({ restarting: null });
    return status;
  });
}

function noteRestart(): void {
  useNotes.setState({ restarting: { pid: readComfyStatus()?.pid ?? null } });
}

/** Starts or restarts ComfyUI although packages are not as they should be, or without the packs that need them. */
export function startAnyway(launch: Launch): void {
  void order((by) => {
    if (launch.kind === 'restart') noteRestart();
    return launchNow(launch, by);
  });
}

/** Installs the packages that are not as they should be, and nothing else; then starts or restarts ComfyUI. */
export async function startRepaired(launch: Launch, packages: readonly string[]): Promise<void> {
  const uiId = crypto.randomUUID();
  dismissRefusal();
  useNotes.setState({ recovery: { uiId, kind: 'repair', name: formatList(packages), launch } });
  if (await requestTask(createTask('repair-packages', { needs: [...packages] }, uiId))) return;
  useNotes.setState(({ recovery }) => (recovery?.uiId === uiId ? { recovery: null } : {}));
}

/** Takes the refusal away. */
export function dismissRefusal(): void {
  useNotes.setState({ failure: null });
  if (!orders.read().isPending) orders.forget();
}

/** Notes what an event says about the process: a restart that was asked for is over with the process it was asked for. */
export function noteComfyStatus(status: ComfyStatus): void {
  acceptComfyStatus(status);
  const { restarting } = useNotes.getState();
  if (restarting && (status.pid !== restarting.pid || status.state !== 'running')) {
    useNotes.setState({ restarting: null });
  }
}

function createDisableTask(name: string, findPack: FindPack): QueueTask {
  const uiId = crypto.randomUUID();
  const record = findPack(name);
  if (record?.local) return createPackTask(record, { kind: 'disable' }, uiId);
  return createTask('disable', { node_name: name, is_unknown: true }, uiId);
}

/** Disables a pack, then starts ComfyUI. */
export async function startWithout(name: string, findPack: FindPack): Promise<void> {
  const task = createDisableTask(name, findPack);
  // This is set before the task is queued, because a disable is over in a few milliseconds.
  dismissRefusal();
  useNotes.setState({ recovery: { uiId: task.ui_id, kind: 'disable', name } });
  if (await requestTask(task)) return;
  useNotes.setState(({ recovery }) => (recovery?.uiId === task.ui_id ? { recovery: null } : {}));
}

/** Restores the automatic snapshot from before a change, then starts ComfyUI. */
export async function undoChange(snapshot: string, name: string): Promise<void> {
  let uiId: string | undefined;
  const isAnswered = await order(async (by) => {
    uiId = (await attempt('snapshots.restore', { target: snapshot, client_id: clientId }, by))?.ui_id;
    return null;
  });
  if (!isAnswered) return;
  useNotes.setState({ recovery: uiId === undefined ? null : { uiId, kind: 'undo', name } });
  finishRecovery();
}

/** Starts ComfyUI when the change before it has gone well; a failed one ends the recovery, and Activity says why. */
export function finishRecovery(): void {
  const { recovery } = useNotes.getState();
  const ended = useQueue.getState().view?.finished.find(({ ui_id }) => ui_id === recovery?.uiId);
  if (!recovery || !ended) return;
  useNotes.setState({ recovery: null });
  const { launch = { kind: 'start' } } = recovery;
  if (wasDone(ended.outcome)) startAnyway(launch);
  else if (ended.outcome.status === 'failed') {
    useNotes.setState({ failure: fromErrorBody(ended.outcome.error) });
  }
}

/** The task that a remedy stands for, or null when a person has to do it. */
export function createRemedyTask({ kind, packages }: ImportRemedy, name: string, findPack: FindPack): QueueTask | null {
  const uiId = crypto.randomUUID();
  if (kind === 'disable-pack') return createDisableTask(name, findPack);
  if (kind === 'update-comfyui') return createTask(kind, {}, uiId);
  if (kind === 'install-packages') return createTask(kind, { packages }, uiId);
  const record = findPack(name);
  if (!record?.local) return null;
  if (kind === 'fix-pack' || kind === 'restore-files') return createPackTask(record, { kind: 'fix' }, uiId);
  return kind === 'update-pack' ? createPackTask(record, { kind: 'update' }, uiId) : null;
}

/** Queues the task of a remedy. */
export async function applyRemedy(task: QueueTask): Promise<void> {
  await requestPlanned(task);
}

/** Writes the arguments of the next start. Throws the AppError that says what is wrong with them. */
export async function saveArguments(text: string, by: Call = call): Promise<void> {
  await by('comfyui.setArguments', { arguments: text });
  await forgetComfyOptions();
}

/** Adds an argument to those of the person, who can see and change it, and starts ComfyUI. */
export async function startWithArgument(flag: string, value = ''): Promise<void> {
  const isWritten = await order(async (by) => {
    const { arguments: line, options } = await by('comfyui.options', {});
    const plain = { flags: [flag], value: null, choices: [], help: '', exclusiveWith: [] };
    const option = options.find(({ flags }) => flags.includes(flag)) ?? plain;
    await saveArguments(withOption(line, option, value), by);
    return null;
  });
  if (isWritten) await startComfy();
}

/** Lets ComfyUI listen on another port, and starts it. */
export function movePort(port: number): Promise<void> {
  return startWithArgument('--port', String(port));
}
