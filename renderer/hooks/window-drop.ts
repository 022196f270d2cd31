import { useEffect, useState } from 'react';

/** What a window does with what is dropped on it. */
export interface WindowDrop {
  /** Whether what hovers, or was dropped, is for the window. */
  wants: (event: DragEvent) => boolean;
  take: (items: DataTransfer) => void;
}

/** Whether files are dragged. */
export function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

function listen({ wants, take }: WindowDrop, setOver: (isOver: boolean) => void): () => void {
  // Something that was dragged from this very window is ignored.
  let isOwn = false;
  const onOver = (event: DragEvent): void => {
    if (isOwn || !wants(event)) return;
    // Without this the page would navigate to the file.
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    setOver(true);
  };
  const onDrop = (event: DragEvent): void => {
    setOver(false);
    // A place may have taken it before: Models knows what to do with a file of weights.
    if (isOwn || event.defaultPrevented || !wants(event)) return;
    event.preventDefault();
    if (event.dataTransfer) take(event.dataTransfer);
  };
  const onLeave = (event: DragEvent): void => {
    if (event.relatedTarget === null) setOver(false);
  };
  const onStart = (): void => void (isOwn = true);
  const onEnd = (): void => void (isOwn = false);
  const handlers = {
    dragenter: onOver,
    dragover: onOver,
    drop: onDrop,
    dragleave: onLeave,
    dragstart: onStart,
    dragend: onEnd,
  };
  const entries = Object.entries(handlers) as [keyof typeof handlers, (event: DragEvent) => void][];
  for (const [name, handler] of entries) window.addEventListener(name, handler);
  // What takes drops may be loaded after the start; programs that drive the window see by this that it is there.
  const { dataset } = document.documentElement;
  dataset.takesDrops = 'yes';
  return () => {
    delete dataset.takesDrops;
    for (const [name, handler] of entries) window.removeEventListener(name, handler);
  };
}

/** Takes what is dropped anywhere on the window. `drop` stays the same object as long as it means the same. Answers whether something is held above it. */
export function useWindowDrop(drop: WindowDrop): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => listen(drop, setOver), [drop]);
  return isOver;
}
