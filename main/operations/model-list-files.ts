import { basename, join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { writeJson } from '../../src/base/files/files';
import { maxManifestBytes } from '../../src/contract/library/model-manifest-format';
import type { ShellOperations } from '../../src/contract/operations';
import { msg } from '../../src/contract/text/message';
import { readCore } from '../../src/host/workspace/core-call';
import type { Workspace } from '../../src/host/workspace/workspace';
import { createDocumentFiles, type DocumentKind } from './document-files';

type ModelListOperations = Pick<ShellOperations, 'desktop.exportModelList' | 'desktop.openModelList'>;

const kind: DocumentKind = {
  code: 'invalid-input',
  subject: msg`The list of models`,
  mostMebibytes: maxManifestBytes / 1024 ** 2,
  choose: msg`Choose a file that this app saved as a list of models.`,
  opens: { name: 'JSON', extensions: ['json'] },
};

/** Lists of models go out to files of the person, and come in from them to be compared. */
export function createModelListFiles(
  window: BrowserWindow,
  workspace: Pick<Workspace, 'operations' | 'installation'>,
): ModelListOperations {
  const files = createDocumentFiles(window, kind);
  return {
    'desktop.exportModelList': async ({ title, of }) => {
      // All of it is read first, so that a failure is told before the person chooses a place.
      const { document, leftOut } =
        'text' in of
          ? await readCore(workspace, 'workflows.manifest', of)
          : await readCore(workspace, 'models.manifest', of);
      const name = 'text' in of ? 'Workflow' : basename(workspace.installation()?.rootDir ?? 'ComfyUI');
      const defaultPath = join(app.getPath('documents'), `${name} models.json`);
      const path = await files.save({ title, defaultPath, write: (file) => writeJson(file, document) });
      return { path, count: document.models.length, leftOut };
    },
    'desktop.openModelList': async ({ title }) => ({ file: await files.open(title) }),
  };
}
