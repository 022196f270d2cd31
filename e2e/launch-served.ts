import { launchApp, type LaunchedApp } from './launch';
import { launchHost, type HostOptions } from './launch-host';
import { onServe } from './on-serve';

/** The API of a folder, whoever serves it: the app, or `cmdesk serve`. */
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
  const launched = await launchApp(options);
  const { pid } = launched.app.process();
  if (pid === undefined) throw new Error('The app has no process id.');
  return { api: launched.api, pid, launched, close: launched.close };
}
