import type { AppEvent } from '../../src/contract/events';
import { onEvent } from '../bridge';
import { acceptBisect } from '../state/comfyui/bisect';
import { finishRecovery, noteComfyStatus } from '../state/comfyui/comfy-actions';
import { forgetEnvironment } from './environment/comfy-environment';
import { acceptComfyLines, reopenComfyLog } from './log/comfy-log-store';
import { forgetComfyStatus, forgetImportProblems } from '../state/comfyui/comfy-queries';
import { forgetEnvironments } from '../state/environments/environments';
import { forgetReleases } from '../state/comfyui/releases';
import { useQueue } from '../state/queue/queue-store';

function acceptEvent(event: AppEvent): void {
  switch (event.name) {
    case 'cmd-comfyui-changed':
      return noteComfyStatus(event.payload);
    case 'cmd-bisect-changed':
      return acceptBisect(event.payload);
    case 'cmd-comfyui-log':
      return acceptComfyLines(event.payload.lines);
    case 'cmd-packs-changed':
      forgetReleases();
      forgetEnvironment();
      forgetEnvironments();
      forgetComfyStatus();
      return forgetImportProblems();
    case 'cmd-installation-changed':
      return reopenComfyLog();
    default:
      return;
  }
}

/** Feeds what the window knows of ComfyUI from the core's events, and ends orders that wait for a task; returns its undo. */
export function followComfyEvents(): () => void {
  const stopEvents = onEvent(acceptEvent);
  const stopQueue = useQueue.subscribe(finishRecovery);
  return () => {
    stopEvents();
    stopQueue();
  };
}
