import { join } from 'node:path';
import { type Sentence } from '../../contract/text/message';
import type { Installation } from '../../contract/installation';
import { keepDataStamp, refuseNewerData } from '../store/data-stamp';
import type { OpenedCore } from './core-slot';

/**
 * Opens an installation for this app alone: takes its folder before anything in it is touched, then makes the core. Throws
 * `installation-in-use` while another app has it, `data-newer` when a newer app has written there, `path-outside-root` when a link lies where the app has its files. `make` is given what was set aside on the way, a sentence each. Closing gives the folder back.
 */
export async function openLockedCore(
  { userDir, rootDir }: Installation,
  appVersion: string,
  make: (notices: readonly Sentence[]) => Promise<OpenedCore>,
): Promise<OpenedCore> {
  const [{ takeFolderLock }, { ensureDesktopDir }] = await Promise.all([
    import('../../manager/installation/folder-lock'),
    import('../../manager/installation/paths'),
  ]);
  // Nothing is written into a folder whose form this app does not know, the lock included.
  await refuseNewerData(join(userDir, '__manager', 'desktop'));
  const notices: Sentence[] = [];
  const notify = (sentence: Sentence) => void notices.push(sentence);
  // A file in the place of a folder is set aside before anybody holds the folder; two who do so at once find it gone.
  const folder = await ensureDesktopDir(userDir, notify);
  const lock = await takeFolderLock(join(folder, 'open-in.json'), rootDir, notify);
  try {
    await keepDataStamp(folder, appVersion, notify);
    const core = await make(notices);
    return { ...core, close: () => core.close().finally(() => lock.release()) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
