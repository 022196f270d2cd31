import { create } from 'zustand';
import type { InstallationRow } from '../../src/contract/installation';
import { attempt } from '../state/actions';

interface InstallationRequests {
  /** Folder that is being opened or closed. */
  opening: string | null;
  closing: string | null;
  /** The installation that a person wants to close while it works: they are asked first. */
  asked: InstallationRow | null;
}

/** What is under way with installations. */
export const useInstallationRequests = create<InstallationRequests>(() => ({
  opening: null,
  closing: null,
  asked: null,
}));

/** Whether closing it would stop something. */
function isWorking({ running, comfy }: InstallationRow): boolean {
  return running > 0 || comfy === 'running' || comfy === 'starting';
}

/** Shows a folder, which is opened first where it is not. A failure is told above the place. */
export async function showFolder(folder: string): Promise<void> {
  useInstallationRequests.setState({ opening: folder });
  await attempt('installation.show', { folder });
  useInstallationRequests.setState((state) => (state.opening === folder ? { opening: null } : state));
}

/** Lets the person choose a folder and opens it beside the others. */
export async function openAnother(dialogTitle: string): Promise<void> {
  const chosen = await attempt('desktop.chooseFolder', { title: dialogTitle });
  if (chosen && chosen.folder !== null) await showFolder(chosen.folder);
}

/** Closes an installation; when something would stop with it, the person is asked first. */
export async function askToClose(row: InstallationRow): Promise<void> {
  if (isWorking(row)) useInstallationRequests.setState({ asked: row });
  else await closeFolder(row.folder, false);
}

/** Leaves it open. */
export function keepOpen(): void {
  useInstallationRequests.setState({ asked: null });
}

/** Closes an installation with what it does. */
export async function closeFolder(folder: string, stopTasks: boolean): Promise<void> {
  useInstallationRequests.setState({ asked: null, closing: folder });
  await attempt('installation.close', { folder, stopTasks });
  useInstallationRequests.setState({ closing: null });
}

/** Takes a folder off the list. */
export async function forgetFolder(folder: string): Promise<void> {
  await attempt('installation.forget', { folder });
}
