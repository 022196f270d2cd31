import { statSync } from 'node:fs';
import { win32 } from 'node:path';

interface Machine {
  platform: NodeJS.Platform;
  isFile: (path: string) => boolean;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** What Windows puts behind a name where nothing else is said. */
const usualEndings = '.COM;.EXE;.BAT;.CMD';

/**
 * The path of a program that is called by its bare name. On Windows the system looks for it in the working folder before PATH, and that folder can be a
 * pack with a `git.exe` of its own, so it is looked for here, in the absolute folders of PATH alone. A path, and a name on other systems, stays as it is;
 * what nobody has becomes a path that does not exist.
 *
 * @param env The environment that the program is started in.
 */
export function findProgram(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  { platform, isFile: isThere }: Machine = { platform: process.platform, isFile },
): string {
  if (platform !== 'win32' || /[\\/:]/.test(name)) return name;
  const valueOf = (wanted: string): string =>
    Object.entries(env).find(([key]) => key.toUpperCase() === wanted)?.[1] ?? '';
  const endings = (valueOf('PATHEXT') || usualEndings).split(';').filter((ending) => ending !== '');
  const names = [...(win32.extname(name) === '' ? [] : [name]), ...endings.map((ending) => `${name}${ending}`)];
  const folders = valueOf('PATH')
    .split(win32.delimiter)
    .map((folder) => folder.replaceAll('"', '').trim())
    .filter((folder) => win32.isAbsolute(folder));
  const paths = folders.flatMap((folder) => names.map((one) => win32.join(folder, one)));
  return paths.find(isThere) ?? win32.join(valueOf('SYSTEMROOT') || 'C:\\Windows', 'System32', name);
}
