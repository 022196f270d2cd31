import { join } from 'node:path';
import { ensureFolder, openToAppend } from '../base/files/files';
import { AppError } from '../contract/errors';
import { msg } from '../contract/text/message';
import { findServedHere } from '../host/remote/served-folder';
import type { CommandLine } from './command-line';
import type { Place } from './core/core';
import { findPlace } from './core/open-core';
import { exitCodes } from './exit-codes';
import { writeAnswer } from './output/answer';
import type { Terminal } from './terminal';

/** Who has a folder open is no app of this account, or nobody has. */
export const notServed = (folder: string) =>
  new AppError('not-served', msg`No app of this account has ${folder} open.`, {
    remedy: msg`Open it in the app, or start "cmdesk serve --comfyui ${folder}".`,
  });

/** Starts `cmdesk serve` for a folder, which goes on when this command has ended. Whether it serves, the folder tells then. */
async function startServe({ folder, profileDir, overrides }: Place): Promise<string> {
  const { startService } = await import('../base/process/run');
  const logs = join(profileDir, 'logs');
  await ensureFolder(logs);
  const logFile = join(logs, 'serve.log');
  const set = Object.entries(overrides).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const words = ['serve', '--comfyui', folder, '--user-data-dir', profileDir, ...set];
  // It closes with this process.
  await startService(process.execPath, [process.argv[1] ?? '', ...words], openToAppend(logFile));
  return logFile;
}

/** Tells where the core of a folder is called on this machine, with what opens it for as long as it runs. Throws `not-served` where none runs, and none was to be started. */
export async function tellDoor(
  { options, input }: CommandLine,
  { terminal, profileDir }: { terminal: Terminal; profileDir: string },
): Promise<number> {
  const place = await findPlace(options, profileDir);
  const { folder } = place;
  const find = async () => (await findServedHere(folder, profileDir))?.door ?? null;
  let door = await find();
  if (door === null && input['start'] === true) {
    const logFile = await startServe(place);
    door = await find();
    if (door === null)
      throw new AppError('command-failed', msg`"cmdesk serve --comfyui ${folder}" has ended before it was ready.`, {
        remedy: msg`Read why in ${logFile}.`,
      });
  }
  if (door === null) throw notServed(folder);
  writeAnswer({ folder, ...door }, {}, { terminal, json: options.json });
  return exitCodes.done;
}
