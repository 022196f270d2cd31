import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { writeJson } from '../../src/base/files/files';
import type { ShellOperations } from '../../src/contract/operations';
import { maxPackListBytes } from '../../src/contract/library/pack-list-format';
import { msg } from '../../src/contract/text/message';
import { createDocumentFiles, type DocumentKind } from './document-files';

const kind: DocumentKind = {
  code: 'invalid-input',
  subject: msg`The list of packs`,
  mostMebibytes: maxPackListBytes / 1024 ** 2,
  choose: msg`Choose a file that this app saved as a list of packs.`,
  opens: { name: 'JSON', extensions: ['json'] },
};

/** Lists of packs go out to files of the person. */
export function createPackListFiles(window: BrowserWindow): Pick<ShellOperations, 'desktop.exportPackList'> {
  const files = createDocumentFiles(window, kind);
  return {
    'desktop.exportPackList': async ({ title, name, list }) => {
      const defaultPath = join(app.getPath('documents'), `${name}.json`);
      return { path: await files.save({ title, defaultPath, write: (path) => writeJson(path, list) }) };
    },
  };
}
