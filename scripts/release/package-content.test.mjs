import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeSize, placesOf, sortContent } from '../../e2e/smoke/package-content.ts';
import { layoutOf } from './package-kinds.mjs';

const name = 'comfyui-manager-desktop';
const mebibytes = (count) => count * 2 ** 20;

describe('the parts of a package', () => {
  it.each([
    {
      platform: 'linux',
      path: posix,
      program: `/opt/${name}/${name}`,
      parts: [`/opt/${name}`, `/opt/${name}/resources`],
    },
    { platform: 'win32', path: win32, program: 'C:\\t\\App.exe', parts: ['C:\\t', 'C:\\t\\resources'] },
    {
      ...{ platform: 'darwin', path: posix, program: '/t/App.app/Contents/MacOS/App' },
      parts: ['/t/App.app/Contents', '/t/App.app/Contents/Resources'],
    },
  ])('lie on $platform where that system has them', ({ platform, path, program, parts: [content, resources] }) => {
    expect(placesOf(program, layoutOf(path.basename(program), platform), path)).toEqual({ content, resources });
  });

  it('are looked for nowhere when a package unpacks itself', () => {
    const layout = layoutOf(`${name}-1.0.0-win-portable-x64-unsigned.exe`, 'win32');
    expect(layout).toMatchObject({ content: null, isHeld: false });
    expect(() => placesOf(`C:\\d\\${name}.exe`, layout, win32)).toThrow('unpacks itself');
  });
});

describe('the files of a package', () => {
  const files = (names) => names.map((file) => ({ name: file, bytes: 1 }));

  it.each([
    ['linux', ['LICENSE.electron.txt', 'resources/LICENSE.txt', 'resources/third-party-notices.txt']],
    ['win32', ['LICENSE.electron.txt', 'resources\\LICENSE.txt', 'resources\\third-party-notices.txt']],
    ['darwin', ['MacOS/App', 'Resources/LICENSE.txt', 'Resources/third-party-notices.txt']],
  ])('of %s have the licences, by the separators that it has', (_platform, names) => {
    expect(sortContent(files(names))).toEqual({ licences: [names[1]], notices: [names[2]], useless: [] });
  });

  it('are of no use when they are for developers', () => {
    const useless = ['resources\\default_app.asar', 'resources/app.asar.unpacked/x.js.map'];
    expect(sortContent(files([...useless, 'resources/app.asar'])).useless).toEqual(useless);
  });

  it('are counted as a whole by system, and what is ours closely on each', () => {
    const sized = (whole, ours) => [
      { name: 'x', bytes: mebibytes(whole - ours) },
      { name: 'resources\\app.asar', bytes: mebibytes(ours) },
    ];
    const limits = { linux: layoutOf(name, 'linux'), win32: layoutOf(`${name}.exe`, 'win32') };
    expect(judgeSize(sized(319, 9), limits.linux)).toEqual([]);
    expect(judgeSize(sized(321, 9), limits.linux)).toEqual(['the package takes 321.0 MiB, and may take 320']);
    expect(judgeSize(sized(321, 9), limits.win32)).toEqual([]);
    expect(judgeSize(sized(300, 13), limits.win32)).toEqual(['app.asar takes 13.0 MiB, and may take 12']);
    expect(judgeSize([{ name: 'x', bytes: 1 }], limits.linux)).toEqual(['app.asar takes 0.0 MiB, and may take 12']);
  });
});
