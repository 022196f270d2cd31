import type { Logger } from '../../src/base/log';
import { createAttention } from './attention';
import { readCore } from '../../src/host/workspace/core-call';
import { isInFront } from '../window/window-focus';
import type { Note, PlaceRequest } from '../notifications/compose';
import type { ShellContext } from '../shell/shell-context';
import { createTaskbar } from './taskbar';
import { createTrayCommands, type TrayCommandsOptions } from './tray-commands';
import { createTrayDisplay } from './tray-display';
import { createTrayState, stepTrayState, withComfy, withQueue, type TrayState } from './tray-state';
import { createTitleReader, namesInOffer, namesInQueue, type TitleReader } from './title-reader';
import { createUndoReader } from './undo-reader';
import type { UndoOffer } from '../../src/contract/undo/find-undo';
import type { OpenWork } from '../quit/quit-summary';
import type { Workspace } from '../../src/host/workspace/workspace';

export interface Indicators {
  /** What every open installation is doing, as far as quitting is concerned. */
  works: () => OpenWork[];
  close: () => void;
}

export interface IndicatorOptions extends Omit<TrayCommandsOptions, 't' | 'undo' | 'onShowPlace'>, ShellContext {
  workspace: Pick<Workspace, 'installation' | 'operations' | 'overview' | 'ownWorks'>;
  /** Shows the installation in this folder; tells by itself why it could not. */
  onOpenFolder: (folder: string) => Promise<void>;
  /** Name of the desktop environment, as Linux tells it. */
  desktopName: string;
  log: Logger;
}

/** Keeps tray, taskbar and dock true to what goes on, and tells by notifications what ended behind the window. */
export function createIndicators(options: IndicatorOptions): Indicators {
  const { window, workspace, events } = options;
  const { t } = options.texts;
  let state = createTrayState(Date.now());
  const change = (next: TrayState) => {
    if (next === state) return;
    state = next;
    display.redrawSoon();
  };
  const onShowPlace = (payload: PlaceRequest) => {
    options.onOpen();
    events.emit({ name: 'cmd-show-place', payload });
  };
  const followNote = async ({ folder, request }: Note): Promise<void> => {
    if (folder !== undefined) await options.onOpenFolder(folder);
    onShowPlace(request);
  };
  const commands = createTrayCommands({ ...options, t, undo: () => state.undo, onShowPlace });
  const shared = { ...options, t, taskbar: createTaskbar(window, t), onShowPlace };
  const onCommand = (command: keyof typeof commands, about?: string) => commands[command](about);
  const display = createTrayDisplay({
    ...shared,
    onCommand,
    state: () => (state = markSeen(state, isInFront(window))),
  });
  const attention = createAttention({
    ...shared,
    onCommand,
    isWanted: () => options.preferences.stored().notifications,
    queue: () => state.queue,
    canUndo: () => state.undo !== null,
    onFollow: (note) => void followNote(note),
  });
  const titles = createTitleReader({ ...options, onLearned: display.redrawSoon });
  const onUndo = (undo: UndoOffer | null) => {
    titles.want(namesInOffer(undo));
    change({ ...state, undo });
  };
  const undo = createUndoReader({ ...options, onUndo });
  const unsubscribe = follow(options, {
    get: () => state,
    change,
    attention,
    undo,
    titles,
    redraw: display.redrawSoon,
  });
  return {
    works: () => workspace.ownWorks().map((work) => (work.isShown ? withProgress(work, state) : work)),
    close: () => {
      unsubscribe();
      undo.close();
      titles.close();
      attention.close();
      display.close();
    },
  };
}

/** What happens while the window is in front needs no attention afterwards. */
function markSeen(state: TrayState, isSeen: boolean): TrayState {
  return isSeen ? { ...state, seenMs: Date.now() } : state;
}

/** The overview knows which tasks run; the tray follows their per cent as well. */
function withProgress(work: OpenWork, { queue }: TrayState): OpenWork {
  return { ...work, queue: queue ?? work.queue };
}

interface Followed {
  get: () => TrayState;
  change: (next: TrayState) => void;
  attention: ReturnType<typeof createAttention>;
  undo: ReturnType<typeof createUndoReader>;
  titles: TitleReader;
  redraw: () => void;
}

function follow({ workspace, events, updates, log }: IndicatorOptions, followed: Followed): () => void {
  const { get, change, attention, undo, titles, redraw } = followed;

  async function readState(): Promise<void> {
    const queue = await readCore(workspace, 'queue.view', {});
    titles.want(namesInQueue(queue));
    const comfy = await readCore(workspace, 'comfyui.status', {});
    change(withComfy(withQueue(get(), queue), comfy));
    attention.begin(comfy);
    undo.readSoon(true);
  }

  const stopNotes = updates.on(({ folder, count }) => {
    if (folder === workspace.installation()?.rootDir) change({ ...get(), updates: count });
  });
  const stopEvents = events.on((event) => {
    const wasBusy = get().batchStartMs !== null;
    change(stepTrayState(get(), event));
    titles.receive(event);
    attention.receive(event);
    if (event.name === 'cmd-packs-changed' || (wasBusy && get().batchStartMs === null)) undo.readSoon();
    if (event.name === 'cmd-preferences-changed') redraw();
    if (event.name === 'cmd-installation-changed' && event.payload.installation)
      readState().catch((error: unknown) => log.error('The tray could not read the queue.', { error: String(error) }));
  });
  return () => {
    stopNotes();
    stopEvents();
  };
}
