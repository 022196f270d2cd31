import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { readLocalToken } from '../../host/store/local-token';
import { readLease } from '../../manager/installation/read-lease';
import type { Core, Place } from './core';
import { findFolder } from './find-folder';
import { connectCore } from './running-core';

/**
 * Where the app that has a folder open serves it; null where nobody is proven to. What a folder says is not believed: the token goes to a living
 * app of this machine alone, and neither to a host that a copied folder names nor to a stranger who listens where an app has ended.
 */
async function readAddress(folder: string): Promise<string | null> {
  const lease = await readLease(folder);
  return lease?.isHere === true ? lease.address : null;
}

async function connectIfServed({ folder, profileDir }: Place): Promise<Core | null> {
  const address = await readAddress(folder);
  return address === null ? null : connectCore({ address, token: (await readLocalToken(profileDir)) ?? '' });
}

/** The folder of a command, and the profile that it shares with the app. */
export async function findPlace(
  named: { comfyui?: string; set: readonly string[] },
  profileDir: string,
): Promise<Place> {
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
