import { join } from 'node:path';
import { keepRoot } from '../../base/files/guarded-roots';
import type { AppError } from '../../contract/errors';
import type { Message, Sentence } from '../../contract/text/message';
import type { Installation } from '../../contract/installation';
import { keepDataStamp, refuseNewerData } from '../store/data-stamp';
import type { OpenedCore } from './opened-core';

/** What opening a folder needs beside the folder. */
export interface LockedCoreOptions {
  appVersion: string;
  /** Where the API of the folder is served once its core is there. */
  address: string;
  /** Notes in the profile where the core is called; the answer takes the note back. */
  noteServed: (folder: string, address: string) => Promise<() => Promise<void>>;
  /** Called when it must be watched first whether another app still works there, with what to say meanwhile. */
  onWait: (message: Message) => void;
  /** Called when another app is found to have the folder after all: the core closes by itself, and changes nothing more. */
  onLost: (error: AppError) => void;
  /** Ends the waiting. */
  signal: AbortSignal;
}

/**
 * Opens an installation for this app alone: takes its folder before anything in it is touched, then makes the core. Throws
 * `installation-in-use` while another app has it, `data-newer` when a newer app has written there, `path-outside-root` when a link lies where the app has its files. `make` is given what was set aside on the way, a sentence each. Closing gives the folder back.
 */
export async function openLockedCore(
  { userDir, rootDir, baseDir }: Installation,
  options: LockedCoreOptions,
  make: (notices: readonly Sentence[]) => Promise<OpenedCore>,
): Promise<OpenedCore> {
  const [{ takeLease }, { leaseFileIn }, { ensureDesktopDir }] = await Promise.all([
    import('../../manager/installation/take-lease'),
    import('../../manager/installation/lease-file'),
    import('../../manager/installation/paths'),
  ]);
  // Nothing is written into a folder whose form this app does not know, the lease included.
  await refuseNewerData(join(userDir, '__manager', 'desktop'));
  const notices: Sentence[] = [];
  const notify = (sentence: Sentence) => void notices.push(sentence);
  // A file in the place of a folder is set aside before anybody holds the folder; two who do so at once find it gone.
  const folder = await ensureDesktopDir(userDir, notify);
  const { appVersion, address, noteServed, onWait, signal } = options;
  let closeLost = (): void => undefined;
  const onLost = (error: AppError): void => {
    closeLost();
    options.onLost(error);
  };
  const lease = await takeLease(leaseFileIn(folder), { folder: rootDir, notify, onWait, onLost, signal });
  const release = keepRoot(baseDir, lease.prove);
  let forgetServed = (): Promise<void> => Promise.resolve();
  const leave = async (): Promise<void> => {
    release();
    await forgetServed();
    await lease.release();
  };
  try {
    await keepDataStamp(folder, appVersion, notify);
    const core = await make(notices);
    let closing: Promise<void> | undefined;
    const closeAndLeave = async (): Promise<void> => {
      try {
        await core.close();
      } finally {
        await leave();
      }
    };
    const close = () => (closing ??= closeAndLeave());
    closeLost = () => void close().catch(() => undefined);
    await lease.serveAt(address);
    forgetServed = await noteServed(baseDir, address);
    return { ...core, close };
  } catch (error) {
    await leave();
    throw error;
  }
}
