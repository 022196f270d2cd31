import type { ElectronApplication } from 'playwright';
import { inMain } from './in-main';

/** Answers the next question of the system where to save a file; null: the person cancels. */
export async function answerSaveDialog(app: ElectronApplication, file: string | null): Promise<void> {
  const replace = () =>
    app.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: chosen === null, filePath: chosen ?? '' });
    }, file);
  await inMain(replace);
}

/** Answers the next question of the system for a folder or a file, which no test can click: Electron's own function is replaced in the running app. */
export async function answerFolderDialog(app: ElectronApplication, folder: string | null): Promise<void> {
  const replace = () =>
    app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () =>
        Promise.resolve({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] });
    }, folder);
  await inMain(replace);
}
