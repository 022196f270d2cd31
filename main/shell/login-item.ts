import { join } from 'node:path';
import { pathExists, readTextIfPresent, writeAtomic } from '../../src/base/files/files';
import { removeInside } from '../../src/base/files/move-files';
import { AppError } from '../../src/contract/errors';
import { msg } from '../../src/contract/text/message';
import { readAutostartCommand, writeAutostartEntry } from './autostart-entry';

/** Whether the system starts the app when the person signs in: kept by the system, not by us. */
export interface LoginItem {
  isOn: () => Promise<boolean>;
  /** Throws `preference-refused` when it is not as wanted afterwards. */
  turn: (on: boolean) => Promise<void>;
}

/** How this very app is started again, hidden in the tray. */
export interface LoginCommand {
  program: string;
  args: readonly string[];
}

const entryName = 'comfyui-manager-desktop.desktop';

interface AutostartOptions {
  name: string;
  comment: () => string;
  command: LoginCommand;
}

/** The entry in the autostart folder. One whose program is gone (an image that was moved) starts nothing, so it counts as off. */
export function createAutostartItem(folder: string, { name, comment, command }: AutostartOptions): LoginItem {
  const file = join(folder, entryName);
  return {
    async isOn() {
      const [program] = readAutostartCommand((await readTextIfPresent(file)) ?? '') ?? [];
      return program !== undefined && (await pathExists(program));
    },
    async turn(on) {
      const words = [command.program, ...command.args];
      if (on) await writeAtomic(file, writeAutostartEntry({ name, comment: comment(), command: words }));
      else if (await pathExists(file)) await removeInside(folder, entryName);
    },
  };
}

/** Asks the system afterwards, because a change that it ignored was not made. */
export function verified(item: LoginItem): LoginItem {
  return {
    isOn: item.isOn,
    async turn(on) {
      const cause = await item.turn(on).then(
        () => null,
        (error: unknown) => error,
      );
      if (cause === null && (await item.isOn()) === on) return;
      throw new AppError('preference-refused', describeRefusal(on, cause), {
        remedy: msg`Change it in the settings of the system, where it lists what starts when you sign in.`,
        cause,
      });
    },
  };
}

function describeRefusal(on: boolean, cause: unknown): string {
  const wanted = on ? 'The system did not let the app start at login' : 'The system still starts the app at login';
  return cause instanceof Error ? `${wanted}: ${cause.message}` : `${wanted}, and gave no reason.`;
}
