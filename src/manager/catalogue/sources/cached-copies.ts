import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasSystemCode, listNames, readJsonIfPresent, writeAtomic, writeJson } from '../../../base/files/files';
import { readOwnText } from '../../../base/files/own-file';
import { createSerial } from '../../../base/async/serial';
import { countOf, objectOf, textOf } from './loose-json';

/** What we know about a cached file beyond its content. */
export interface CopyFacts {
  /** When its content was last known to be the newest. */
  fetchedAtMs: number;
  etag: string | null;
  /** For the registry: when it was last read from the first to the last page. */
  wholeAtMs: number | null;
}

export interface CachedCopy extends CopyFacts {
  text: string;
}

/** The catalogue files in the folder that the reference keeps them in too, and our notes about them beside. */
export interface CachedCopies {
  read(name: string): Promise<CachedCopy | null>;
  /** `text` is null when the content is as it was and only the facts changed. */
  write(name: string, text: string | null, facts: CopyFacts): Promise<void>;
  /** What is known of a copy, without its text. */
  facts(name: string): Promise<CopyFacts | null>;
  /** A text that stays equal as long as no copy on disk has changed, whichever program wrote it. */
  stamp(): Promise<string>;
}

/** Name of a cached file as the reference computes it (docs/reference/on-disk.md 22): a 32-bit polynomial hash of the address, and the file's name. */
export function cacheFileName(url: string, fileName: string): string {
  let hash = 0;
  for (const letter of url) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return `${hash}_${fileName}`;
}

interface Note extends CopyFacts {
  /** State of the file the note is about; when another program writes the file, the note no longer counts. */
  mtimeMs: number;
  sizeBytes: number;
}

function readNote(value: unknown): Note | null {
  const note = objectOf(value);
  const fetchedAtMs = Date.parse(textOf(note['fetchedAt']));
  const mtimeMs = countOf(note['mtimeMs']);
  const sizeBytes = countOf(note['sizeBytes']);
  if (Number.isNaN(fetchedAtMs) || mtimeMs === null || sizeBytes === null) return null;
  const wholeAtMs = Date.parse(textOf(note['wholeAt']));
  return {
    fetchedAtMs,
    mtimeMs,
    sizeBytes,
    etag: textOf(note['etag']) || null,
    wholeAtMs: Number.isNaN(wholeAtMs) ? null : wholeAtMs,
  };
}

function writeNote(note: Note): Record<string, unknown> {
  const { fetchedAtMs, wholeAtMs, ...rest } = note;
  const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  return { fetchedAt: time(fetchedAtMs), wholeAt: time(wholeAtMs), ...rest };
}

interface FileState {
  mtimeMs: number;
  sizeBytes: number;
}

async function stateOf(file: string): Promise<FileState | null> {
  try {
    const { mtimeMs, size } = await stat(file);
    return { mtimeMs, sizeBytes: size };
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

/** A file that another program wrote is as old as its last change says; the creation time, which the reference uses, lies on Windows. */
function factsOf(state: FileState, note: Note | null, nowMs: number): CopyFacts {
  if (note !== null && note.mtimeMs === state.mtimeMs && note.sizeBytes === state.sizeBytes) {
    // A clock that was set back must not keep a copy fresh for ever.
    return { fetchedAtMs: Math.min(note.fetchedAtMs, nowMs), etag: note.etag, wholeAtMs: note.wholeAtMs };
  }
  return { fetchedAtMs: Math.min(state.mtimeMs, nowMs), etag: null, wholeAtMs: null };
}

/** Opens the folder of cached copies; `notesFile` is our own file. */
export function createCachedCopies(options: { cacheDir: string; notesFile: string }): CachedCopies {
  const { cacheDir, notesFile } = options;
  const inOrder = createSerial();
  const facts = async (name: string): Promise<CopyFacts | null> => {
    const state = await stateOf(join(cacheDir, name));
    if (state === null) return null;
    const note = readNote(objectOf(await readJsonIfPresent(notesFile))[name]);
    return factsOf(state, note, Date.now());
  };
  return {
    async stamp() {
      const names = (await listNames(cacheDir)).filter((name) => name.endsWith('.json'));
      const states = await Promise.all(names.map((name) => stateOf(join(cacheDir, name))));
      return names.map((name, at) => `${name} ${states[at]?.sizeBytes ?? 0} ${states[at]?.mtimeMs ?? 0}`).join('\n');
    },
    facts,
    async read(name) {
      const known = await facts(name);
      const text = known === null ? null : await readOwnText(join(cacheDir, name));
      return known === null || text === null ? null : { text, ...known };
    },
    write: (name, text, facts) =>
      inOrder(async () => {
        const file = join(cacheDir, name);
        if (text !== null) await writeAtomic(file, text);
        const state = await stateOf(file);
        if (state === null) return;
        const notes = objectOf(await readJsonIfPresent(notesFile));
        await writeJson(notesFile, { ...notes, [name]: writeNote({ ...facts, ...state }) });
      }),
  };
}
