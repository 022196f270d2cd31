import type { ComfyState } from '../../src/contract/comfyui/comfyui-status';
import type { QueueTask, QueueView } from '../../src/contract/tasks/tasks';
import { laneOf } from '../../src/contract/tasks/task-lanes';
import { stepOf } from '../../src/contract/tasks/task-outcome';
import { formatSentence } from '../texts/core-sentences';
import { countFailures, measureProgress } from '../shell/batch';
import { describeProgress, nameSubject } from '../shell/task-words';
import type { Translate } from '../texts/texts';
import type { TrayState } from './tray-state';
import { describeOffer } from './undo-offer';

/** Full steps of the progress ring, and of the per cent in words. */
export const ringSteps = 8;

/** What the mark shows; `step` is the filled part of the ring, 0 to `ringSteps`. */
export interface TrayPicture {
  state: 'idle' | 'busy' | 'attention' | 'stopped';
  step: number;
  theme: TrayTheme;
}

/** Ink for a light panel, for a dark one, or one colour that macOS tints itself. */
export type TrayTheme = 'light' | 'dark' | 'template';

export type TrayCommand =
  | 'open'
  | 'updates'
  | 'undo'
  | 'web'
  | 'start'
  | 'safeStart'
  | 'startAll'
  | 'stop'
  | 'restart'
  | 'free'
  | 'pause'
  | 'resume'
  | 'pauseDownload'
  | 'resumeDownload'
  | 'quit';

export type TrayRow =
  | { kind: 'text'; label: string }
  /** `about`: of a download the id of its task. */
  | { kind: 'command'; label: string; command: TrayCommand; about?: string }
  | { kind: 'menu'; label: string; rows: TrayRow[] }
  | { kind: 'separator' };

/** Everything the tray shows. */
export interface TrayModel {
  picture: TrayPicture;
  tooltip: string;
  menu: TrayRow[];
}

/** The state that the tray is drawn from, in the theme of the system. */
export interface TrayInput extends TrayState {
  theme: TrayTheme;
  /** Epoch milliseconds: when the current batch began. */
  batchStartMs: number;
}

/** One pure step from what is known to what is shown. */
export function buildTrayModel(input: TrayInput, t: Translate): TrayModel {
  const status = describeStatus(input, t);
  return {
    picture: choosePicture(input),
    tooltip: `${t('app.name')}\n${status}`,
    menu: joinGroups([
      describeWork(input, status, t),
      chooseWindowRows(input, t),
      input.comfy === null ? [] : comfyRows[input.comfy](t, input),
      input.queue === null ? [] : describeQueueRows(input.queue, t),
      [command(t, 'quit')],
    ]),
  };
}

function choosePicture(input: TrayInput): TrayPicture {
  const { queue, theme } = input;
  const progress = queue ? measureProgress(queue, input.batchStartMs) : null;
  if (progress !== null) return { state: 'busy', step: Math.floor(progress * ringSteps), theme };
  if ((queue && countFailures(queue, input.seenMs) > 0) || input.comfy === 'crashed')
    return { state: 'attention', step: 0, theme };
  const isStopped = input.installation === null || input.comfy === 'stopped';
  return { state: isStopped ? 'stopped' : 'idle', step: 0, theme };
}

function describeStatus({ queue, installation, seenMs }: TrayInput, t: Translate): string {
  if (!queue || installation === null) return t('tray.noFolder');
  const running = queue.running[0];
  if (running) return describeInSteps(running, t);
  const count = queue.pending.length;
  if (queue.isPaused) return count > 0 ? t('tray.pausedWaiting', { count }) : t('tray.paused');
  const failures = countFailures(queue, seenMs);
  if (failures > 0) return t('tasks.failures', { count: failures });
  return count > 0 ? t('tasks.waiting', { count }) : t('tray.idle', { installation });
}

/**
 * What runs, with its per cent in eight steps. Each other word makes another menu (on Linux each other tooltip as well), and a click into the one that is
 * open then reaches nobody.
 */
function describeInSteps({ task, progress }: QueueView['running'][number], t: Translate): string {
  const fraction = progress?.fraction ?? null;
  const inSteps = fraction === null ? null : Math.floor(fraction * ringSteps) / ringSteps;
  return describeProgress({ task, progress: progress && { ...progress, fraction: inSteps } }, t);
}

/** What goes on, in at most three rows. */
function describeWork({ queue }: TrayInput, status: string, t: Translate): TrayRow[] {
  const labels = [status];
  const running = queue?.running[0];
  if (running?.progress) labels.push(formatSentence(stepOf(running.progress).phase));
  // Without a running task the status says it already.
  if (queue && running && queue.pending.length > 0) labels.push(t('tasks.waiting', { count: queue.pending.length }));
  return labels.map((label) => ({ kind: 'text', label }));
}

const isDownload = (task: QueueTask): boolean => task.kind === 'install-model' && laneOf(task) === 'models';

