import type { Page } from 'playwright/test';
import { resize } from './judge';
import type { LaunchedHost } from './launch-host';
import { isOnRemote, serveTo } from './launch-remote';
import { launchApp, showPlace, waitForFrame, type LaunchedApp, type LaunchOptions } from './launch';
import { callByWindow } from './window-door';

/** An app that tests use one after the other. Each finds folder and window as a start leaves them, for a fifth of its cost. */
export interface FileApp {
  /** Starts the app for the first test; for each later one opens the folder, if it has one, and loads the window anew. */
  begin(): Promise<LaunchedApp>;
  /** Closes every folder, with its ComfyUI and its tasks: until the next `begin` nobody reads or writes there. */
  end(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Keeps an app. What lies in its profile stays, e.g. settings and the language, as what lies on the disk of the world does. An app without a
 * folder (`comfyuiFolder: null`) is at onboarding for each test, and knows no folder of an earlier one.
 */
export function keepApp(given: LaunchOptions): FileApp {
  const options = isOnRemote(given) ? { ...given, comfyuiFolder: null } : given;
  let running: { launched: LaunchedApp; size: readonly [number, number] } | undefined;
  // Who serves the folder of the test that runs, in a run on another machine.
  let host: LaunchedHost | undefined;
  return {
    begin: async () => {
      if (running === undefined) {
        const launched = await launchApp(options);
        running = { launched, size: await sizeOf(launched) };
      } else {
        await openAnew(running.launched, options);
      }
      if (options === given) return running.launched;
      host = await serveTo(running.launched.page, given);
      return { ...running.launched, api: host.api };
    },
    end: async () => {
      // A test that ended the app leaves it to the next one to start another.
      if (running?.launched.page.isClosed()) running = undefined;
      if (running !== undefined) await closeFolders(running.launched);
      await host?.close();
      host = undefined;
      if (running === undefined) return;
      await running.launched.page.emulateMedia({ colorScheme: null });
      await resize(running.launched.app, running.size);
    },
    close: async () => running?.launched.close(),
  };
}

const sizeOf = ({ page }: LaunchedApp) => page.evaluate(() => [window.innerWidth, window.innerHeight] as const);

/** The page begins anew while no folder is open: what it draws then is little, and it draws the folder once. */
async function openAnew(
  { page }: LaunchedApp,
  { world, comfyuiFolder: folder = world.comfyui.path }: LaunchOptions,
): Promise<void> {
  if (folder === null) await forgetFolders(page);
  await page.evaluate(() => window.localStorage.clear());
  await showPlace(page, 'packs');
  await page.reload();
  if (folder === null) return;
  await callByWindow(page, 'installation.open', { folder });
  await waitForFrame(page);
}

async function closeFolders({ page }: LaunchedApp): Promise<void> {
  for (const { folder } of (await listFolders(page)).filter(({ isOpen }) => isOpen))
    await callByWindow(page, 'installation.close', { folder, stopTasks: true });
}

/** A folder that is remembered is offered at onboarding, and opened where its door was. */
async function forgetFolders(page: Page): Promise<void> {
  for (const { folder } of await listFolders(page)) await callByWindow(page, 'installation.forget', { folder });
}

async function listFolders(page: Page): Promise<{ folder: string; isOpen: boolean }[]> {
  const value = await callByWindow(page, 'installation.list');
  return (value as { installations: { folder: string; isOpen: boolean }[] }).installations;
}
