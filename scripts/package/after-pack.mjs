// electron-builder calls this when the folder of the app is laid out, before fuses and signatures.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes Electron's own example app. electron-builder does so with an Electron it downloaded itself, not with one it was given. */
export async function afterPack({ appOutDir, packager }) {
  await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
}
