import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import type { Translate } from '../texts/texts';
import type { ConsentChoice, ConsentQuestion } from './consent';
import { describeConsent, wordChoice } from './consent-words';
import { readQuitSummary, type OpenWork } from '../quit/quit-summary';

/** Asks before running work is stopped. True when the app may quit; the safe answer has the focus. Nothing runs: no question. */
export async function askToQuit(window: BrowserWindow, works: readonly OpenWork[], t: Translate): Promise<boolean> {
  const { lines, waiting } = readQuitSummary(works, t);
  if (lines.length === 0) return true;
  const waitingLines = waiting === 0 ? [] : ['', t('quit.kept', { count: waiting })];
  const { response } = await showMessage(window, {
    type: 'warning',
    message: t('quit.title'),
    detail: [t('quit.stops'), ...lines, ...waitingLines].join('\n'),
    buttons: [t('quit.keepRunning'), t('quit.quit')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

/** Asks once what the close button is to do. */
export async function askAboutTray(window: BrowserWindow, t: Translate): Promise<'hide' | 'quit' | 'cancel'> {
  const { response } = await showMessage(window, {
    type: 'question',
    message: t('closeButton.title'),
    detail: t('closeButton.detail'),
    buttons: [t('closeButton.cancel'), t('closeButton.quit'), t('closeButton.keepRunning')],
    defaultId: 2,
    cancelId: 0,
    noLink: true,
  });
  return response === 2 ? 'hide' : response === 1 ? 'quit' : 'cancel';
}

/** Asks for what the page of the window cannot allow itself; null: no. The safe answer has the focus. */
export async function askForConsent(
  window: BrowserWindow,
  question: ConsentQuestion,
  t: Translate,
): Promise<ConsentChoice | null> {
  const { response } = await showMessage(window, {
    type: 'warning',
    message: t('consent.title'),
    detail: describeConsent(question, t),
    buttons: [t('consent.refuse'), ...question.choices.map((choice) => wordChoice(choice, t))],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return question.choices[response - 1] ?? null;
}

/** Tells why something the person asked for could not be done; waits for nothing that matters. */
export async function reportProblem(
  window: BrowserWindow,
  { message, detail }: { message: string; detail: string },
  t: Translate,
): Promise<void> {
  await showMessage(window, { type: 'error', message, detail, buttons: [t('folder.close')], noLink: true });
}

/** Asks what to do with a window whose process ends again and again. True: load it once more. */
export async function askAfterCrashes(window: BrowserWindow, detail: string, t: Translate): Promise<boolean> {
  const { response } = await showMessage(window, {
    type: 'error',
    message: t('crash.again'),
    detail,
    buttons: [t('crash.reload'), t('crash.quit')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 0;
}

function showMessage(window: BrowserWindow, options: MessageBoxOptions) {
  // A dialog of a hidden window would be hidden as well.
  return window.isVisible() ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options);
}
