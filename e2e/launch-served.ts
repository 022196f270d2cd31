import { readCurrent, type LaunchedApp } from './launch';
import { launchHost, type HostOptions } from './launch-host';
import { launchWindow } from './launch-remote';
import { onServe } from './on-serve';

/** The API of a folder, whoever serves it: the app, `cmdesk serve`, or the app's own door to a folder of another machine. */
export interface Served {
  api: string;
  pid: number;
  /** Null where no app serves it. */
  launched: LaunchedApp | null;
  close(): Promise<void>;
}

/** Starts what this run is on, and waits until its API answers. */
export async function launchServed(options: HostOptions): Promise<Served> {
  if (onServe) return { ...(await launchHost(options)), launched: null };
  const launched = await launchWindow(options);
  const { apiPort } = await readCurrent(launched.page);
  const { pid } = launched.app.process();
  if (pid === undefined) throw new Error('The app has no process id.');
  return { api: `http://127.0.0.1:${String(apiPort)}`, pid, launched, close: launched.close };
}
