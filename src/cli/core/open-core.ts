import { join } from 'node:path';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { Core } from './core';
import { findFolder, readDocument } from './find-folder';
import { connectCore, NobodyThere } from './running-core';

/** The installation and the profile of a command. */
export interface Place {
  folder: string;
  profileDir: string;
  /** Settings of this run, for a core that is opened for it. */
  overrides: Record<string, string>;
}

/**
 * Where the app that has a folder open serves it; null where nobody says so. The file alone is read: whether that app still lives shows when it is
 * called, which costs less than to ask the system.
 */
async function readAddress(folder: string): Promise<string | null> {
  for (const base of [folder, join(folder, 'ComfyUI')]) {
    const lease = await readDocument(join(base, 'user', '__manager', 'desktop', 'open-in.json'));
    const address = lease?.['address'];
    if (typeof address === 'string') return address;
  }
  return null;
}

async function readToken(profileDir: string): Promise<string> {
  const token = (await readDocument(join(profileDir, 'local-token.json')))?.['token'];
  return typeof token === 'string' ? token : '';
}

async function connectIfServed({ folder, profileDir }: Place): Promise<Core | null> {
  const address = await readAddress(folder);
  if (address === null) return null;
  try {
    return await connectCore({ address, token: await readToken(profileDir) });
  } catch (error) {
    // It ended without a word; the lease is judged by whoever takes it.
    if (error instanceof NobodyThere) return null;
    throw error;
  }
}

/** The folder of a command, and the profile that it shares with the app. */
export async function findPlace(named: {
  comfyui?: string;
  userDataDir?: string;
  set: readonly string[];
}): Promise<Place> {
  const profileDir = named.userDataDir ?? (await import('../../serve/profile-place')).defaultProfileDir();
  const pairs = named.set.map((pair) => pair.split(/=(.*)/su).slice(0, 2) as [string, string]);
  return { profileDir, folder: await findFolder(named.comfyui, profileDir), overrides: Object.fromEntries(pairs) };
}

/** The core of a place: the one that runs, else one that is opened in this process. Throws `installation-in-use` where another app has the folder and serves it nowhere. */
export async function openCore(place: Place, { isOfRunningCore = false } = {}): Promise<Core> {
  const running = await connectIfServed(place);
  if (running !== null) return running;
  if (isOfRunningCore)
    throw new AppError(
      'installation-busy',
      msg`No app has ${place.folder} open, and this needs one that goes on when the command has ended.`,
      {
        remedy: msg`Open it in the app, or start "cmdesk serve --comfyui ${place.folder}".`,
      },
    );
  const { openOwnCore } = await import('./own-core');
  return openOwnCore(place);
}
