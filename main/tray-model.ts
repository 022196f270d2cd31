import type { ComfyState } from '../src/contract/comfyui';
import { targetOf, type QueueTask, type QueueView, type TaskProgress } from '../src/contract/tasks';

/** Full steps of the progress ring. */
export const ringSteps = 8;

/** What the mark shows; `step` is the filled part of the ring, 0 to `ringSteps`. */
export interface TrayPicture {
  state: 'idle' | 'busy' | 'attention' | 'stopped';
  step: number;
  theme: TrayTheme;
}

/** Ink for a light panel, for a dark one, or one colour that macOS tints itself. */
export type TrayTheme = 'light' | 'dark' | 'template';

export type TrayCommand = 'open' | 'web' | 'start' | 'stop' | 'restart' | 'pause' | 'resume' | 'quit';

export type TrayRow =
  { kind: 'text'; label: string } | { kind: 'command'; label: string; command: TrayCommand } | { kind: 'separator' };

/** Everything tray, taskbar and dock show. */
export interface TrayModel {
  picture: TrayPicture;
  tooltip: string;
  menu: TrayRow[];
  /** 0 to 1 over the tasks of this batch, null when nothing runs. */
  progress: number | null;
  isPaused: boolean;
  /** Tasks that failed since the window was last looked at. */
  failures: number;
}

export interface TrayInput {
  /** Null when no installation is open. */
  queue: QueueView | null;
  installation: string | null;
  /** Null while nobody knows. */
  comfy: ComfyState | null;
  theme: TrayTheme;
  /** Epoch milliseconds: when the current batch began, and when the window was last looked at. */
  batchStartMs: number;
  seenMs: number;
}

/** One pure step from what is known to what is shown. */
export function buildTrayModel(input: TrayInput): TrayModel {
  const { queue } = input;
  const progress = queue ? measureProgress(queue, input.batchStartMs) : null;
  const failures = queue ? countFailures(queue, input.seenMs) : 0;
  const status = describeStatus(input, failures);
  return {
    picture: choosePicture(input, { progress, failures }),
    tooltip: `ComfyUI Manager\n${status}`,
    menu: buildMenu(input, status),
    progress,
    isPaused: queue?.isPaused ?? false,
    failures,
  };
}

/** When the batch that runs now began: kept while the queue is busy, taken from the first running task when it becomes busy. */
export function followBatch(previousStartMs: number | null, queue: QueueView): number | null {
  if (queue.running.length === 0 && (queue.pending.length === 0 || !queue.isProcessing)) return null;
  const firstStart = queue.running[0]?.startedAt;
  return previousStartMs ?? (firstStart === undefined ? null : Date.parse(firstStart));
}

function measureProgress(queue: QueueView, batchStartMs: number): number | null {
  if (queue.running.length === 0) return null;
  const done = queue.finished.filter((item) => Date.parse(item.started_at) >= batchStartMs).length;
  const running = queue.running.reduce((sum, entry) => sum + (entry.progress?.fraction ?? 0), 0);
  return Math.min(1, (done + running) / (done + queue.running.length + queue.pending.length));
}

function countFailures(queue: QueueView, seenMs: number): number {
  return queue.finished.filter((item) => item.outcome.status === 'failed' && Date.parse(item.timestamp) > seenMs)
    .length;
}

function choosePicture(input: TrayInput, shown: { progress: number | null; failures: number }): TrayPicture {
  const { theme } = input;
  if (shown.progress !== null) return { state: 'busy', step: Math.floor(shown.progress * ringSteps), theme };
  if (shown.failures > 0) return { state: 'attention', step: 0, theme };
  return { state: input.installation === null ? 'stopped' : 'idle', step: 0, theme };
}

function describeStatus({ queue, installation }: TrayInput, failures: number): string {
  if (!queue || installation === null) return 'No ComfyUI folder is open';
  const running = queue.running[0];
  if (running) return `${describeTask(running.task)}${percentOf(running.progress)}`;
  const waiting = queue.pending.length > 0 ? `${queue.pending.length} waiting` : null;
  if (queue.isPaused) return ['Queue paused', waiting].filter(Boolean).join(', ');
  if (failures > 0) return failures === 1 ? '1 task failed' : `${failures} tasks failed`;
  return waiting ?? `${installation}: nothing to do`;
}

const openWeb: TrayRow = { kind: 'command', label: 'Open web UI', command: 'web' };
const stop: TrayRow = { kind: 'command', label: 'Stop ComfyUI', command: 'stop' };

/** The orders that ComfyUI takes in its state. */
const comfyRows: Record<ComfyState, readonly TrayRow[]> = {
  stopped: [{ kind: 'command', label: 'Start ComfyUI', command: 'start' }],
  crashed: [
    { kind: 'text', label: 'ComfyUI crashed' },
    { kind: 'command', label: 'Start ComfyUI again', command: 'start' },
  ],
  starting: [{ kind: 'text', label: 'ComfyUI is starting' }, stop],
  running: [openWeb, { kind: 'command', label: 'Restart ComfyUI', command: 'restart' }, stop],
  stopping: [{ kind: 'text', label: 'ComfyUI is stopping' }],
  foreign: [openWeb],
};

function buildMenu({ queue, comfy }: TrayInput, status: string): TrayRow[] {
  const rows: TrayRow[] = [{ kind: 'text', label: status }];
  const phase = queue?.running[0]?.progress?.phase;
  if (phase) rows.push({ kind: 'text', label: phase });
  if (queue && queue.pending.length > 0) rows.push({ kind: 'text', label: `${queue.pending.length} waiting` });
  rows.push({ kind: 'separator' }, { kind: 'command', label: 'Open ComfyUI Manager', command: 'open' });
  if (comfy !== null) rows.push({ kind: 'separator' }, ...comfyRows[comfy], { kind: 'separator' });
  if (queue) rows.push(queue.isPaused ? resumeRow : pauseRow);
  rows.push({ kind: 'separator' }, { kind: 'command', label: 'Quit', command: 'quit' });
  return rows;
}

const pauseRow: TrayRow = { kind: 'command', label: 'Pause queue', command: 'pause' };
const resumeRow: TrayRow = { kind: 'command', label: 'Resume queue', command: 'resume' };

const verbs: Record<QueueTask['kind'], string> = {
  install: 'Installing',
  uninstall: 'Uninstalling',
  update: 'Updating',
  fix: 'Fixing',
  disable: 'Disabling',
  enable: 'Enabling',
  'update-all': 'Updating',
  'update-comfyui': 'Updating',
  'install-model': 'Downloading',
  'restore-snapshot': 'Restoring',
  'install-packages': 'Installing',
};

/** A task in two words, e.g. `Installing my-pack`. */
export function describeTask(task: QueueTask): string {
  return `${verbs[task.kind]} ${shorten(targetOf(task))}`;
}

/** Menus grow as wide as their longest row; an address is recognised by its end. */
function shorten(name: string): string {
  const longest = 40;
  return name.length <= longest ? name : `…${name.slice(1 - longest)}`;
}

function percentOf(progress: TaskProgress | null): string {
  return progress === null || progress.fraction === null ? '' : ` ${Math.floor(progress.fraction * 100)}%`;
}

/** Which ink the panel needs. GNOME's top bar is dark under either theme. */
export function chooseTheme(platform: NodeJS.Platform, desktopName: string, isDark: boolean): TrayTheme {
  if (platform === 'darwin') return 'template';
  if (/gnome|unity/i.test(desktopName)) return 'dark';
  return isDark ? 'dark' : 'light';
}
