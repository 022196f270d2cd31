import { describe, expect, it } from 'vitest';
import { findProgram } from './program-path';

const there = new Set(['C:\\Git\\cmd\\git.EXE', 'C:\\pack\\git.EXE', 'C:\\Tools\\uv.exe', 'C:\\Tools\\npm.CMD']);
const windows = { platform: 'win32', isFile: (path: string) => there.has(path) } as const;
const env = { Path: '.;pack;"C:\\Tools";C:\\Git\\cmd', PATHEXT: '.EXE;.CMD', SystemRoot: 'C:\\Windows' };

describe('a program that is called by its name on Windows', () => {
  it.each([
    ['git', 'C:\\Git\\cmd\\git.EXE'],
    ['uv.exe', 'C:\\Tools\\uv.exe'],
    ['npm', 'C:\\Tools\\npm.CMD'],
  ])('%s is the one in the absolute folders of PATH, whatever lies in the working folder', (name, path) => {
    expect(findProgram(name, env, windows)).toBe(path);
  });

  it('is a path that does not exist where PATH has none, and never a name that the system would look for', () => {
    expect(findProgram('python', env, windows)).toBe('C:\\Windows\\System32\\python');
    expect(findProgram('git', { Path: '.;C:\\pack\\..\\nowhere' }, windows)).toBe('C:\\Windows\\System32\\git');
  });

  it('stays as it is where it is a path', () => {
    expect(findProgram('C:\\pack\\git.EXE', env, windows)).toBe('C:\\pack\\git.EXE');
    expect(findProgram('venv/Scripts/python', env, windows)).toBe('venv/Scripts/python');
  });
});

it('a name on other systems is looked for by the system, in PATH alone', () => {
  expect(findProgram('git', { PATH: '/usr/bin' }, { ...windows, platform: 'linux' })).toBe('git');
});
