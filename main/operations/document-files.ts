import { basename } from 'node:path';
import { dialog, type BrowserWindow, type FileFilter } from 'electron';
import { AppError } from '../../src/contract/errors';
import { msg, type Message } from '../../src/contract/text/message';
import { readDocument, reasonOf, type ReadKind } from './read-document';

/** A kind of document that goes out to files of a person and comes in from them, in the words of what is said of it. */
export interface DocumentKind extends ReadKind {
  /** What could not be written: `The snapshot`. */
  subject: Message;
  /** Which files can be chosen. */
  opens: FileFilter;
  /** What it can be saved as beside JSON. */
  savesAs?: FileFilter[];
}

export interface DocumentFiles {
  /** Lets the person name a file, and writes it; null when none was named. */
  save(requested: {
    title: string;
    defaultPath: string;
    write: (path: string) => Promise<void>;
  }): Promise<string | null>;
  /** Lets the person choose a file, and reads its text; null when none was chosen. */
  open(title: string): Promise<{ name: string; text: string } | null>;
}

const savedAs = { name: 'JSON', extensions: ['json'] };

/** Documents of one kind in files of the person. */
export function createDocumentFiles(window: BrowserWindow, kind: DocumentKind): DocumentFiles {
  const { code, subject, savesAs = [] } = kind;
  return {
    async save({ title, defaultPath, write }) {
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        ...{ title, defaultPath, filters: [savedAs, ...savesAs] },
      });
      if (canceled || filePath === '') return null;
      try {
        await write(filePath);
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        const what = msg`${subject} could not be written to ${filePath}: ${reasonOf(cause)}.`;
        throw new AppError(code, what, { remedy: msg`Choose another folder.`, cause });
      }
      return filePath;
    },
    async open(title) {
      const chosen = await dialog.showOpenDialog(window, { title, filters: [kind.opens], properties: ['openFile'] });
      const path = chosen.canceled ? undefined : chosen.filePaths[0];
      return path === undefined ? null : { name: basename(path), text: await readDocument(kind, path) };
    },
  };
}
