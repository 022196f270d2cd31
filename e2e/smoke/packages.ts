import { execFile } from 'node:child_process';
import { chmod, copyFile, cp, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { extractFile } from '@electron/asar';
import { placesOf, type ContentFile, type PackageLayout } from './package-content';

const run = promisify(execFile);

/** Name of the program in every package for Linux. */
export const program = 'comfyui-manager-desktop';

/** A package that is tried: a file, an unpacked folder or a program, and where its parts lie. */
export interface GivenPackage {
  file: string;
  layout: PackageLayout;
}

/** A package as a person has it once it is unpacked, away from the project. */
export interface OpenedPackage {
  /** What is started. */
  executable: string;
  /** The executable of Electron itself and what lies beside it; of an AppImage it is a copy, for what is started unpacks itself. */
  electron: string;
}

/** What `npm run smoke` was given. */
export function givenPackages(): GivenPackage[] {
  const given = process.env['SMOKE_PACKAGES'];
  if (given === undefined) throw new Error('SMOKE_PACKAGES is not set: start these specs by `npm run smoke`.');
  return JSON.parse(given) as GivenPackage[];
}

/** Unpacks a package into a folder that everybody may read; a program that was installed is taken where it is. */
export async function openPackage(file: string, folder: string): Promise<OpenedPackage> {
  await mkdir(folder, { recursive: true });
  const [executable, electron] = await unpack(file, folder);
  return { executable, electron };
}

/** Everything that a package brings, links as what they are. */
export async function listContent(folder: string): Promise<ContentFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => ({ name: relative(folder, file), bytes: (await lstat(file)).size })));
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

/** What package.json says in there, e.g. 0.1.0. */
export function versionOf({ electron }: OpenedPackage, layout: PackageLayout): string {
  const { resources } = placesOf(electron, layout);
  const { version } = JSON.parse(extractFile(join(resources, 'app.asar'), 'package.json').toString('utf8')) as {
    version: string;
  };
  return version;
}
