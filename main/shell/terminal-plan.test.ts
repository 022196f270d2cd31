import { describe, expect, it } from 'vitest';
import {
  activeVariables,
  linuxTerminals,
  planLinuxTerminal,
  planWindowsTerminal,
  writeMacScript,
} from './terminal-plan';

const unix = { path: '/usr/bin', isWindows: false };
const windows = { path: 'C:\\Windows', isWindows: true };

describe('a terminal in the environment of ComfyUI', () => {
  it('finds the programs of the environment first, and says which one is active', () => {
    expect(activeVariables({ python: '/c/venv/bin/python', kind: 'venv' }, unix)).toEqual({
      VIRTUAL_ENV: '/c/venv',
      PATH: '/c/venv/bin:/usr/bin',
    });
    expect(activeVariables({ python: '/usr/bin/python3', kind: 'system' }, unix)).toEqual({ PATH: '/usr/bin' });
    expect(activeVariables({ python: 'C:\\C\\venv\\Scripts\\python.exe', kind: 'venv' }, windows)).toEqual({
      VIRTUAL_ENV: 'C:\\C\\venv',
      PATH: 'C:\\C\\venv\\Scripts;C:\\Windows',
    });
    expect(activeVariables({ python: 'C:\\C\\python_embeded\\python.exe', kind: 'portable' }, windows)).toEqual({
      PATH: 'C:\\C\\python_embeded;C:\\C\\python_embeded\\Scripts;C:\\Windows',
    });
  });

  it('hands the variables over in the command on Linux', () => {
    const [first] = linuxTerminals;
    expect(first).toBeDefined();
    if (first === undefined) return;
    const start = planLinuxTerminal(first, { variables: { PATH: '/a b&calc:/c' }, shell: '/bin/bash' });
    const args = ['-e', 'env', 'PATH=/a b&calc:/c', '/bin/bash'];
    expect(start).toMatchObject({ program: 'x-terminal-emulator', args });
  });

  it('begins in the folder on Windows and macOS, whatever its name has in it', () => {
    const variables = activeVariables({ python: 'C:\\a&calc\\venv\\Scripts\\python.exe', kind: 'venv' }, windows);
    const cmd = 'C:\\Windows\\System32\\cmd.exe';
    expect(planWindowsTerminal('C:\\Windows', variables)).toEqual({
      program: cmd,
      args: ['/d', '/c', 'start', 'ComfyUI environment', cmd, '/k'],
      variables,
    });
    const script = writeMacScript("/Users/o'neil/Comfy UI", { PATH: '/a:$HOME' });
    expect(script).toContain(`cd '/Users/o'\\''neil/Comfy UI' || exit 1`);
    expect(script).toContain(`export PATH='/a:$HOME'`);
    expect(writeMacScript('/a&calc;$(id)`id`', {})).toContain("cd '/a&calc;$(id)`id`' || exit 1");
  });
});
