import type { AppEvent } from '../../src/contract/events';
import { targetOf } from '../../src/contract/tasks/task-target';
import type { QueueView } from '../../src/contract/tasks/tasks';
import type { UndoOffer } from '../../src/contract/undo/find-undo';
import type { Logger } from '../../src/base/log';
import { learnTitles } from '../texts/pack-titles';
import { readCore } from '../../src/host/workspace/core-call';
import type { Workspace } from '../../src/host/workspace/workspace';

/** Changes come in bursts. */
const gatherMs = 300;
/** As the contract allows in one question. */
const mostNames = 2000;
const longestName = 400;

export interface TitleReaderOptions {
  workspace: Pick<Workspace, 'operations'>;
  /** To be called when something is called otherwise than before. */
  onLearned: () => void;
  log: Logger;
}

export interface TitleReader {
  /** Takes every event: those that name packs, and those after which a pack may be called otherwise. */
  receive: (event: AppEvent) => void;
  /** The packs of these tasks will be named. */
  want: (names: Iterable<string>) => void;
  close: () => void;
}

/** The packs that a queue names, of all its tasks. */
export function namesInQueue(queue: Pick<QueueView, 'running' | 'pending' | 'finished'>): string[] {
  const waiting = [...queue.running.map(({ task }) => task), ...queue.pending].map(targetOf);
  return [...waiting, ...queue.finished.map(({ target }) => target)];
}

/** The packs that an offer to take something back names. */
export function namesInOffer(offer: UndoOffer | null): string[] {
  if (offer === null) return [];
  return offer.way === 'alone' ? [offer.task.target] : offer.batch.tasks.map(({ target }) => target);
}

/**
 * Finds out what packs are called, before the tray and the notifications of the system name them: what a queue brings at once, and what is on disk from the
 * first start of ComfyUI on, which may name any of them. Before that nobody names one, and with it the core would read a whole catalogue at every start of the
 * app: 100 MB with 20,000 packs.
 */
export function createTitleReader({ workspace, onLearned, log }: TitleReaderOptions): TitleReader {
  const wanted = new Set<string>();
  const requestedNames = new Set<string>();
  let wantsDisk = false;
  let hasStarted = false;
  let timer: NodeJS.Timeout | undefined;

  async function read(): Promise<void> {
    timer = undefined;
    if (workspace.operations() === null) return;
    if (wantsDisk && hasStarted) {
      wantsDisk = false;
      const onDisk = await readCore(workspace, 'packs.installed', {});
      for (const [name, { cnr_id: id }] of Object.entries(onDisk)) want([name, id ?? '']);
    }
    const names = [...wanted].slice(0, mostNames);
    for (const name of names) wanted.delete(name);
    if (names.length === 0) return;
    for (const name of names) requestedNames.add(name);
    if (learnTitles((await readCore(workspace, 'packs.titles', { names })).titles)) onLearned();
  }

  function readSoon(): void {
    timer ??= setTimeout(() => {
      read().catch((error: unknown) => log.warn('The titles of packs could not be read.', { error: String(error) }));
    }, gatherMs);
  }

  function want(names: Iterable<string>): void {
    for (const name of names) {
      if (name !== '' && name.length <= longestName && !requestedNames.has(name)) wanted.add(name);
    }
    if (wanted.size > 0) readSoon();
  }

  function readDisk(): void {
    requestedNames.clear();
    wantsDisk = true;
    if (hasStarted) readSoon();
  }

  function followComfy(state: string): void {
    if (hasStarted || state === 'stopped') return;
    hasStarted = true;
    if (wantsDisk) readSoon();
  }

  return {
    want,
    receive(event) {
      if (event.name === 'cmd-comfyui-changed') followComfy(event.payload.state);
      if (event.name === 'cmd-queue-changed') want(namesInQueue(event.payload));
      if (['cmd-installation-changed', 'cmd-catalogue-changed', 'cmd-packs-changed'].includes(event.name)) readDisk();
    },
    close: () => clearTimeout(timer),
  };
}
