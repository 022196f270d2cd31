import { posix, win32 } from 'node:path';
import { posixWord } from '../../src/base/process/posix-word';

/** What a terminal is opened for. */
export interface TerminalRequest {
  /** Where it begins. */
  folder: string;
  /** The interpreter of the installation. */
  python: string;
  kind: 'venv' | 'portable' | 'conda' | 'system';
}

/** A program with its arguments, which begins in the folder of the request, and variables that are laid over the environment it gets. */
export interface TerminalStart {
  program: string;
  args: readonly string[];
  variables: Readonly<Record<string, string>>;
}

/** How the terminals of Linux desktops are told what to run: what stands before the command. The person's own choice is first. */
export const linuxTerminals: readonly (readonly [program: string, before: readonly string[]])[] = [
  ['x-terminal-emulator', ['-e']],
  ['gnome-terminal', ['--']],
  ['konsole', ['-e']],
  ['xfce4-terminal', ['-x']],
  ['kitty', []],
  ['alacritty', ['-e']],
  ['wezterm', ['start', '--']],
  ['foot', []],
  ['xterm', ['-e']],
];

/** The folders of programs of an environment, first in PATH, and the variables that say which environment is active. Pure. */
export function activeVariables(
  { python, kind }: Pick<TerminalRequest, 'python' | 'kind'>,
  { path, isWindows }: { path: string; isWindows: boolean },
): Record<string, string> {
  const { dirname, join, delimiter } = isWindows ? win32 : posix;
  const bin = dirname(python);
  // A venv of Windows has its programs in Scripts, beside the interpreter; others have the interpreter above that.
  const scripts = isWindows && kind !== 'venv' ? [join(bin, 'Scripts')] : [];
  const inFront = kind === 'system' ? [] : [bin, ...scripts];
  const root = isWindows && kind !== 'venv' ? bin : dirname(bin);
  const names = { venv: { VIRTUAL_ENV: root }, conda: { CONDA_PREFIX: root }, portable: {}, system: {} } as const;
  return { ...names[kind], PATH: [...inFront, path].filter(Boolean).join(delimiter) };
}

/**
 * The start of a terminal of Linux. The variables stand in the command as well, because many terminals are one program for all windows, which has the
 * environment of its first. Pure.
 */
export function planLinuxTerminal(
  [program, before]: (typeof linuxTerminals)[number],
  { variables, shell }: { variables: Record<string, string>; shell: string },
): TerminalStart {
  const pairs = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return { program, args: [...before, 'env', ...pairs, shell], variables };
}

/**
 * The start of a console of Windows, in the terminal that the person has chosen for consoles. `start` is a word of cmd.exe, which reads its line as a shell
 * does, where `&` in the name of a folder begins another command: no name of a person stands in it, and the console begins in the folder of this start.
 * cmd.exe is named by its whole path, because a bare name is looked for in that folder first. Pure.
 */
export function planWindowsTerminal(systemRoot: string, variables: Record<string, string>): TerminalStart {
  const console = win32.join(systemRoot, 'System32', 'cmd.exe');
  // `start` takes the first quoted word as a title, so it needs one with a blank.
  return { program: console, args: ['/d', '/c', 'start', 'ComfyUI environment', console, '/k'], variables };
}

/** What the Terminal of macOS runs: it takes a file, and no variables. Pure. */
export function writeMacScript(folder: string, variables: Record<string, string>): string {
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${posixWord(value)}`);
  return ['#!/bin/sh', `cd ${posixWord(folder)} || exit 1`, ...exports, 'exec "${SHELL:-/bin/zsh}" -i', ''].join('\n');
}
