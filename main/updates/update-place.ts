import { dirname, join } from 'node:path';
import { app } from 'electron';
import { isWritable, pathExists, readTextIfPresent } from '../../src/base/files/files';
import type { Environment } from '../startup/arguments';
import type { PackageKind, PlaceFacts } from './decisions';

/** Looks at how this app came onto the machine. */
export async function readPlace(environment: Environment): Promise<PlaceFacts> {
  const { isPackaged } = app;
  const kind = await readKind(environment);
  const place = placeOf(kind, environment.appImage);
  return {
    ...{ isPackaged, kind, place },
    isHeadless: environment.hasParentPipe || app.commandLine.hasSwitch('headless'),
    hasFeed: isPackaged && (await pathExists(join(process.resourcesPath, 'app-update.yml'))),
    isWritable: place === null || (await isWritable(place)),
  };
}

async function readKind({ appImage, isPortable }: Environment): Promise<PackageKind> {
  const program = app.getPath('exe');
  if (process.platform === 'darwin') return 'installer';
  if (process.platform === 'win32') {
    // The installer leaves this beside the program; what was unpacked by hand has none.
    const uninstaller = join(dirname(program), `Uninstall ${app.getName()}.exe`);
    return !isPortable && (await pathExists(uninstaller)) ? 'installer' : 'archive';
  }
  if (appImage !== null) return 'appimage';
  const type = (await readTextIfPresent(join(process.resourcesPath, 'package-type'))) ?? '';
  // An archive of the same folder may carry the note of a package; only the system's own places are the system's.
  const isSystemPlace = program.startsWith('/opt/') || program.startsWith('/usr/');
  return ['deb', 'rpm'].includes(type.trim()) && isSystemPlace ? 'system-package' : 'archive';
}

function placeOf(kind: PackageKind, appImage: string | null): string | null {
  if (kind === 'appimage' && appImage !== null) return dirname(appImage);
  // The folder that the bundle lies in; a disk image that was only opened cannot be written.
  if (process.platform === 'darwin') return join(app.getPath('exe'), '..', '..', '..', '..');
  return null;
}
