import { app, dialog } from 'electron';
import { makeTemporaryFolder } from '../../src/base/files/files';

/** Says why the profile is not opened, and ends. What the engine writes for a dialog goes elsewhere: the profile stays as it is. */
export async function refuseProfile(reason: string, isReadByProgram: boolean): Promise<void> {
  process.stderr.write(`ComfyUI Manager Desktop could not start: ${reason}\n`);
  if (app.isPackaged && !isReadByProgram && !process.stderr.isTTY) {
    app.setPath('userData', await makeTemporaryFolder(app.getPath('temp'), 'comfyui-manager-desktop-'));
    await app.whenReady();
    await dialog.showMessageBox({ type: 'error', message: 'The app could not start', detail: reason });
  }
  app.exit(1);
}
