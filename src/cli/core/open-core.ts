import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { findServedHere } from '../../host/remote/served-folder';
import type { Core, Place } from './core';
import { findFolder } from './find-folder';
import { connectCore } from './running-core';

/** Throws `invalid-input` for a setting that is none, also where a running core has its own settings: a word that counts for nothing is a slip. */
async function proveSettings(set: readonly string[]): Promise<void> {
  if (set.length === 0) return;
  // The schema of the settings is loaded for those alone who name one.
  const { readRunFlags } = await import('../../host/start/run-arguments');
  const read = readRunFlags(
    set.map((pair) => ['--set', pair]),
    { isLaunch: false, workingDir: '/' },
  );
  if (!read.ok) throw new AppError('invalid-input', read.problem, { remedy: msg`Correct it, and try again.` });
}

/** The folder of a command, and the profile that it shares with the app. */
export async function findPlace(
  named: { comfyui?: string; set: readonly string[] },
  profileDir: string,
): Promise<Place> {
  await proveSettings(named.set);
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
