import type { BrowserWindow } from 'electron';
import type { Logger } from '../src/base/log';
import { toAppError } from '../src/contract/errors';
import type { CallContext, ShellOperations } from '../src/contract/operations';
import { tellProblem } from './dialogs';

const context: CallContext = { door: 'window' };

/** Opening folders from outside of the page: command line, menu, a second start. Problems are told here and end here. */
export interface FolderCommands {
  open: (folder: string) => Promise<void>;
  choose: () => Promise<void>;
}

/** Makes the commands on top of the same operations the page uses. */
export function createFolderCommands(shell: ShellOperations, window: BrowserWindow, log: Logger): FolderCommands {
  async function open(folder: string): Promise<void> {
    try {
      await shell['installation.open']({ folder }, context);
    } catch (error) {
      const { message, remedy, code } = toAppError(error);
      const sentence = remedy ? `${message} ${remedy}` : message;
      log.error('A folder could not be opened.', { folder, code, message });
      process.stderr.write(`${folder}: ${sentence}\n`);
      // Not awaited: nobody may be there to close it, and the app is usable behind it.
      void tellProblem(window, 'The folder could not be opened', `${folder}\n\n${sentence}`);
    }
  }

  return {
    open,
    async choose() {
      const { folder } = await shell['desktop.chooseFolder']({ title: 'Open ComfyUI folder' }, context);
      if (folder !== null) await open(folder);
    },
  };
}
