import { type ReactNode, useState } from 'react';
import type { LocalModel, ModelFolders } from '../../../src/contract/models';
import { DuplicatesDialog } from './duplicates-dialog';
import { t } from 'i18next';
import { attempt } from '../../state/queue/actions';
import { FoldersDialog } from './folders-dialog';
import { LibraryDialog } from './library-dialog';
import { folderKeyOf, MoveDialog } from './move-dialog';

/** Opens the dialogs that put models in order. */
export interface Arranging {
  /** `dir`: the folder they should lie in. */
  move: (files: readonly LocalModel[], dir?: string) => void;
  showDuplicates: () => void;
  /** Shows which other folders of models are used. */
  showFolders: () => void;
  /** Asks for the folder that the models are to move to, and shows what that would do. */
  moveLibrary: () => void;
}

/** The dialogs by which models are moved, renamed, and made one where they lie there twice. */
export function useArranging(folders: ModelFolders): { arranging: Arranging; shown: ReactNode } {
  const [moving, setMoving] = useState<{ files: readonly LocalModel[]; dir: string | undefined } | null>(null);
  const [isFolders, setFolders] = useState(false);
  const [libraryTo, setLibraryTo] = useState<string | null>(null);
  const [isDuplicates, setDuplicates] = useState(false);
  const shown = (
    <>
      {moving && (
        <MoveDialog
          files={moving.files}
          folders={folders}
          folder={moving.dir === undefined ? null : folderKeyOf(moving.dir, folders)}
          onClose={() => setMoving(null)}
        />
      )}
      {isDuplicates && <DuplicatesDialog onClose={() => setDuplicates(false)} />}
      {isFolders && <FoldersDialog onClose={() => setFolders(false)} />}
      {libraryTo !== null && <LibraryDialog to={libraryTo} onClose={() => setLibraryTo(null)} />}
    </>
  );
  const arranging = {
    move: (files: readonly LocalModel[], dir?: string) => setMoving({ files, dir }),
    showDuplicates: () => setDuplicates(true),
    showFolders: () => setFolders(true),
    moveLibrary: () =>
      void attempt('desktop.chooseFolder', { title: t('models.library.choose') }).then(
        (chosen) => chosen && setLibraryTo(chosen.folder),
      ),
  };
  return { arranging, shown };
}
