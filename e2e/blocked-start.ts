import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A ComfyUI folder whose opening does not get further until it is let go. */
export interface BlockedFolder {
  release(): Promise<void>;
}

/** The app looks at a note that it cannot read each 300 ms, and takes a folder whose note was silent. */
const rewriteMs = 100;

/**
 * Holds the next opening of a folder at its first step: the file that says who has the folder cannot be read, and is written again and again, so that
 * somebody may have the folder. So a core can be kept away for as long as a spec looks at the window, without touching the app.
 */
export async function blockFolder(comfyuiFolder: string): Promise<BlockedFolder> {
  const file = join(comfyuiFolder, 'user', '__manager', 'desktop', 'open-in.json');
  await mkdir(dirname(file), { recursive: true });
  let count = 0;
  const write = () => writeFile(file, `not a note ${(count += 1)}`);
  await write();
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing.then(write);
  }, rewriteMs);
  return {
    release: async () => {
      clearInterval(timer);
      await writing;
      await rm(file);
    },
  };
}
