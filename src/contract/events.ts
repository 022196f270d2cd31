import { z } from 'zod';
import { AppUpdatesView } from './app/updates';
import { BisectView } from './operations/bisect';
import { SetupView } from './operations/setup';
import { ErrorBody } from './error-body';
import { ComfyLogLine, ComfyStatus } from './comfyui/comfyui-status';
import { Installation, InstallationRow } from './installation';
import { PreferencesView } from './preferences';
import { Connection } from './remote/connection';
import { QueueState, QueueView, TaskProgress, TaskStatus } from './tasks/tasks';

const TaskStarted = z.object({ ui_id: z.string(), kind: z.string(), timestamp: z.string(), state: QueueState });
const TaskCompleted = TaskStarted.extend({ result: z.string(), status: TaskStatus });

/**
 * Every event and its payload. `cm-*` are the reference's and go to every client; `cmd-*` are our own and never replace them.
 * Events announce facts; nothing waits for one.
 */
export const events = {
  'cm-task-started': TaskStarted,
  'cm-task-completed': TaskCompleted,
  'cm-queue-status': z.object({ status: z.enum(['in_progress', 'all-done']), state: QueueState }),
  'cmd-task-progress': TaskProgress,
  'cmd-log': z.object({ ui_id: z.string(), lines: z.array(z.string()) }),
  /** A change, not the whole view: see `applyQueueChange`. */
  'cmd-queue-changed': QueueView,
  /** The packs on disk changed: read the list again. */
  'cmd-packs-changed': z.object({}),
  'cmd-comfyui-changed': ComfyStatus,
  /** How far the search for the pack that breaks ComfyUI has come. */
  'cmd-bisect-changed': BisectView,
  'cmd-comfyui-log': z.object({ lines: z.array(ComfyLogLine) }),
  'cmd-catalogue-changed': z.object({ asOf: z.string().nullable() }),
  /** To the window: another installation is shown, with the door it has. To the clients of a door: the folder behind it was opened or closed. */
  'cmd-installation-changed': z.object({ installation: Installation.nullable(), apiPort: z.int().nullish() }),
  /** To the window: another app may have a folder that is being opened, so it is watched first; or another app has taken one that was open, which is closed. */
  'cmd-folder-held': z.object({ folder: z.string(), state: z.enum(['waiting', 'lost']), error: ErrorBody }),
  /** To the window: how the line to a remote core is. After `connected`, what was missed meanwhile was announced, or everything is to be read anew. */
  'cmd-connection-changed': Connection.extend({ folder: z.string() }),
  /** To the window: what all installations do, the ones that are not shown as well. */
  'cmd-installations-changed': z.object({ installations: z.array(InstallationRow) }),
  'cmd-preferences-changed': PreferencesView,
  /** How far an installation from nothing has come. */
  'cmd-setup-changed': SetupView,
  /** How this app stands to newer versions of itself. */
  'cmd-updates-changed': AppUpdatesView,
  /** Something was handed to the app: `desktop.takeGiven` has it. */
  'cmd-given': z.object({}),
  /** A request of the menu of the app: the window opens the dialog that connects to another machine. */
  'cmd-show-connect': z.object({}),
  /** A request of tray or notification: the window goes to this place, narrowed by this filter of it, at this task. */
  'cmd-show-place': z.object({
    place: z.string(),
    filter: z.string().nullable(),
    taskId: z.string().nullable(),
    /** A task whose undo the window shall ask about, or say why it cannot be. */
    undo: z.string().optional(),
    /** A batch before which the window shall ask to go back. */
    goBack: z.string().optional(),
    /** Whether the review of updates shall open there. */
    review: z.boolean().optional(),
  }),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.infer<(typeof events)[N]>;

/** One announced fact, as it crosses a door. */
export type AppEvent = { [N in EventName]: { name: N; payload: EventPayload<N> } }[EventName];
