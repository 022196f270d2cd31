import type { BrowserWindow } from 'electron';
import type { Logger } from '../../src/base/log';
import { toAppError } from '../../src/contract/errors';
import type { ShellOperations } from '../../src/contract/operations';
import { asPerson } from '../../src/host/workspace/core-call';
import { reportProblem } from '../window/dialogs';
import type { Translate } from '../texts/texts';

/** Opening folders from outside of the page: command line, menu, a second start. Problems are told here and end here. */
export interface FolderCommands {
  open: (folder: string) => Promise<void>;
  choose: () => Promise<void>;
}

export interface FolderCommandsOptions {
  shell: ShellOperations;
  window: BrowserWindow;
  t: Translate;
  log: Logger;
}

/** Makes the commands on top of the same operations the page uses. */
export function createFolderCommands({ shell, window, t, log }: FolderCommandsOptions): FolderCommands {
  async function open(folder: string): Promise<void> {
    try {
      await shell['installation.open']({ folder }, asPerson);
    } catch (error) {
      const { message, remedy, code } = toAppError(error);
      const sentence = remedy ? `${message} ${remedy}` : message;
      log.error('A folder could not be opened.', { folder, code, message });
      process.stderr.write(`${folder}: ${sentence}\n`);
      // The dialog is not awaited: nobody may be there to close it, and the app is usable behind it.
      void reportProblem(window, { message: t('folder.refused'), detail: `${folder}\n\n${sentence}` }, t);
    }
  }

  return {
    open,
    async choose() {
      const { folder } = await shell['desktop.chooseFolder']({ title: t('folder.choose') }, asPerson);
      if (folder !== null) await open(folder);
    },
  };
}
