import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { writeAtomic, writeJson } from '../../src/base/files/files';
import { maxManifestBytes } from '../../src/contract/library/model-manifest-format';
import type { ShellOperations } from '../../src/contract/operations';
import { maxTransferMebibytes } from '../../src/contract/operations/transfer';
import { maxSnapshotBytes } from '../../src/contract/snapshots';
import { msg } from '../../src/contract/text/message';
import { readCore } from '../../src/host/workspace/core-call';
import { nameInstallation } from '../../src/host/workspace/list-installations';
import type { Workspace } from '../../src/host/workspace/workspace';
import { createDocumentFiles, type DocumentKind } from './document-files';

type FileOperations = Pick<
  ShellOperations,
  | `desktop.export${'List' | 'Snapshot' | 'Installation'}`
  | `desktop.${'openModelList' | 'importSnapshot' | 'importInstallation'}`
>;

const json = { name: 'JSON', extensions: ['json'] };

const list: DocumentKind = {
  code: 'invalid-input',
  subject: msg`The list`,
  mostMebibytes: maxManifestBytes / 1024 ** 2,
  choose: msg`Choose a file that this app saved as a list of models.`,
  opens: json,
};

const snapshot: DocumentKind = {
  code: 'snapshot-failed',
  subject: msg`The snapshot`,
  mostMebibytes: maxSnapshotBytes / 1024 ** 2,
  choose: msg`Choose a file that this app or ComfyUI-Manager saved as a snapshot.`,
  opens: { name: 'JSON, YAML', extensions: ['json', 'yaml', 'yml', 'comfysnapshot'] },
  // The ending that packages register for this app, for a file that a double click shall open here.
  savesAs: [{ name: 'ComfyUI snapshot', extensions: ['comfysnapshot'] }],
};

const transfer: DocumentKind = {
  code: 'transfer-invalid',
  subject: msg`The export`,
  mostMebibytes: maxTransferMebibytes,
  choose: msg`Choose a file that this app exported from an installation.`,
  opens: json,
};

/**
 * What goes out to files of the person, and comes in from them: lists of packs and of models, snapshots, and what an installation keeps of its own. What is
 * to be saved is read first, so that a failure is told before the person chooses a place.
 */
export function createFileOperations(
  window: BrowserWindow,
  workspace: Pick<Workspace, 'operations' | 'installation'>,
): FileOperations {
  const inDocuments = (name: string): string => join(app.getPath('documents'), `${name}.json`);
  const lists = createDocumentFiles(window, list);
  const snapshots = createDocumentFiles(window, snapshot);
  const transfers = createDocumentFiles(window, transfer);
  return {
    'desktop.exportList': async ({ title, name, list: value }) => ({
      path: await lists.save({ title, defaultPath: inDocuments(name), write: (path) => writeJson(path, value) }),
    }),
    'desktop.openModelList': async ({ title }) => ({ file: await lists.open(title) }),
    'desktop.exportSnapshot': async ({ name, title }) => {
      const { document } = await readCore(workspace, 'snapshots.read', { target: name });
      const write = (path: string) => writeJson(path, document);
      return { path: await snapshots.save({ title, defaultPath: inDocuments(name), write }) };
    },
    'desktop.importSnapshot': async ({ title }) => ({ file: await snapshots.open(title) }),
    'desktop.exportInstallation': async ({ title }) => {
      const { document } = await readCore(workspace, 'transfer.export', {});
      const installation = workspace.installation();
      const name = installation === null ? 'ComfyUI' : nameInstallation(installation).replace(/[\\/:*?"<>|]/gu, ' ');
      const day = new Date().toISOString().slice(0, 10);
      // Without blanks: what the largest export needs must not grow beyond what an import takes.
      const write = (path: string) => writeAtomic(path, JSON.stringify(document));
      return { path: await transfers.save({ title, defaultPath: inDocuments(`${name} ${day}`), write }) };
    },
    'desktop.importInstallation': async ({ title }) => ({ file: await transfers.open(title) }),
  };
}
