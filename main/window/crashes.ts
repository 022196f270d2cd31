import { app, type BrowserWindow } from 'electron';
import type { Logger } from '../../src/base/log';
import type { Translate } from '../texts/texts';
import { causeOf, isFailure, planPage, type Crash } from './crash-plan';
import { askAfterCrashes, reportProblem } from './dialogs';

export interface CrashOptions {
  window: BrowserWindow;
  /** Whether this end was meant: the page of a hidden window was closed. */
  takeEnd: () => boolean;
  t: Translate;
  log: Logger;
  onQuit: () => void;
}

/**
 * Looks after the processes that Chromium runs for the window. What ends is written down with its reason and code. The page is loaded again and
 * the person told; when that ends in the same way again and again, the person decides. Of the processes beside the window a person is told once,
 * when they keep failing. The core lives in the main process and goes on.
 */
export function watchCrashes({ window, takeEnd, t, log, onQuit }: CrashOptions): void {
  const crashes: Crash[] = [];
  const { webContents: contents } = window;
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (takeEnd()) return;
    crashes.push({ reason, exitCode, atMs: Date.now() });
    const step = planPage(crashes);
    log.error('The process of the window ended.', { reason, exitCode, step });
    // Until there is a page again nothing can be shown in it, so the system's own dialog says it.
    const sentence = { message: t('crash.window'), detail: describe({ reason, exitCode }, t) };
    if (step === 'reload') {
      contents.reload();
      void reportProblem(window, sentence, t);
    }
    if (step === 'ask') void askAndFollow(sentence.detail);
  });

  async function askAndFollow(detail: string): Promise<void> {
    const isReload = await askAfterCrashes(window, detail, t);
    log.info('After several ends of its process the person decided about the window.', { isReload });
    if (!isReload) {
      onQuit();
      return;
    }
    crashes.length = 0;
    if (!window.isDestroyed()) contents.reload();
  }

  const others = new Map<string, Crash[]>();
  const reported = new Set<string>();
  app.on('child-process-gone', (_event, { type, reason, exitCode, name, serviceName }) => {
    // Chromium starts these again by itself, and draws without the graphics card when that fails too often, so a single end is not told to the
    // person.
    const isOurs = reason !== 'killed' && isFailure({ reason });
    const details = { type, reason, exitCode, name, serviceName };
    log[isOurs ? 'warn' : 'info'](
      'A process beside the window ended, and is started again when it is needed.',
      details,
    );
    if (!isOurs) return;
    const ends = [...(others.get(type) ?? []), { reason, exitCode, atMs: Date.now() }];
    others.set(type, ends);
    if (planPage(ends) !== 'ask' || reported.has(type)) return;
    reported.add(type);
    const message = t(type === 'GPU' ? 'crash.graphics' : 'crash.helper');
    void reportProblem(window, { message, detail: describe({ reason, exitCode }, t) }, t);
  });
}

function describe({ reason, exitCode }: Pick<Crash, 'reason' | 'exitCode'>, t: Translate): string {
  return [t(`crash.cause.${causeOf(reason)}`), t('crash.goesOn'), t('crash.log', { reason, exitCode })].join('\n\n');
}
