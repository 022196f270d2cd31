import type { ElectronApplication } from 'playwright';
import { inMain } from './in-main';

/** Answers the next folder question of the system, which no test can click: Electron's own function is replaced in the running app. */
export async function answerFolderDialog(app: ElectronApplication, folder: string | null): Promise<void> {
  const replace = () =>
    app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () =>
        Promise.resolve({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] });
    }, folder);
  await inMain(replace);
}
