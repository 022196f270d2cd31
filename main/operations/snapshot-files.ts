import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { writeJson } from '../../src/base/files/files';
import type { ShellOperations } from '../../src/contract/operations';
import { maxSnapshotBytes } from '../../src/contract/snapshots';
import { msg } from '../../src/contract/text/message';
import { readCore } from '../../src/host/workspace/core-call';
import type { Workspace } from '../../src/host/workspace/workspace';
import { createDocumentFiles, type DocumentKind } from './document-files';

type SnapshotFileOperations = Pick<ShellOperations, 'desktop.exportSnapshot' | 'desktop.importSnapshot'>;

const kind: DocumentKind = {
  code: 'snapshot-failed',
  subject: msg`The snapshot`,
  mostMebibytes: maxSnapshotBytes / 1024 ** 2,
  choose: msg`Choose a file that this app or ComfyUI-Manager saved as a snapshot.`,
  opens: { name: 'JSON, YAML', extensions: ['json', 'yaml', 'yml', 'comfysnapshot'] },
  // The ending that packages register for this app, for a file that a double click shall open here.
  savesAs: [{ name: 'ComfyUI snapshot', extensions: ['comfysnapshot'] }],
};

/** Snapshots go out to files of the person, and come in from them. */
export function createSnapshotFiles(
  window: BrowserWindow,
  workspace: Pick<Workspace, 'operations'>,
): SnapshotFileOperations {
  const files = createDocumentFiles(window, kind);
  return {
    'desktop.exportSnapshot': async ({ name, title }) => {
      // The snapshot is read first, so that a failure is told before the person chooses a place.
      const { document } = await readCore(workspace, 'snapshots.read', { target: name });
      const defaultPath = join(app.getPath('documents'), `${name}.json`);
      return { path: await files.save({ title, defaultPath, write: (path) => writeJson(path, document) }) };
    },
    'desktop.importSnapshot': async ({ title }) => ({ file: await files.open(title) }),
  };
}
