import { join } from 'node:path';
import type { AppUpdater, UpdateInfo } from 'electron-updater';
import { refuseOwnDoor } from '../../src/base/http/own-doors';
import { isLoopbackUrl } from '../../src/base/http/target';
import { AppError } from '../../src/contract/errors';
import { msg } from '../../src/contract/text/message';
import { reachBy } from './update-network';
import type { UpdateSource } from './updater';

/** How long a feed may take to say which version it has. */
const findMs = 60_000;

/** The newest version that the feed has for us; null: none that is newer. Throws what the library says, or `update-failed`. */
export async function askFeed(updater: AppUpdater, source: UpdateSource): Promise<UpdateInfo | null> {
  await point(updater, source);
  const found = await askChannels(updater, source['updates.channel']);
  if (found !== null && !hasPlainNames(found)) throw oddNames();
  return found;
}

/** Where to look, and how it is reached. */
async function point(updater: AppUpdater, source: UpdateSource): Promise<void> {
  const { 'updates.feed': feed, 'updates.channel': channel, 'network.proxy': proxy } = source;
  if (feed !== '') {
    if (!feed.startsWith('https:') && !isLoopbackUrl(feed)) throw plainFeed();
    await refuseOwnDoor(new URL(feed));
    updater.setFeedURL({ provider: 'generic', url: feed, useMultipleRangeRequest: false });
  } else updater.updateConfigPath = join(process.resourcesPath, 'app-update.yml');
  updater.allowPrerelease = channel === 'preview';
  updater.fullChangelog = true;
  await reachBy(updater, proxy);
}

/** Previews first, where they are wanted: a feed without any, or whose last one is older, has releases. */
async function askChannels(updater: AppUpdater, channel: UpdateSource['updates.channel']): Promise<UpdateInfo | null> {
  const found = channel === 'preview' ? await ask(updater, 'beta').catch(noList) : null;
  return found ?? ask(updater, 'latest');
}

/** The newest version in a list; null: none that is newer. Setting a channel allows older ones, so that is taken back. */
async function ask(updater: AppUpdater, list: 'beta' | 'latest'): Promise<UpdateInfo | null> {
  updater.channel = list;
  updater.allowDowngrade = false;
  const answer = await withinTime(updater.checkForUpdates(), findMs);
  return answer?.isUpdateAvailable === true ? answer.updateInfo : null;
}

function noList(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND') return null;
  throw error;
}

async function withinTime<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((...[, reject]) => {
    timer = setTimeout(() => reject(new Error(`ETIMEDOUT after ${limitMs / 1000} s`)), limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The library makes a command line of the name of what it installs. */
function hasPlainNames({ files }: UpdateInfo): boolean {
  return files.every(({ url }) => /^[\w./:%+-]+$/u.test(url));
}

function oddNames(): AppError {
  return new AppError(
    'update-failed',
    msg`The update server names a file that belongs to no release of this app, so nothing was downloaded from it.`,
    {
      remedy: msg`Check updates.feed in Settings, and tell whoever runs that server.`,
    },
  );
}

/** The command line can name what Settings would refuse. */
function plainFeed(): AppError {
  return new AppError(
    'update-failed',
    msg`updates.feed is a plain http address: what comes from there can be tampered with on its way.`,
    {
      remedy: msg`Give its https address; plain http is for this machine only.`,
    },
  );
}
