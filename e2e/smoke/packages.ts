import { execFile } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { extractFile } from '@electron/asar';

const run = promisify(execFile);

/** Name of the program in every package for Linux. */
export const program = 'comfyui-manager-desktop';

/** A package as a person has it once it is unpacked, away from the project. */
export interface OpenedPackage {
  /** What is started. */
  executable: string;
  /** The executable of Electron itself and what lies beside it; of an AppImage it is a copy, for what is started unpacks itself. */
  electron: string;
  /** Of its package.json, e.g. 0.1.0. */
  version: string;
}

/** The packages that `npm run smoke` was given: files, unpacked folders or programs. */
export function givenPackages(): string[] {
  const given = process.env['SMOKE_PACKAGES'];
  if (given === undefined) throw new Error('SMOKE_PACKAGES is not set: start these specs by `npm run smoke`.');
  return JSON.parse(given) as string[];
}

/** Unpacks a package into a folder that everybody may read; a program that was installed is taken where it is. */
export async function openPackage(file: string, folder: string): Promise<OpenedPackage> {
  await mkdir(folder, { recursive: true });
  const [executable, electron] = await unpack(file, folder);
  return { executable, electron, version: versionOf(electron) };
}

/** The folder of an executable: what a package brings. */
export function contentOf({ electron }: OpenedPackage): string {
  return dirname(electron);
}

async function unpack(file: string, folder: string): Promise<[executable: string, electron: string]> {
  if (file.endsWith('.AppImage')) return unpackAppImage(file, folder);
  if (file.endsWith('.deb')) {
    await run('dpkg-deb', ['-x', file, folder]);
    return twice(join(folder, 'opt', program, program));
  }
  if (file.endsWith('.tar.gz')) {
    await run('tar', ['-xzf', file, '-C', folder]);
    const [top = ''] = await readdir(folder);
    return twice(join(folder, top, program));
  }
  if (!(await stat(file)).isDirectory()) return twice(file);
  await cp(file, join(folder, 'app'), { recursive: true, verbatimSymlinks: true });
  return twice(join(folder, 'app', program));
}

async function unpackAppImage(file: string, folder: string): Promise<[string, string]> {
  const executable = join(folder, basename(file));
  await copyFile(file, executable);
  await chmod(executable, 0o755);
  await run(executable, ['--appimage-extract'], { cwd: folder, maxBuffer: 64 << 20 });
  return [executable, join(folder, 'squashfs-root', program)];
}

const twice = (executable: string): [string, string] => [executable, executable];

function versionOf(electron: string): string {
  // macOS keeps them in Contents/Resources, beside the folder of the executable.
  const resources =
    process.platform === 'darwin' ? join(dirname(electron), '..', 'Resources') : join(dirname(electron), 'resources');
  const { version } = JSON.parse(extractFile(join(resources, 'app.asar'), 'package.json').toString('utf8')) as {
    version: string;
  };
  return version;
}
