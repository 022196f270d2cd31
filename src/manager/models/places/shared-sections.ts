import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import type { Reading } from '../../../base/beside/reading';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { cannotBeRead } from './extra-paths';
import { loadLikePython } from './python-yaml';

/** A folder that ComfyUI reads models from, and which folders hold what: below it with `/`, or absolute. */
export interface SharedFolder {
  base: string;
  foldersByKey: Readonly<Record<string, readonly string[]>>;
  /** They come before all others, so that downloads go there; of each key the last one comes first. */
  isDefault?: boolean;
}

// The lines around a section are how the app knows its own again; all others are the person's, and stay as they are, byte for byte.
const opening = '# >>> ComfyUI Manager Desktop added this: models are read where they lie.';
const closing = '# <<< ComfyUI Manager Desktop';
const opens = /^# >>> ComfyUI Manager Desktop\b/u;
const closes = /^# <<< ComfyUI Manager Desktop\b/u;
const sectionName = 'comfyui_manager_desktop';

type Sections = ReadonlyMap<unknown, unknown>;

function refusedFile(problem: ReturnType<typeof msg>): AppError {
  return new AppError('invalid-input', problem, {
    remedy: msg`Correct that file beside main.py, then try again; it was left as it is.`,
  });
}

function readSections(text: string, fileName: string): Sections {
  let document: unknown;
  try {
    document = loadLikePython(text);
  } catch (error) {
    throw refusedFile(cannotBeRead(fileName, error));
  }
  if (document === null) return new Map();
  if (document instanceof Map) return document;
  throw refusedFile(msg`${fileName} has no sections, so its folders are not used.`);
}

function baseOf(block: string): string | null {
  try {
    const document = loadLikePython(block);
    const [section] = document instanceof Map ? [...new Map<unknown, unknown>(document).values()] : [];
    const base: unknown = section instanceof Map ? section.get('base_path') : null;
    return typeof base === 'string' ? base : null;
  } catch {
    return null;
  }
}

/** The text in parts, one after the other: with the lines around it, a section of this app and the folder that it names. One walk over the lines. */
function splitOwn(text: string): { part: string; base: string | null }[] {
  const parts: { part: string; base: string | null }[] = [];
  let [plain, own]: [string[], string[] | null] = [[], null];
  for (const line of text.split(/(?<=\n)/u)) {
    if (own === null && opens.test(line)) own = [line];
    else if (own === null) plain.push(line);
    else if (closes.test(line)) {
      parts.push({ part: plain.join(''), base: null });
      parts.push({ part: [...own, line].join(''), base: baseOf(own.slice(1).join('')) });
      [plain, own] = [[], null];
    } else own.push(line);
  }
  return [...parts, { part: [...plain, ...(own ?? [])].join(''), base: null }];
}

/** The folders that this app has added to the text of a paths file. Pure. */
export function listShared(text: string): string[] {
  return splitOwn(text).flatMap(({ base }) => base ?? []);
}

function freeName(sections: Sections): string {
  let name = sectionName;
  for (let at = 2; sections.has(name); at += 1) name = `${sectionName}_${at}`;
  return name;
}

/**
 * The text of a paths file with a further section at its end; what is there stays byte for byte. It is read again before it is given out: every other section
 * has to say what it said. Throws `invalid-input` for a text that is broken or cannot be added to. Pure.
 */
export function addShared(
  text: string,
  { base, foldersByKey, isDefault = false }: SharedFolder,
  fileName: string,
): string {
  const before = readSections(text, fileName);
  const name = freeName(before);
  const lines = Object.entries(foldersByKey).map(([key, folders]) => [key, folders.join('\n')] as const);
  const section = { base_path: base, ...(isDefault && { is_default: true }), ...Object.fromEntries(lines) };
  // ComfyUI reads YAML 1.1, in which more words than `true` are no text.
  const block = stringify({ [name]: section }, { version: '1.1', lineWidth: 0 });
  const head = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const changed = `${head}${opening}\n${block}${closing}\n`;
  const wanted = new Map<unknown, unknown>([...before, [name, new Map(Object.entries(section))]]);
  if (isDeepStrictEqual(readSections(changed, fileName), wanted)) return changed;
  throw refusedFile(msg`A section cannot be added at the end of ${fileName}.`);
}

/** The text without the sections of this app for a folder; null where there is none. Pure. */
export function removeShared(text: string, base: string): string | null {
  const parts = splitOwn(text);
  const rest = parts.filter((one) => one.base !== base);
  return rest.length === parts.length ? null : rest.map(({ part }) => part).join('');
}

/** These three beside the main thread: whoever can write the ComfyUI folder can write such a file. */
export const sharedListing: Reading<string, string[]> = { name: 'shared-listing', read: listShared };
export const sharedAddition: Reading<{ text: string; shared: SharedFolder; fileName: string }, string> = {
  name: 'shared-addition',
  read: ({ text, shared, fileName }) => addShared(text, shared, fileName),
};
export const sharedRemoval: Reading<{ text: string; base: string }, string | null> = {
  name: 'shared-removal',
  read: ({ text, base }) => removeShared(text, base),
};
