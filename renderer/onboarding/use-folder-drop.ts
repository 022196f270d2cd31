import { useMemo } from 'react';
import { pathOf } from '../bridge';
import { hasFiles, useWindowDrop, type WindowDrop } from '../hooks/window-drop';

/** Takes a folder, or a file in it, that is dropped anywhere on the window. Answers whether one is held above it. */
export function useFolderDrop(onDrop: (folder: string) => void): boolean {
  const drop = useMemo<WindowDrop>(
    () => ({
      wants: hasFiles,
      take: ({ files: [file] }) => {
        const path = file === undefined ? '' : pathOf(file);
        if (path !== '') onDrop(path);
      },
    }),
    [onDrop],
  );
  return useWindowDrop(drop);
}
