import { realpath, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { cacheReadings } from '../../../base/files/cache-by-stamp';
import { hasSystemCode, isInside, resolveInside } from '../../../base/files/files';
import { isUnreadable, readWhole } from '../../../base/files/read-whole';
import { realPlaceOf } from '../../../base/files/real-place';

/** One line as it stands in a requirements file, continuation lines joined, trimmed. */
export interface RequirementText {
  text: string;
  /** For messages: `requirements.txt line 3`. */
  source: string;
  /** Lines of a `-c` file bind versions but ask for nothing. */
  isConstraint: boolean;
  /** Folder of the file, relative to the pack; local paths count from there. */
  folder: string;
}

const maxNesting = 8;
/** No requirements file has more, in bytes. */
const maxFileBytes = 4 * 1024 * 1024;
/** No line has more, in characters: what is longer was made to be read for hours, and is cut to what nobody can read as a requirement. */
const maxLineLength = 10_000;
const shownOfLong = 100;

const withoutEnd = (line: string): string =>
  line.length > maxLineLength ? `${line.slice(0, shownOfLong).trimEnd()} …` : line;

/** The text of a requirements file in whatever encoding its author's editor wrote: BOM first, then UTF-16 by its zero bytes, UTF-8, Windows-1252. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const zeroAt = bytes.indexOf(0);
  if (zeroAt >= 0) return new TextDecoder(zeroAt % 2 === 0 ? 'utf-16be' : 'utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/**
 * Where a line of a requirements file ends: wherever Python's `str.splitlines` ends one, by which pip reads such files. An editor shows
 * most of these as nothing, so that an option behind one looks like a part of the line before it.
 */
const lineEnd = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/**
 * The lines of a requirements file, or of any text that will stand in one. Joins continuation lines (a backslash before the line end) and
 * says on which line each began. Comments end a continuation, as in pip.
 */
export function splitLines(text: string): { text: string; line: number }[] {
  const logical: { text: string; line: number }[] = [];
  let open: { text: string; line: number } | null = null;
  for (const [index, raw] of text.split(lineEnd).map(withoutEnd).entries()) {
    const isComment = /^\s*#/.test(raw);
    const continues = raw.endsWith('\\') && !isComment;
    // All of them, as pip does: one that stayed would take the next line in.
    const piece = continues ? raw.replace(/^\\+|\\+$/g, '') : raw;
    const joined: { text: string; line: number } = open
      ? { text: `${open.text}${isComment ? '' : piece}`, line: open.line }
      : { text: piece, line: index + 1 };
    open = continues ? joined : null;
    if (!continues) logical.push({ ...joined, text: withoutEnd(joined.text).trim() });
  }
  if (open) logical.push({ ...open, text: withoutEnd(open.text).trim() });
  return logical.filter(({ text: line }) => line !== '');
}

/** Cuts a comment the way pip does: `#` at the beginning or after white space. */
export function cutComment(text: string): string {
  return text.replace(/(^|[\s\x1f]+)#.*$/, '').trim();
}

const nestedPattern = /^(?:-r|--requirement|-c|--constraint)(?:\s*=?\s*)(\S.*)$/;

interface FileToRead {
  /** Relative to the pack, with slashes. */
  name: string;
  isConstraint: boolean;
  depth: number;
  requestedBy: string | null;
}

/** A name as a file of the pack gives it, relative to the pack; an absolute one stays so and is refused later. */
function joinName(folder: string, name: string): string {
  const slashed = name.replaceAll('\\', '/');
  return /^(?:[a-zA-Z]:|\/)/.test(slashed) ? slashed : posix.join(folder, slashed);
}

async function refuseLinkOut(packDir: string, file: FileToRead, target: string): Promise<void> {
  if (isInside(await realpath(packDir), await realpath(target))) return;
  throw new AppError(
    'path-outside-root',
    msg`"${file.name}" is a link that leads out of the pack, so it was not read.`,
    {
      remedy: msg`Report it to the author of the pack.`,
    },
  );
}

function tooLarge({ name }: FileToRead): AppError {
  return new AppError(
    'requirements-failed',
    msg`The file "${name}" of the pack has more than 4 MiB, so it was not read.`,
    {
      remedy: msg`Report it to the author of the pack.`,
    },
  );
}

/** Reads a file by its name, relative to the pack; null when there is none. */
type ReadText = (file: Pick<FileToRead, 'name'>) => Promise<string | null>;

async function readAnew(packDir: string, file: FileToRead): Promise<string | null> {
  try {
    const target = await resolveInside(packDir, file.name);
    if ((await stat(target)).size > maxFileBytes) throw tooLarge(file);
    const bytes = await readWhole(target);
    await refuseLinkOut(packDir, file, target);
    return decodeText(bytes);
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return null;
    if (!isUnreadable(error)) throw error;
    throw new AppError('requirements-failed', msg`The file "${file.name}" of the pack cannot be read.`, {
      remedy: msg`Give this app the right to read it, or install the pack again.`,
      cause: error,
    });
  }
}

/** An installation reads the files of everybody, and nearly all are as they were. */
const cached = cacheReadings<string | null>();

const readOnDisk = (packDir: string) => (file: FileToRead) =>
  cached(join(packDir, file.name), () => readAnew(packDir, file), `${packDir}\n${file.name}`);

function refuseMissing({ name, requestedBy }: FileToRead): void {
  if (requestedBy === null) return;
  throw new AppError(
    'requirements-failed',
    msg`${requestedBy} names the file "${name}", which the pack does not contain.`,
    {
      remedy: msg`Report it to the author of the pack.`,
    },
  );
}

function nestedFile(line: RequirementText, parent: FileToRead): FileToRead | null {
  const name = nestedPattern.exec(cutComment(line.text))?.[1]?.replace(/^(["'])(.*)\1$/, '$2');
  if (name === undefined) return null;
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(name) || parent.depth >= maxNesting) {
    const why =
      parent.depth >= maxNesting
        ? msg`its files refer to one another too deeply`
        : msg`only files of the pack itself are read`;
    throw new AppError('requirements-failed', msg`${line.source} ("${line.text}") was refused: ${why}.`, {
      remedy: msg`Report it to the author of the pack, or replace this line in pip_overrides.json.`,
    });
  }
  const isConstraint = parent.isConstraint || /^(-c|--constraint)/.test(line.text);
  const joined = joinName(posix.dirname(parent.name), name);
  return { name: joined, isConstraint, depth: parent.depth + 1, requestedBy: line.source };
}

async function readFileLines(read: (file: FileToRead) => Promise<string | null>, file: FileToRead) {
  const content = await read(file);
  if (content === null) refuseMissing(file);
  const folder = posix.dirname(file.name);
  const lines: RequirementText[] = [];
  for (const { text, line } of splitLines(content ?? '')) {
    const own = { text, source: `${file.name} line ${line}`, isConstraint: file.isConstraint, folder };
    const nested = nestedFile(own, file);
    if (nested) lines.push(...(await readFileLines(read, nested)));
    else lines.push(own);
  }
  return lines;
}

/**
 * The lines of a pack's requirements file with those of the files it names (`-r`, `-c`) in their place; none when it has no such file.
 * Throws `path-outside-root` for a name that leads out of the pack and `requirements-failed` for one that is missing or an address.
 */
export async function readRequirementTexts(packDir: string, name = 'requirements.txt'): Promise<RequirementText[]> {
  return readFileLines(readOnDisk(packDir), { name, isConstraint: false, depth: 0, requestedBy: null });
}

/** The same of files that do not lie on disk, such as those of a commit. Throws `requirements-failed`, and what `read` throws. */
export async function readTextsThrough(read: ReadText, name: string): Promise<RequirementText[]> {
  return readFileLines(read, { name, isConstraint: false, depth: 0, requestedBy: null });
}

/** A local path of a line as an absolute one inside the pack. Throws `path-outside-root`. */
export async function resolveLocalPath(packDir: string, line: RequirementText, path: string): Promise<string> {
  const joined = joinName(line.folder, path);
  if (['.', '../'].includes(joined)) return packDir;
  const target = await resolveInside(packDir, joined).catch(() => null);
  const isLinkedOut = target !== null && !(await leadsInside(packDir, target));
  if (target !== null && !isLinkedOut) return target;
  throw new AppError(
    'path-outside-root',
    msg`${line.source} ("${line.text}") takes a package from outside of the pack.`,
    {
      remedy: msg`Report it to the author of the pack, or replace this line in pip_overrides.json.`,
      details: { line: line.text, source: line.source },
    },
  );
}

async function leadsInside(packDir: string, target: string): Promise<boolean> {
  const [real, root] = await Promise.all([realPlaceOf(target), realPlaceOf(packDir)]);
  return real !== null && root !== null && (real === root || isInside(root, real));
}
