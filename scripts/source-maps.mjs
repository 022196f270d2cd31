// Where a line of a built file comes from. The maps are no part of a package: they are twice as large as the app. They are kept beside it instead, so
// that a stack out of somebody's log can be read with the maps of that very build.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename, dirname, join, posix, relative } from 'node:path';

/** Maps below a folder, as paths. */
function listMaps(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.map'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Copies the maps of a build into a folder of their own, in the place of those of an earlier build. @returns {number} how many there are */
export function keepMaps(outDir, keptDir) {
  rmSync(keptDir, { recursive: true, force: true });
  const maps = listMaps(outDir);
  for (const file of maps) {
    const copy = join(keptDir, relative(outDir, file));
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(file, copy);
  }
  return maps.length;
}

/**
 * Reads stacks by the maps of a folder. Built files are known by their name alone: it holds a hash, or there is one of it.
 * @param {string} folder
 * @returns {(text: string) => string} puts file, line and column of the source into each frame that has a map, and leaves the others
 */
export function openMaps(folder) {
  const files = new Map(listMaps(folder).map((file) => [basename(file, '.map'), file]));
  const opened = new Map();
  const open = (name) => {
    if (!opened.has(name)) opened.set(name, new SourceMap(JSON.parse(readFileSync(files.get(name), 'utf8'))));
    return opened.get(name);
  };
  const findOrigin = ({ place, line, column }) => {
    const name = place.split(/[\\/]/).at(-1);
    if (!files.has(name)) return `${place}:${line}:${column}`;
    const { originalSource, originalLine, originalColumn } = open(name).findEntry(Number(line) - 1, Number(column) - 1);
    if (originalSource === undefined) return `${place}:${line}:${column}`;
    const source = posix.normalize(originalSource).replace(/^(\.\.\/)+/, '');
    return `${source}:${originalLine + 1}:${originalColumn + 1}`;
  };
  const frame = /(?<before>^\s*at (?:.*\()?)(?<place>\S.*?\.c?js):(?<line>\d+):(?<column>\d+)/gm;
  return (text) =>
    // A log keeps a stack in one line.
    text.replaceAll('\\n', '\n').replace(frame, (...found) => {
      const groups = found.at(-1);
      return `${groups.before}${findOrigin(groups)}`;
    });
}

export const hasMaps = (folder) => listMaps(folder).length > 0;
