import { powerSaveBlocker } from 'electron';
import type { Emitter } from '../../src/base/async/emitter';
import type { AppEvent } from '../../src/contract/events';
import type { AppSettings } from '../../src/contract/settings';
import { laneOf } from '../../src/contract/tasks/task-lanes';
import type { QueueView } from '../../src/contract/tasks/tasks';
import type { Workspace } from '../../src/host/workspace/workspace';

/** Whether a model is on its way in one of the installations. Pure. */
function isDownloading(works: readonly { queue: QueueView | null }[]): boolean {
  return works.some(({ queue }) => queue?.running.some(({ task }) => laneOf(task) === 'models') ?? false);
}

/**
 * Keeps the computer awake while models are downloaded, shown or not; its screen may go off. A download of hours would stand still with the sleep.
 * Answers what ends that.
 */
export function keepAwakeForDownloads({
  events,
  workspace,
  settings,
}: {
  events: Pick<Emitter<AppEvent>, 'on'>;
  workspace: Pick<Workspace, 'ownWorks'>;
  settings: Pick<AppSettings, 'downloads.keepAwake'>;
}): () => void {
  let blocker: number | null = null;
  const change = (isWanted: boolean): void => {
    if (isWanted && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (isWanted || blocker === null) return;
    powerSaveBlocker.stop(blocker);
    blocker = null;
  };
  const stop = events.on(({ name }) => {
    if (name === 'cmd-installations-changed' || name === 'cmd-queue-changed' || name === 'cmd-installation-changed')
      change(settings['downloads.keepAwake'] && isDownloading(workspace.ownWorks()));
  });
  return () => {
    stop();
    change(false);
  };
}
