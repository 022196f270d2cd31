import type { JobContext, JobStep } from '../../base/async/job';
import type { QueueTask, TaskProgress } from '../../contract/tasks/tasks';
import { formatMessage } from '../../contract/text/message';
import type { Announcer } from './announcer';
import type { TaskQueue } from './task-queue';

const progressEveryMs = 100;

/** Where each phase of a pack task begins on the bar, and how far its own bytes can move it. Measured on a median install; only the order matters. */
const phaseSpans: Record<string, readonly [start: number, end: number]> = {
  Resolving: [0.02, 0.05],
  Cloning: [0.05, 0.5],
  Downloading: [0.05, 0.5],
  Fetching: [0.05, 0.5],
  Unpacking: [0.5, 0.58],
  Checking: [0.58, 0.62],
  Preparing: [0.58, 0.62],
  'Planning packages': [0.6, 0.64],
  'Removing packages': [0.64, 0.66],
  'Installing requirements': [0.62, 0.85],
  'Putting in place': [0.85, 0.88],
  'Running install.py': [0.88, 0.96],
  Verifying: [0.96, 0.99],
};

/** Of a model the download is nearly all there is to do. A look at one that is there already comes before it. */
const modelSpans: typeof phaseSpans = {
  Listing: [0, 0.01],
  Checking: [0, 0.02],
  Downloading: [0.02, 0.97],
  Unpacking: [0.97, 0.99],
};

/** Of a folder that moves the bytes are all there is. */
const folderSpans: typeof phaseSpans = { Copying: [0, 0.99] };

/** Of an environment most of the time goes into the download of torch, or into copying. */
const environmentSpans: typeof phaseSpans = {
  'Creating the environment': [0, 0.05],
  'Copying the environment': [0.02, 0.85],
  'Installing PyTorch': [0.05, 0.55],
  'Planning packages': [0.55, 0.6],
  'Installing requirements': [0.6, 0.85],
  'Starting ComfyUI as a test': [0.85, 0.96],
  'Putting in place': [0.96, 0.98],
  Verifying: [0.98, 0.99],
};

/** Of a rehearsal the starts take most of the time; each pack that is prepared begins with its own steps. */
const rehearsalSpans: typeof phaseSpans = {
  Resolving: [0.01, 0.02],
  Downloading: [0.02, 0.2],
  Fetching: [0.02, 0.2],
  Unpacking: [0.02, 0.2],
  Preparing: [0.02, 0.2],
  'Copying packs': [0.2, 0.3],
  'Starting ComfyUI as it is': [0.3, 0.5],
  'Planning packages': [0.5, 0.55],
  'Installing requirements': [0.55, 0.65],
  'Starting ComfyUI with the updates': [0.65, 0.95],
  'Looking for the update that breaks the start': [0.8, 0.95],
  'Cleaning up': [0.95, 0.99],
};

const spansOf: Readonly<Record<string, typeof phaseSpans>> = {
  'install-model': modelSpans,
  'move-models-folder': folderSpans,
  'create-environment': environmentSpans,
  'rehearse-updates': rehearsalSpans,
};

/** The next progress of a task. The bar never goes back: a step that would take it back only changes the words. */
export function nextProgress(
  { ui_id: uiId, kind }: { ui_id: string; kind: string },
  previous: TaskProgress | null,
  step: JobStep,
): TaskProgress {
  const span = (spansOf[kind] ?? phaseSpans)[step.phase.english];
  const { phase, message = '', bytesDone, bytesTotal } = step;
  const share = bytesDone !== undefined && bytesTotal ? Math.min(1, bytesDone / bytesTotal) : 0;
  const reached = span ? span[0] + (span[1] - span[0]) * share : 0;
  const fraction = Math.max(previous?.fraction ?? 0, reached);
  return {
    ui_id: uiId,
    phase: formatMessage(phase),
    message: formatMessage(message),
    bytesDone: bytesDone ?? null,
    bytesTotal: bytesTotal ?? null,
    fraction,
    words: { phase, message },
  };
}

/** Reports at most ten times a second, but never loses a change of phase. */
export function createReporter(task: QueueTask, queue: TaskQueue, announcer: Announcer): JobContext['report'] {
  let lastAt = 0;
  let last: TaskProgress | null = null;
  return (step) => {
    const previous = last;
    last = nextProgress(task, previous, step);
    const isNewPhase = previous?.phase !== last.phase;
    queue.noteProgress(last);
    if (!isNewPhase && Date.now() - lastAt < progressEveryMs) return;
    lastAt = Date.now();
    announcer.progress(last);
  };
}
