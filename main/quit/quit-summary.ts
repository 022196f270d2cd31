import type { QueueView } from '../../src/contract/tasks/tasks';
import { describeProgress } from '../shell/task-words';
import type { Translate } from '../texts/texts';

/** An open installation, as far as quitting is concerned. */
export interface OpenWork {
  name: string;
  /** Null until it was told. */
  queue: QueueView | null;
  /** Whether its ComfyUI runs as a process of this app. */
  isComfyRunning: boolean;
  /** Where that listens. */
  comfyPort: number | null;
}

const maxListed = 8;

/** What quitting now would stop, one line each, and the tasks that come back at the next start. No line: quit without a question. */
export function readQuitSummary(works: readonly OpenWork[], t: Translate): { lines: string[]; waiting: number } {
  // The name of the installation is left out where only one is open.
  const isAlone = works.length === 1;
  const all = works.flatMap((work) =>
    listOf(work, t).map((what) => (isAlone ? what : t('quit.in', { what, installation: work.name }))),
  );
  const shown = all.slice(0, maxListed).map((line) => `•  ${line}`);
  const more = all.length - shown.length;
  return {
    lines: more > 0 ? [...shown, t('tasks.more', { count: more })] : shown,
    waiting: works.reduce((sum, { queue }) => sum + (queue?.pending.length ?? 0), 0),
  };
}

function listOf({ queue, isComfyRunning, comfyPort }: OpenWork, t: Translate): string[] {
  const tasks = (queue?.running ?? []).map((entry) => t('quit.undone', { task: describeProgress(entry, t) }));
  if (!isComfyRunning) return tasks;
  return [...tasks, comfyPort === null ? t('quit.comfyBare') : t('quit.comfy', { port: comfyPort })];
}
