import { join } from 'node:path';
import type { Installation } from '../../src/contract/installation';
import type { OpenedCore } from './core-slot';

/**
 * Opens an installation for this app alone: takes its folder before anything in it is touched, then makes the core. Throws
 * `installation-in-use` while another app has it. Closing gives the folder back.
 */
export async function openLockedCore(
  { userDir, rootDir }: Installation,
  make: () => Promise<OpenedCore>,
): Promise<OpenedCore> {
  const { takeFolderLock } = await import('../../src/manager/installation/folder-lock');
  const lock = await takeFolderLock(join(userDir, '__manager', 'desktop', 'open-in.json'), rootDir);
  try {
    const core = await make();
    return { ...core, close: () => core.close().finally(() => lock.release()) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
