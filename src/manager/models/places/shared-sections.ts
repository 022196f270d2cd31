import { isDeepStrictEqual } from 'node:util';
import { parse, stringify } from 'yaml';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { cannotBeRead, isSection, readOptions } from './extra-paths';

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
const ownSection = /^# >>> ComfyUI Manager Desktop\b.*\r?\n([\s\S]*?)^# <<< ComfyUI Manager Desktop\b.*(?:\r?\n|$)/gmu;
const sectionName = 'comfyui_manager_desktop';

type Sections = Readonly<Record<string, unknown>>;

function refusedFile(problem: ReturnType<typeof msg>): AppError {
  return new AppError('invalid-input', problem, {
    remedy: msg`Correct that file beside main.py, then try again; it was left as it is.`,
  });
}

function readSections(text: string, fileName: string): Sections {
  let document: unknown;
  try {
    document = parse(text, readOptions);
  } catch (error) {
    throw refusedFile(cannotBeRead(fileName, error));
  }
  if (document === null || document === undefined) return {};
  if (isSection(document)) return document;
  throw refusedFile(msg`${fileName} has no sections, so its folders are not used.`);
}

function baseOf(block: string): string | null {
  try {
    const document: unknown = parse(block, readOptions);
    const [section] = isSection(document) ? Object.values(document) : [];
    return isSection(section) && typeof section['base_path'] === 'string' ? section['base_path'] : null;
  } catch {
    return null;
  }
}

/** The folders that this app has added to the text of a paths file. Pure. */
export function listShared(text: string): string[] {
  return [...text.matchAll(ownSection)].flatMap(([, block = '']) => baseOf(block) ?? []);
}

function freeName(sections: Sections): string {
  let name = sectionName;
  for (let at = 2; Object.hasOwn(sections, name); at += 1) name = `${sectionName}_${at}`;
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
  if (isDeepStrictEqual(readSections(changed, fileName), { ...before, [name]: section })) return changed;
  throw refusedFile(msg`A section cannot be added at the end of ${fileName}.`);
}

/** The text without the sections of this app for a folder; null where there is none. Pure. */
export function removeShared(text: string, base: string): string | null {
  const changed = text.replace(ownSection, (whole, block: string) => (baseOf(block) === base ? '' : whole));
  return changed === text ? null : changed;
}
