import { useEffect, useState } from 'react';
import { pathOf } from '../bridge';

/** Takes a folder, or a file in it, that is dropped anywhere on the window. Answers whether one is held above it. */
export function useFolderDrop(onDrop: (folder: string) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      // Without this the page would navigate to it.
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      const file = event.dataTransfer?.files[0];
      const path = file === undefined ? '' : pathOf(file);
      if (file !== undefined) event.preventDefault();
      if (path !== '') onDrop(path);
    };
    const handlers = { dragenter: over, dragover: over, dragleave: leave, drop } as const;
    const all = Object.entries(handlers) as [keyof typeof handlers, (event: DragEvent) => void][];
    for (const [name, handler] of all) window.addEventListener(name, handler);
    // Programs that drive the window see by this that it is there, as with the drops of the places.
    const { dataset } = document.documentElement;
    dataset.takesDrops = 'yes';
    return () => {
      delete dataset.takesDrops;
      for (const [name, handler] of all) window.removeEventListener(name, handler);
    };
  }, [onDrop]);
  return isOver;
}
