import type { Page } from 'playwright/test';
import { launchApp, waitForFrame, type LaunchedApp, type LaunchOptions } from './launch';
import { launchHost, type LaunchedHost } from './launch-host';
import { onRemote } from './on-remote';
import { callByWindow } from './window-door';

/** Whether the folder of an app is that of another machine in this run. */
export const isOnRemote = ({ comfyuiFolder }: Pick<LaunchOptions, 'comfyuiFolder'>): boolean =>
  onRemote && comfyuiFolder !== null;

/** Serves the folder of the world, and lets a window connect with it. */
export async function serveTo(page: Page, options: LaunchOptions): Promise<LaunchedHost> {
  const host = await launchHost(options);
  await callByWindow(page, 'remote.connect', { address: host.api, token: host.token });
  await waitForFrame(page);
  return host;
}

/** Starts an app on the folder of the world, or in a run on another machine without one, and connects it with the core that has it. */
export async function launchWindow(options: LaunchOptions): Promise<LaunchedApp> {
  if (!isOnRemote(options)) return launchApp(options);
  const launched = await launchApp({ ...options, flags: [], comfyuiFolder: null });
  const host = await serveTo(launched.page, options);
  const close = async () => {
    await launched.close();
    await host.close();
  };
  return { ...launched, api: host.api, close };
}
