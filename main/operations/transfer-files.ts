import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { writeAtomic } from '../../src/base/files/files';
import type { ShellOperations } from '../../src/contract/operations';
import { maxTransferMebibytes } from '../../src/contract/operations/transfer';
import { msg } from '../../src/contract/text/message';
import { nameInstallation } from '../../src/host/workspace/list-installations';
import { readCore } from '../../src/host/workspace/core-call';
import type { Workspace } from '../../src/host/workspace/workspace';
import { createDocumentFiles, type DocumentKind } from './document-files';

type TransferFileOperations = Pick<ShellOperations, 'desktop.exportInstallation' | 'desktop.importInstallation'>;

const kind: DocumentKind = {
  code: 'transfer-invalid',
  subject: msg`The export`,
  mostMebibytes: maxTransferMebibytes,
  choose: msg`Choose a file that this app exported from an installation.`,
  opens: { name: 'JSON', extensions: ['json'] },
};

/** What an installation keeps of its own goes out to a file of the person, and comes in from one. */
export function createTransferFiles(
  window: BrowserWindow,
  workspace: Pick<Workspace, 'operations' | 'installation'>,
): TransferFileOperations {
  const files = createDocumentFiles(window, kind);
  return {
    'desktop.exportInstallation': async ({ title }) => {
      // All of it is read first, so that a failure is told before the person chooses a place.
      const { document } = await readCore(workspace, 'transfer.export', {});
      const installation = workspace.installation();
      const name = installation === null ? 'ComfyUI' : nameInstallation(installation).replace(/[\\/:*?"<>|]/gu, ' ');
      const day = new Date().toISOString().slice(0, 10);
      const defaultPath = join(app.getPath('documents'), `${name} ${day}.json`);
      // Without blanks: what the largest export needs must not grow beyond what an import takes.
      const write = (path: string) => writeAtomic(path, JSON.stringify(document));
      return { path: await files.save({ title, defaultPath, write }) };
    },
    'desktop.importInstallation': async ({ title }) => ({ file: await files.open(title) }),
  };
}
