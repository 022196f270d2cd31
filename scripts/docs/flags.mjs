// Arguments of our own commands that the pages name (`npm run torture -- --seed N`): the script behind the command, or what it imports, knows each of them.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const COMMAND = /\bnpm (?:run (?:--silent )?([\w-]+)|(start|test))\b/;

/** Flags behind `--` in one piece of code; what stands in quotes is a value. */
function listFlags(code) {
  const plain = code.replaceAll(/'[^']*'|"[^"]*"/g, 'VALUE');
  const words = /^(?:.*? )?-- (.*)$/s.exec(plain)?.[1] ?? '';
  return words.match(/(?<=^| )--[a-z][\w-]*/g) ?? [];
}

/**
 * Flags that a page names, as `{command, flag}`. A line names its command first; further flags of it may stand alone (`-- --seed S`).
 * @param {string} page
 */
export function listNamedFlags(page) {
  const isFenced = fencedLines(page);
  return page.split('\n').flatMap((line, index) => {
    const pieces = isFenced[index] ? [line] : [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
    let command;
    return pieces.flatMap((code) => {
      const [, one, other] = COMMAND.exec(code) ?? [];
      command = one ?? other ?? command;
      const isOurs = command !== undefined && (one !== undefined || other !== undefined || code.startsWith('-- '));
      return isOurs ? listFlags(code).map((flag) => ({ command, flag })) : [];
    });
  });
}

function fencedLines(page) {
  let isInside = false;
  return page.split('\n').map((line) => {
    if (/^ *```/.test(line)) isInside = !isInside;
    return isInside;
  });
}

/** The text of a script and of all files beside it that it imports. @param {string} file @param {(file: string) => string | null} read */
export function readWithImports(file, read, seen = new Set()) {
  const text = seen.has(file) ? null : read(file);
  if (text === null) return '';
  seen.add(file);
  const imports = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, name]) => name);
  const others = imports.map((name) =>
    readWithImports(normalize(join(dirname(file), name)).replaceAll('\\', '/'), read, seen),
  );
  return [text, ...others].join('\n');
}

/** Whether a script's text knows a flag, with its dashes or as a name of `parseArgs`. */
export function knowsFlag(text, flag) {
  const name = flag.replace(/^--/, '');
  return new RegExp(`(?<![\\w-])(--)?${name}(?![\\w-])['"\`: |=\\]]`).test(text);
}

/** Complaints about flags that no script knows. @param {{scripts: Record<string, string>, root: string}} project */
export function findUnknownFlags(file, page, { scripts, root }) {
  const read = (name) => (existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : null);
  const unknown = listNamedFlags(page).filter(({ command, flag }) => {
    const script = /^node (\S+)$/.exec(scripts[command] ?? '')?.[1];
    return script !== undefined && !knowsFlag(readWithImports(script, read), flag);
  });
  return unknown.map(({ command, flag }) => `${file}: the command ${command} knows no ${flag}`);
}
