import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectDir } from '../project.mjs';
import { checkPackages, findDebProblems, outputDir } from './check-packages.mjs';

const file = { mode: '-rw-r--r--', owner: 'root/root', bytes: 1 };
const home = './opt/comfyui-manager-desktop';
const icons = [16, 24, 32, 48, 64, 96, 128, 256, 512].map(
  (edge) => `./usr/share/icons/hicolor/${edge}x${edge}/apps/comfyui-manager-desktop.png`,
);
const paths = [
  ...icons,
  ...['comfyui-manager-desktop', 'chrome-sandbox', 'LICENSE.electron.txt', 'LICENSES.chromium.html'].map(
    (name) => `${home}/${name}`,
  ),
  ...['app.asar', 'apparmor-profile', 'LICENSE.txt', 'third-party-notices.txt'].map(
    (name) => `${home}/resources/${name}`,
  ),
  './usr/share/applications/io.github.comfyui-manager-desktop.app.desktop',
  './usr/share/mime/packages/comfyui-manager-desktop.xml',
  './usr/share/metainfo/io.github.comfyui-manager-desktop.app.metainfo.xml',
  './usr/share/man/man1/comfyui-manager-desktop.1',
  './usr/share/doc/comfyui-manager-desktop/copyright',
];
const right = () => ({
  fields: {
    Package: 'comfyui-manager-desktop',
    Depends: 'libgtk-3-0t64 | libgtk-3-0, libasound2t64 | libasound2, libgbm1, libnss3, libx11-xcb1',
    Recommends: 'git, python3, python3-venv',
  },
  entries: Object.fromEntries(paths.map((path) => [path, file])),
  scripts: ['postinst', 'postrm'],
});

describe('a deb', () => {
  it('that is whole has no problem', () => {
    expect(findDebProblems(right())).toEqual([]);
  });

  it.each(paths)('without %s is told', (path) => {
    const deb = right();
    delete deb.entries[path];
    expect(findDebProblems(deb)).toEqual([`${path} is missing`]);
  });

  it('with what must not be there is told', () => {
    const deb = right();
    deb.entries['./opt/ComfyUI Manager Desktop'] = file;
    deb.entries[`${home}/resources/default_app.asar`] = { ...file, owner: 'me/me' };
    deb.fields.Depends = 'libgtk-3-0t64 | libgtk-3-0, libasound2, libnss3, libx11-xcb1';
    deb.scripts = [];
    expect(findDebProblems(deb)).toEqual([
      'Depends does not name libgbm1',
      'Depends does not name libasound2t64 | libasound2',
      './opt/ComfyUI Manager Desktop has a space',
      `${home}/resources/default_app.asar is Electron's example`,
      `${home}/resources/default_app.asar is not root's`,
      'it has no postinst',
      'it has no postrm',
    ]);
  });
});

describe('what was made', () => {
  it('lies where electron-builder was told to', () => {
    expect(outputDir([])).toBe(join(projectDir, 'dist'));
    expect(outputDir(['--dir', '-c.directories.output=/tmp/a=b'])).toBe('/tmp/a=b');
    expect(outputDir(['--config.directories.output=/tmp/c'])).toBe('/tmp/c');
  });

  it('is what is new in that folder, with its size, and has no space in its name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'made '));
    try {
      await writeFile(join(folder, 'app.tar.gz'), Buffer.alloc(3_000_000));
      await writeFile(join(folder, 'latest.yml'), '');
      expect(checkPackages(folder, 0)).toEqual([{ name: 'app.tar.gz', megabytes: 3 }]);
      expect(checkPackages(folder, Date.now() + 60_000)).toEqual([]);
      await writeFile(join(folder, 'an app.zip'), '');
      expect(() => checkPackages(folder, 0)).toThrow('an app.zip: the name has a space');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
