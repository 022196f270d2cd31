import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { dialog, type BrowserWindow, type FileFilter } from 'electron';
import { AppError, type ErrorCode } from '../../src/contract/errors';

/** A kind of document that goes out to files of a person and comes in from them, in the words of what is said of it. */
export interface DocumentKind {
  /** The code of what goes wrong with one. */
  code: ErrorCode;
  /** What could not be written: `The snapshot`. */
  subject: string;
  /** More than any of them has, in MiB. */
  mostMebibytes: number;
  /** What is said of a file with more, after `has more than 64 MB,`, and what to do. */
  tooLarge: { why: string; remedy: string };
  /** Which files can be chosen. */
  opens: FileFilter;
}

export interface DocumentFiles {
  /** Lets the person name a file, and writes it; null when none was named. */
  save(asked: { title: string; defaultPath: string; write: (path: string) => Promise<void> }): Promise<string | null>;
  /** Lets the person choose a file, and reads its text; null when none was chosen. */
  open(title: string): Promise<{ name: string; text: string } | null>;
}

const savedAs = { name: 'JSON', extensions: ['json'] };

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Documents of one kind in files of the person. */
export function createDocumentFiles(window: BrowserWindow, kind: DocumentKind): DocumentFiles {
  const { code, subject, mostMebibytes, tooLarge } = kind;
  const read = async (path: string): Promise<string> => {
    try {
      const { size } = await stat(path);
      if (size <= mostMebibytes * 1024 ** 2) return await readFile(path, 'utf8');
    } catch (cause) {
      const remedy = 'Choose another file.';
      throw new AppError(code, `${basename(path)} cannot be read: ${reasonOf(cause)}.`, { remedy, cause });
    }
    const what = `${basename(path)} has more than ${mostMebibytes} MB, ${tooLarge.why}`;
    throw new AppError(code, what, { remedy: tooLarge.remedy });
  };
  return {
    async save({ title, defaultPath, write }) {
      const { canceled, filePath } = await dialog.showSaveDialog(window, { title, defaultPath, filters: [savedAs] });
      if (canceled || filePath === '') return null;
      try {
        await write(filePath);
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        const what = `${subject} could not be written to ${filePath}: ${reasonOf(cause)}.`;
        throw new AppError(code, what, { remedy: 'Choose another folder.', cause });
      }
      return filePath;
    },
    async open(title) {
      const chosen = await dialog.showOpenDialog(window, { title, filters: [kind.opens], properties: ['openFile'] });
      const path = chosen.canceled ? undefined : chosen.filePaths[0];
      return path === undefined ? null : { name: basename(path), text: await read(path) };
    },
  };
}
