import { app } from 'electron';
import library, { type AppUpdater, type UpdateInfo } from 'electron-updater';
import type { Logger } from '../../src/base/log';
import { replaceProgram, sha512Of } from '../../src/base/files/replace-file';
import { startDetached } from '../../src/base/process/run';
import { AppError } from '../../src/contract/errors';
import { msg } from '../../src/contract/text/message';
import { joinNotes } from './decisions';
import { askFeed } from './ask-feed';
import { updateFailed } from './update-failure';
import type { Updater } from './updater';

export interface LibraryOptions {
  /** The AppImage this app runs from; null: it is installed in another way. */
  appImage: string | null;
  /** What a restarted AppImage is given. */
  restartArguments: () => readonly string[];
  log: Logger;
}

/** What was fetched. */
interface Fetched {
  file: string;
  info: UpdateInfo;
}

/**
 * electron-updater behind our interface. It finds, fetches (the parts that differ, where it can) and proves; an AppImage is exchanged here: the library
 * removes the old file before it moves the new one, gives it another name, and starts it without arguments.
 */
export function createLibraryUpdater({ appImage, restartArguments, log }: LibraryOptions): Updater {
  const updater = library.autoUpdater;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.logger = quietLogger(log);
  let stallMs = 60_000;
  let found: UpdateInfo | null = null;
  let fetched: Fetched | null = null;
  return {
    async find(source) {
      stallMs = source['downloads.stallSeconds'] * 1000;
      try {
        found = await askFeed(updater, source);
      } catch (error) {
        throw updateFailed(msg`Newer versions could not be checked for`, error);
      }
      return found && { version: found.version, notes: joinNotes(found.releaseNotes) };
    },
    async download(report) {
      const info = found;
      if (info === null) throw nothingFetched();
      try {
        const [file] = await fetchWatched(updater, { stallMs, report });
        if (file === undefined) throw nothingFetched();
        fetched = { file, info };
      } catch (error) {
        throw updateFailed(msg`Version ${info.version} could not be downloaded`, error);
      }
    },
    async exchange(isRestart) {
      if (fetched === null) throw nothingFetched();
      await proveFetched(fetched);
      if (appImage === null) return exchangeByLibrary(updater, isRestart);
      await replaceProgram(fetched.file, appImage);
      app.releaseSingleInstanceLock();
      if (isRestart) await startDetached(appImage, restartArguments());
      app.exit(0);
    },
  };
}

/** A download that brings nothing for a while is given up: the library would wait for ever. */
async function fetchWatched(
  updater: AppUpdater,
  { stallMs, report }: { stallMs: number; report: (fraction: number) => void },
): Promise<string[]> {
  const token = new library.CancellationToken();
  const giveUp = (): void => token.cancel();
  let timer = setTimeout(giveUp, stallMs);
  const onProgress = ({ percent }: { percent: number }): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, stallMs);
    report(Math.min(1, percent / 100));
  };
  updater.on('download-progress', onProgress);
  try {
    return await updater.downloadUpdate(token);
  } catch (error) {
    throw token.cancelled ? new Error('ETIMEDOUT: nothing came any more') : error;
  } finally {
    clearTimeout(timer);
    updater.off('download-progress', onProgress);
  }
}

/** Between the download and now anybody could have written to the file, and it may be installed with more rights than ours. */
async function proveFetched({ file, info }: Fetched): Promise<void> {
  const hash = await sha512Of(file).catch(() => '');
  if (info.files.some(({ sha512 }) => sha512 === hash)) return;
  throw new AppError(
    'update-failed',
    msg`Version ${info.version} was changed after it was downloaded, so it was not installed.`,
    {
      remedy: msg`Check for updates again, and download it again.`,
    },
  );
}

/** The library ends the app itself when it could install; else it says so at once and does nothing. */
async function exchangeByLibrary(updater: AppUpdater, isRestart: boolean): Promise<void> {
  const failed = new Promise<never>((...[, reject]) => updater.once('error', reject));
  app.releaseSingleInstanceLock();
  updater.quitAndInstall(true, isRestart);
  await failed.catch((error: unknown) => {
    throw updateFailed(msg`The new version could not be installed`, error);
  });
}

function nothingFetched(): AppError {
  return new AppError('update-failed', msg`There is no downloaded version to install.`, {
    remedy: msg`Download it first.`,
  });
}

/** What the library tells is for the log alone. */
function quietLogger(log: Logger): NonNullable<AppUpdater['logger']> {
  const logAs = (level: 'debug' | 'info' | 'warn') => (message: unknown) =>
    log[level]('The updater says something.', { text: String(message).slice(0, 2000) });
  return { debug: logAs('debug'), info: logAs('info'), warn: logAs('warn'), error: logAs('warn') };
}
