import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { writeJson } from '../../src/base/files/files';
import { maxManifestBytes } from '../../src/contract/library/model-manifest-format';
import type { ShellOperations } from '../../src/contract/operations';
import { msg } from '../../src/contract/text/message';
import { createDocumentFiles, type DocumentKind } from './document-files';

const kind: DocumentKind = {
  code: 'invalid-input',
  subject: msg`The list`,
  mostMebibytes: maxManifestBytes / 1024 ** 2,
  choose: msg`Choose a file that this app saved as a list of models.`,
  opens: { name: 'JSON', extensions: ['json'] },
};

/** Lists of packs and of models go out to files of the person, and a list of models comes in from one to be compared. */
export function createListFiles(
  window: BrowserWindow,
): Pick<ShellOperations, 'desktop.exportList' | 'desktop.openModelList'> {
  const files = createDocumentFiles(window, kind);
  return {
    'desktop.exportList': async ({ title, name, list }) => {
      const defaultPath = join(app.getPath('documents'), `${name}.json`);
      return { path: await files.save({ title, defaultPath, write: (path) => writeJson(path, list) }) };
    },
    'desktop.openModelList': async ({ title }) => ({ file: await files.open(title) }),
  };
}
