import { stat, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import { writeJson } from '../../src/base/files/files';
import { AppError } from '../../src/contract/errors';
import type { ShellOperations } from '../../src/contract/operations';
import { maxSnapshotBytes } from '../../src/contract/snapshots';
import { callCore } from '../workspace/core-call';
import type { Workspace } from '../workspace/workspace';

type SnapshotFileOperations = Pick<ShellOperations, 'desktop.exportSnapshot' | 'desktop.importSnapshot'>;

const documentFilter = { name: 'JSON', extensions: ['json'] };
const importFilter = { name: 'JSON, YAML', extensions: ['json', 'yaml', 'yml'] };

async function writeDocument(path: string, document: unknown): Promise<void> {
  try {
    await writeJson(path, document);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('snapshot-failed', `The snapshot could not be written to ${path}: ${reason}.`, {
      remedy: 'Choose another folder.',
      cause: error,
    });
  }
}

/** The text of a file that may be a snapshot. Throws `snapshot-failed` for one that is too large, or cannot be read. */
async function readDocument(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= maxSnapshotBytes) return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('snapshot-failed', `${basename(path)} cannot be read: ${reason}.`, {
      remedy: 'Choose another file.',
      cause: error,
    });
  }
  throw new AppError('snapshot-failed', `${basename(path)} has more than 64 MB, as no snapshot has.`, {
    remedy: 'Choose a file that this app or ComfyUI-Manager saved as a snapshot.',
  });
}

/** Snapshots go out to files of the person, and come in from them. */
export function createSnapshotFiles(
  window: BrowserWindow,
  workspace: Pick<Workspace, 'operations'>,
): SnapshotFileOperations {
  return {
    'desktop.exportSnapshot': async ({ name, title }) => {
      // The snapshot is read first, so that a failure is told before the person chooses a place.
      const { document } = await callCore(workspace, 'snapshots.read', { target: name });
      const defaultPath = join(app.getPath('documents'), `${name}.json`);
      const chosen = await dialog.showSaveDialog(window, { title, defaultPath, filters: [documentFilter] });
      if (chosen.canceled || chosen.filePath === '') return { path: null };
      await writeDocument(chosen.filePath, document);
      return { path: chosen.filePath };
    },
    'desktop.importSnapshot': async ({ title }) => {
      const filters = [importFilter];
      const chosen = await dialog.showOpenDialog(window, { title, filters, properties: ['openFile'] });
      const path = chosen.canceled ? undefined : chosen.filePaths[0];
      if (path === undefined) return { file: null };
      return { file: { name: basename(path), text: await readDocument(path) } };
    },
  };
}