/** More downloads than a person pauses one by one are paused with the queue. */
const mostDownloads = 10;

/** The downloads that run or wait, each with the one thing that can be asked of it. A folder of models that moves has their lane, and is none. */
function describeDownloads({ running, pending, paused = [], waiting }: QueueView, t: Translate): TrayRow[] {
  const downloads = [...running.map(({ task }) => task), ...pending].filter(isDownload);
  const rows = downloads.slice(0, mostDownloads).map((task): TrayRow => {
    const isPaused = paused.includes(task.ui_id) || waiting?.ids.includes(task.ui_id) === true;
    const label = t(isPaused ? 'tray.resumeDownload' : 'tray.pauseDownload', { name: nameSubject(task, t) });
    return { kind: 'command', label, command: isPaused ? 'resumeDownload' : 'pauseDownload', about: task.ui_id };
  });
  return rows.length === 0 ? [] : [{ kind: 'menu', label: t('tray.downloads'), rows }];
}

function describeQueueRows(queue: QueueView, t: Translate): TrayRow[] {
  return [...describeDownloads(queue, t), command(t, queue.isPaused ? 'resume' : 'pause')];
}

function chooseWindowRows({ queue, updates, undo }: TrayInput, t: Translate): TrayRow[] {
  const rows: TrayRow[] = [command(t, 'open')];
  if (updates > 0) rows.push({ kind: 'command', label: t('tray.updates', { number: updates }), command: 'updates' });
  // While a task changes the installation, what would be taken back is not known yet.
  if (undo !== null && queue?.running.every(({ task }) => laneOf(task) !== 'installation'))
    rows.push({
      kind: 'command',
      label: t('tray.undo', { what: describeOffer(undo, t) }),
      command: 'undo',
    });
  return rows;
}

/** That ComfyUI runs without custom nodes, or with only some of its packs. */
function modeRows(t: Translate, { isSafe, lean }: TrayInput): TrayRow[] {
  if (isSafe) return [{ kind: 'text', label: t('tray.safeMode') }];
  if (lean === null) return [];
  const { name, packs, missing, of } = lean;
  if (of === null) return [{ kind: 'text', label: t('tray.leanNext', { name }) }];
  return [{ kind: 'text', label: t('tray.lean', { name, packs: packs.length - missing.length, of }) }];
}

/** The way back to all packs. */
function allRows(t: Translate, { lean }: TrayInput, isLiving: boolean): TrayRow[] {
  const label = t(isLiving ? 'tray.restartAll' : 'tray.startAll');
  return lean === null ? [] : [{ kind: 'command', label, command: 'startAll' }];
}

/** That something on disk is otherwise than ComfyUI has it. */
function waitingRows(t: Translate, { waiting }: TrayInput): TrayRow[] {
  return waiting === 0 ? [] : [{ kind: 'text', label: t('tray.waiting', { count: waiting }) }];
}

/** The orders that ComfyUI takes in its state. */
const comfyRows: Record<ComfyState, (t: Translate, input: TrayInput) => TrayRow[]> = {
  stopped: (t, input) => [
    ...modeRows(t, input),
    command(t, 'start'),
    ...allRows(t, input, false),
    command(t, 'safeStart'),
  ],
  crashed: (t, input) => [
    { kind: 'text', label: t('tray.crashed') },
    ...modeRows(t, input),
    { kind: 'command', label: t('tray.startAgain'), command: 'start' },
    ...allRows(t, input, false),
    command(t, 'safeStart'),
  ],
  starting: (t, input) => [{ kind: 'text', label: t('tray.starting') }, ...modeRows(t, input), command(t, 'stop')],
  running: (t, input) => [
    ...modeRows(t, input),
    ...waitingRows(t, input),
    command(t, 'web'),
    { kind: 'command', label: t(input.isSafe ? 'tray.restartNormally' : 'tray.restart'), command: 'restart' },
    ...allRows(t, input, true),
    command(t, 'stop'),
    command(t, 'free'),
  ],
  stopping: (t) => [{ kind: 'text', label: t('tray.stopping') }],
  foreign: (t) => [command(t, 'web')],
};

function command(
  t: Translate,
  name: Exclude<TrayCommand, 'updates' | 'undo' | 'startAll' | 'pauseDownload' | 'resumeDownload'>,
): TrayRow {
  return { kind: 'command', label: t(`tray.${name}`), command: name };
}

function joinGroups(groups: TrayRow[][]): TrayRow[] {
  const filled = groups.filter((group) => group.length > 0);
  return filled.flatMap((group, index) => (index === 0 ? group : [{ kind: 'separator' }, ...group]));
}

/** Which ink the panel needs. GNOME's top bar is dark under either theme. */
export function chooseTheme(platform: NodeJS.Platform, desktopName: string, isDark: boolean): TrayTheme {
  if (platform === 'darwin') return 'template';
  if (/gnome|unity/i.test(desktopName)) return 'dark';
  return isDark ? 'dark' : 'light';
}
