import type { AppEvent, EventPayload } from '../src/contract/events';
import { applyQueueChange } from '../src/contract/tasks/queue-change';
import { onEvent } from './bridge';
import { tellHeldFolder } from './frame/held-folder';
import {
  acceptInstallations,
  installationQuery,
  refreshInstallations,
} from './state/installation/installation-queries';
import { acceptShown } from './state/installation/installation-switch';
import { forgetWhatEnded } from './state/queue/forget-ended';
import { loadQueue } from './state/queue/load-queue';
import { acceptLogLines } from './state/queue/task-log';
import { forgetAnswers, queryClient } from './state/query-client';
import { findBatch } from './state/packs/change-queries';
import { acceptProgress, acceptQueueView, useQueue } from './state/queue/queue-store';
import { askToGoBack, askToUndo } from './state/undo/undo-actions';
import { acceptSetup } from './state/setup/setup';
import { showPlace } from './navigation/show-place';
import { showConnect } from './navigation/window-store';

function acceptInstallation(event: Extract<AppEvent, { name: 'cmd-installation-changed' }>): void {
  acceptShown(event.payload);
  if (event.payload.installation) void loadQueue();
}

/** What was missed while the connection was broken is read anew. */
function acceptConnection({ folder, state }: EventPayload<'cmd-connection-changed'>): void {
  refreshInstallations();
  const isShown = queryClient.getQueryData(installationQuery.queryKey)?.installation?.rootDir === folder;
  if (!isShown || state !== 'connected') return;
  void queryClient.invalidateQueries();
  void loadQueue();
}

function acceptRequest(request: EventPayload<'cmd-show-place'>): void {
  showPlace(request);
  if (request.undo !== undefined) askToUndo(request.undo);
  // A batch that is gone by now leaves the list, where the request leads.
  if (request.goBack !== undefined) void findBatch(request.goBack).then((batch) => batch && askToGoBack(batch));
}

function acceptEvent(event: AppEvent): void {
  switch (event.name) {
    case 'cmd-queue-changed':
      return acceptQueueView(applyQueueChange(useQueue.getState().view, event.payload));
    case 'cmd-task-progress':
      return acceptProgress(event.payload, Date.now());
    case 'cmd-log':
      return acceptLogLines(event.payload.ui_id, event.payload.lines);
    case 'cmd-packs-changed':
      forgetAnswers('snapshots');
      // ComfyUI's own version may be another one.
      forgetAnswers('installation');
      return forgetAnswers('packs');
    case 'cmd-catalogue-changed':
      forgetAnswers('catalogue', 'cache');
      return forgetAnswers('versions');
    case 'cmd-installation-changed':
      return acceptInstallation(event);
    case 'cmd-installations-changed':
      return acceptInstallations(event.payload.installations);
    case 'cmd-show-place':
      return acceptRequest(event.payload);
    case 'cmd-show-connect':
      return showConnect('');
    default:
      return;
  }
}

/** Feeds the stores and the kept answers from the core's events; returns its undo. */
export function followEvents(): () => void {
  const stopForgetting = forgetWhatEnded();
  const stopListening = onEvent((event) => {
    if (event.name === 'cmd-setup-changed') acceptSetup(event.payload);
    else if (event.name === 'cmd-folder-held') tellHeldFolder(event.payload);
    else if (event.name === 'cmd-connection-changed') acceptConnection(event.payload);
    else acceptEvent(event);
  });
  return () => {
    stopListening();
    stopForgetting();
  };
}
