import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import type { QueueView } from '../src/contract/tasks';
import { describeTask } from './tray-model';

const maxListed = 6;

/** Asks before running work is stopped. True when the app may quit; the safe answer has the focus. */
export async function askToQuit(window: BrowserWindow, queue: QueueView | null): Promise<boolean> {
  if (!queue || queue.running.length === 0) return true;
  const { response } = await showMessage(window, {
    type: 'warning',
    message: 'Quit while a task is running?',
    detail: listWhatStops(queue),
    buttons: ['Keep running', 'Quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

/** What quitting now would stop, and what it would not. */
function listWhatStops(queue: QueueView): string {
  const running = queue.running.slice(0, maxListed).map((entry) => `•  ${describeTask(entry.task)}`);
  const waiting = queue.pending.length;
  const kept =
    waiting === 0 ? [] : ['', `${waiting} waiting ${waiting === 1 ? 'task is' : 'tasks are'} kept for the next start.`];
  return ['This stops, and what it had begun is undone:', ...running, ...kept].join('\n');
}

/** Asks once what the close button is to do. */
export async function askAboutTray(window: BrowserWindow): Promise<'hide' | 'quit' | 'cancel'> {
  const { response } = await showMessage(window, {
    type: 'question',
    message: 'Keep running in the tray?',
    detail:
      'Tasks go on and ComfyUI still reaches the manager. The tray icon opens the window again. The answer is remembered.',
    buttons: ['Keep running', 'Quit', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  });
  return response === 0 ? 'hide' : response === 1 ? 'quit' : 'cancel';
}

/** Tells why something the person asked for could not be done; waits for nothing that matters. */
export async function tellProblem(window: BrowserWindow, message: string, detail: string): Promise<void> {
  await showMessage(window, { type: 'error', message, detail, buttons: ['Close'], noLink: true });
}

function showMessage(window: BrowserWindow, options: MessageBoxOptions) {
  // A dialog of a hidden window would be hidden as well.
  return window.isVisible() ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options);
}
