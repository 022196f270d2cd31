import type { ComfyState, ComfyStatus, LeanStart } from '../../src/contract/comfyui/comfyui-status';
import type { AppEvent } from '../../src/contract/events';
import { applyQueueChange } from '../../src/contract/tasks/queue-change';
import type { QueueView } from '../../src/contract/tasks/tasks';
import { followBatch } from '../shell/batch';
import type { UndoOffer } from '../../src/contract/undo/find-undo';
import { nameInstallation } from '../../src/host/workspace/list-installations';

/** What tray and taskbar are drawn from. */
export interface TrayState {
  /** Null when no installation is open. */
  queue: QueueView | null;
  /** Name of the open installation's folder. */
  installation: string | null;
  /** Null until it was told. */
  comfy: ComfyState | null;
  /** Whether the ComfyUI that lives was started without custom nodes. */
  isSafe: boolean;
  /** The packs that it was, or will be, started with; null for all. */
  lean: LeanStart | null;
  /** Changes that wait for a restart of ComfyUI. */
  waiting: number;
  /** Packs that something newer is known for. */
  updates: number;
  /** The last change that can be taken back. */
  undo: UndoOffer | null;
  /** Epoch milliseconds: when the current batch began, null where there is none, and when the window was last looked at. */
  batchStartMs: number | null;
  seenMs: number;
}

const nothingOpen = {
  ...{ queue: null, comfy: null, isSafe: false, lean: null, waiting: 0, updates: 0 },
  ...{ undo: null, batchStartMs: null },
};

/** The state before anything is open. */
export function createTrayState(nowMs: number): TrayState {
  return { ...nothingOpen, installation: null, seenMs: nowMs };
}

/** Steps the state by one event. An event that neither tray nor taskbar shows leaves the state as it is. */
export function stepTrayState(state: TrayState, event: AppEvent): TrayState {
  switch (event.name) {
    case 'cmd-installation-changed': {
      const { installation } = event.payload;
      return { ...state, ...nothingOpen, installation: installation && nameInstallation(installation) };
    }
    case 'cmd-queue-changed':
      return withQueue(state, applyQueueChange(state.queue, event.payload));
    case 'cmd-comfyui-changed':
      return withComfy(state, event.payload);
    case 'cmd-task-progress':
      return state.queue ? withQueue(state, withProgress(state.queue, event.payload)) : state;
    default:
      return state;
  }
}

/** The state with a fresh view of the queue. */
export function withQueue(state: TrayState, queue: QueueView): TrayState {
  return { ...state, queue, batchStartMs: followBatch(state.batchStartMs, queue) };
}

/** The state with what ComfyUI is doing; its output and its packs change nothing here. Another program on its port is no ComfyUI. */
export function withComfy(
  state: TrayState,
  { state: now, holder, mode, lean, restart }: Pick<ComfyStatus, 'state' | 'holder' | 'mode' | 'lean' | 'restart'>,
): TrayState {
  const comfy = holder?.isComfy === false ? 'stopped' : now;
  const next = { comfy, isSafe: mode === 'bare', lean, waiting: restart.count };
  const shown = { comfy: state.comfy, isSafe: state.isSafe, lean: state.lean, waiting: state.waiting };
  return JSON.stringify(shown) === JSON.stringify(next) ? state : { ...state, ...next };
}

function withProgress(queue: QueueView, progress: QueueView['running'][number]['progress'] & object): QueueView {
  const running = queue.running.map((entry) => (entry.task.ui_id === progress.ui_id ? { ...entry, progress } : entry));
  return { ...queue, running };
}
