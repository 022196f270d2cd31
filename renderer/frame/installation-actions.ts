import { create } from 'zustand';
import type { InstallationRow } from '../../src/contract/installation';
import { attempt } from '../state/queue/actions';
import { createSharedWrite } from '../state/shared-write';

const showing = createSharedWrite<string, unknown>({
  key: ['installations', 'show'],
  run: (folder, by) => attempt('installation.show', { folder }, by),
});

const closing = createSharedWrite<{ folder: string; stopTasks: boolean }, unknown>({
  key: ['installations', 'close'],
  run: (input, by) => attempt('installation.close', input, by),
});

/** The installation that a person wants to close while it works: they are asked first. */
export const useCloseQuestion = create<{ row: InstallationRow | null }>(() => ({ row: null }));

/** What is under way with an installation. */
export function useFolderWork(folder: string): { isOpening: boolean; isClosing: boolean } {
  const shown = showing.use();
  const closed = closing.use();
  return {
    isOpening: shown.isPending && shown.input === folder,
    isClosing: closed.isPending && closed.input?.folder === folder,
  };
}

/** Whether closing it would stop something. */
function isWorking({ running, comfy }: InstallationRow): boolean {
  return running > 0 || comfy === 'running' || comfy === 'starting';
}

/** Shows a folder, which is opened first where it is not. A failure is told above the place. */
export async function showFolder(folder: string): Promise<void> {
  await showing.start(folder);
}

/** Lets the person choose a folder and opens it beside the others. */
export async function openAnother(dialogTitle: string): Promise<void> {
  const chosen = await attempt('desktop.chooseFolder', { title: dialogTitle });
  if (chosen && chosen.folder !== null) await showFolder(chosen.folder);
}

/** Closes an installation; when something would stop with it, the person is asked first. */
export async function askToClose(row: InstallationRow): Promise<void> {
  if (isWorking(row)) useCloseQuestion.setState({ row });
  else await closeFolder(row.folder, false);
}

/** Leaves the installation open. */
export function keepOpen(): void {
  useCloseQuestion.setState({ row: null });
}

/** Closes an installation with what it does. */
export async function closeFolder(folder: string, stopTasks: boolean): Promise<void> {
  keepOpen();
  await closing.start({ folder, stopTasks });
}

/** Takes a folder off the list. */
export async function forgetFolder(folder: string): Promise<void> {
  await attempt('installation.forget', { folder });
}
