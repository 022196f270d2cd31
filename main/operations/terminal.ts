import { access, constants } from 'node:fs/promises';
import { msg } from '../../src/contract/text/message';
import { delimiter, join } from 'node:path';
import { writePrivate } from '../../src/base/files/files';
import { cleanEnvironment, startDetached } from '../../src/base/process/run';
import { AppError } from '../../src/contract/errors';
import type { ShellOperations } from '../../src/contract/operations';
import {
  activeVariables,
  linuxTerminals,
  planLinuxTerminal,
  planWindowsTerminal,
  type TerminalStart,
  writeMacScript,
} from '../shell/terminal-plan';
import { readCore } from '../../src/host/workspace/core-call';
import type { Workspace } from '../../src/host/workspace/workspace';
import { noFolder } from '../../src/host/workspace/no-folder';

function noTerminal(): AppError {
  return new AppError('command-failed', msg`No terminal program was found on this machine.`, {
    remedy: msg`Install one, for example xterm, or open a terminal by hand in the folder of ComfyUI.`,
  });
}

async function isProgram(name: string, path: string): Promise<boolean> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const isThere = await access(join(folder, name), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return true;
  }
  return false;
}

async function planForLinux(variables: Record<string, string>, own: Record<string, string>): Promise<TerminalStart> {
  for (const terminal of linuxTerminals) {
    const [program] = terminal;
    if (!(await isProgram(program, own['PATH'] ?? ''))) continue;
    return planLinuxTerminal(terminal, { variables, shell: own['SHELL'] || '/bin/sh' });
  }
  throw noTerminal();
}

/** `open` takes a file that Terminal runs; it lies in the profile and is written anew each time. */
async function planForMac(folder: string, variables: Record<string, string>, profile: string): Promise<TerminalStart> {
  const file = join(profile, 'terminal.command');
  await writePrivate(file, writeMacScript(folder, variables), 0o700);
  return { program: 'open', args: ['-a', 'Terminal', file], variables: {} };
}

/** Opens the terminal of the system with the environment of the shown installation active, in its folder. */
export function createTerminal(
  workspace: Pick<Workspace, 'installation' | 'operations'>,
  profile: string,
): Pick<ShellOperations, 'desktop.openTerminal'> {
  return {
    'desktop.openTerminal': async () => {
      const installation = workspace.installation();
      if (installation === null) throw noFolder();
      const folder = installation.comfyDir ?? installation.rootDir;
      const { python } = await readCore(workspace, 'comfyui.environment', {});
      const own = cleanEnvironment();
      const isWindows = process.platform === 'win32';
      const path = Object.entries(own).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
      const variables = activeVariables({ python: python.executable, kind: python.kind }, { path, isWindows });
      const start = isWindows
        ? planWindowsTerminal(own['SystemRoot'] ?? 'C:\\Windows', variables)
        : await (process.platform === 'darwin' ? planForMac(folder, variables, profile) : planForLinux(variables, own));
      await startDetached(start.program, start.args, { cwd: folder, env: cleanEnvironment(start.variables) });
      return {};
    },
  };
}
