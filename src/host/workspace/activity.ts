import type { ComfyState, ComfyStatus } from '../../contract/comfyui/comfyui-status';
import type { AppEvent } from '../../contract/events';
import { asSelf, dispatch, type ManagerOperations } from '../../contract/operations';
import { applyQueueChange } from '../../contract/tasks/queue-change';
import type { QueueView } from '../../contract/tasks/tasks';
import type { CoreSlot } from './core-slot';

/** What an installation is doing, shown or not. */
export interface Activity {
  /** Null while nothing is open, and until it was told. Another program on its port is no ComfyUI. */
  comfy: () => ComfyState | null;
  /** Where its ComfyUI listens, or would. */
  comfyPort: () => number | null;
  queue: () => QueueView | null;
}

export interface ActivityOptions {
  slot: Pick<CoreSlot, 'current'>;
  onEvent: (listener: (event: AppEvent) => void) => void;
  /** Called when something has changed that a list of installations shows. */
  onChange: () => void;
}

/** Follows the core in a slot through its events. */
export function followActivity({ slot, onEvent, onChange }: ActivityOptions): Activity {
  let comfy: ComfyStatus | null = null;
  const state = () => comfy && readState(comfy);
  let queue: QueueView | null = null;
  let reported = '';

  function report(): void {
    const now = JSON.stringify([state(), queue?.running.map(({ task }) => task.kind), queue?.pending.length]);
    if (now === reported) return;
    reported = now;
    onChange();
  }

  async function read(core: ManagerOperations): Promise<void> {
    const [view, status] = await Promise.all([
      dispatch<'queue.view'>(core, { name: 'queue.view', input: {}, context: asSelf }),
      dispatch<'comfyui.status'>(core, { name: 'comfyui.status', input: {}, context: asSelf }),
    ]);
    if (slot.current()?.core.operations !== core) return;
    // What came as an event meanwhile is newer.
    queue ??= view;
    comfy ??= status;
    report();
  }

  function step(event: AppEvent): void {
    if (event.name === 'cmd-queue-changed') queue = applyQueueChange(queue, event.payload);
    else if (event.name === 'cmd-comfyui-changed') comfy = event.payload;
    else if (event.name === 'cmd-connection-changed') return onChange();
    else if (event.name !== 'cmd-installation-changed') return;
    else begin();
    report();
  }

  function begin(): void {
    comfy = null;
    queue = null;
    const core = slot.current()?.core.operations;
    // A core that cannot be read reports that where more is asked of it.
    if (core) read(core).catch(() => undefined);
  }

  onEvent(step);
  return { comfy: state, comfyPort: () => comfy?.port ?? null, queue: () => queue };
}

function readState({ state, holder }: ComfyStatus): ComfyState {
  return holder?.isComfy === false ? 'stopped' : state;
}
