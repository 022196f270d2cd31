import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { ensureFolder, listNames, writePlain } from '../../../base/files/files';
import { copyPlain } from '../../../base/files/hard-links';
import { isProgram } from '../environment/python-files';

/** What an embedded build is made of, beside its packages: programs, libraries, and the standard library in one archive. */
const parts: ReadonlySet<string> = new Set(['.exe', '.dll', '.pyd', '.zip']);

/** The file beside an embedded build that says where it looks for modules; null for any other Python. */
export async function findPathFile(interpreter: string): Promise<string | null> {
  const folder = dirname(interpreter);
  const name = (await listNames(folder)).find((one) => /^python\d+\._pth$/iu.test(one));
  return name === undefined ? null : join(folder, name);
}

/**
 * The same file for a copy of the build in another folder: what was copied is found there, everything else where it is. Folders of packages are left out: the
 * copy has one of its own, which has to come first. Pure.
 */
export function moveModulePaths(text: string, from: string, copied: ReadonlySet<string>): string {
  const lines = text.split(/\r?\n/u).flatMap((line) => {
    const place = line.trim();
    if (place === '' || place.startsWith('#') || /^import\s/u.test(place)) return [];
    if (place === '.' || copied.has(place)) return [place];
    return basename(place.replaceAll('\\', '/')) === 'site-packages' ? [] : [resolve(from, place)];
  });
  return [...lines, 'import site', ''].join('\n');
}

/**
 * Puts the programs of an embedded build into a folder again, where it keeps what is installed for itself; answers the interpreter there. The build itself is
 * only read: it can make no virtual environment. Throws `disk-full`.
 */
export async function copyEmbeddedPython(interpreter: string, pathFile: string, dir: string): Promise<string> {
  const folder = dirname(interpreter);
  const own = basename(interpreter);
  await ensureFolder(dir);
  const copied = new Set<string>();
  for (const name of await listNames(folder)) {
    const isPart = name === own || parts.has(extname(name).toLowerCase());
    if (!isPart || !(await isProgram(join(folder, name)))) continue;
    await copyPlain(join(folder, name), join(dir, name));
    copied.add(name);
  }
  const text = await readFile(pathFile, 'utf8');
  await writePlain(join(dir, basename(pathFile)), moveModulePaths(text, folder, copied));
  return join(dir, own);
}
