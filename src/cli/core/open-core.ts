import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { findServedHere } from '../../host/remote/served-folder';
import type { Core, Place } from './core';
import { findFolder } from './find-folder';
import { connectCore } from './running-core';

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
  const find = async () => (await findServedHere(place.folder, place.profileDir))?.door ?? null;
  const door = await find();
  if (door !== null) return connectCore(door, find);
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
