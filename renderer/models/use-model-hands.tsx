import { type ReactNode, useEffect, useState } from 'react';
import type { ModelFolders } from '../../src/contract/models';
import { isModelFile } from '../../src/contract/text/model-file';
import { isField } from '../hooks/is-field';
import { pathOf } from '../bridge';
import { LinkDialog } from './link-dialog';
import { FileDialog, type GivenModelFile } from './file-dialog';
import { readModelLink } from './model-link';

/** The file of a model that a drop brings; null for everything else, which the window takes. */
function readDrop({ dataTransfer }: DragEvent): GivenModelFile | null {
  const [file] = dataTransfer?.files ?? [];
  return file && isModelFile(file.name) ? { name: file.name, path: pathOf(file), sizeBytes: file.size } : null;
}

/**
 * A link to a model that is pasted anywhere in this place, and the file of one that is dropped here: both are heard before the window, which knows neither.
 * Answers the dialog that follows, and how it is opened by hand.
 */
export function useModelHands(folders: ModelFolders): { askForLink: () => void; shown: ReactNode } {
  const [link, setLink] = useState<string | null>(null);
  const [file, setFile] = useState<GivenModelFile | null>(null);
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const text = event.clipboardData?.getData('text/plain').trim() ?? '';
      if (isField(event.target) || readModelLink(text) === null) return;
      event.preventDefault();
      setLink(text);
    };
    const onDrop = (event: DragEvent): void => {
      const given = readDrop(event);
      if (given === null) return;
      event.preventDefault();
      setFile(given);
    };
    window.addEventListener('paste', onPaste, { capture: true });
    window.addEventListener('drop', onDrop, { capture: true });
    return () => {
      window.removeEventListener('paste', onPaste, { capture: true });
      window.removeEventListener('drop', onDrop, { capture: true });
    };
  }, []);
  const shown = (
    <>
      {link !== null && <LinkDialog key={link} given={link} folders={folders} onClose={() => setLink(null)} />}
      {file !== null && <FileDialog key={file.path} file={file} folders={folders} onClose={() => setFile(null)} />}
    </>
  );
  return { askForLink: () => setLink(''), shown };
}
