import { attempt } from '../state/queue/actions';

/** Writes what the installation keeps of its own into a file that the person names, and tells where. Why not is shown above the place. */
export async function exportTransfer(title: string, report: (path: string) => void): Promise<void> {
  const path = (await attempt('desktop.exportInstallation', { title }))?.path ?? null;
  if (path !== null) report(path);
}
