import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A ComfyUI folder whose opening does not get further until it is let go. */
export interface BlockedFolder {
  release(): Promise<void>;
}

/**
 * Holds the next opening of a folder at its first step: the file that says who has the folder is a named pipe, and reading that ends when
 * somebody has written. So a core can be kept away for as long as a spec looks at the window, without touching the app.
 */
export async function blockFolder(comfyuiFolder: string): Promise<BlockedFolder> {
  const file = join(comfyuiFolder, 'user', '__manager', 'desktop', 'open-in.json');
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
  await promisify(execFile)('mkfifo', [file]);
  return {
    release: async () => {
      const pipe = await open(file, 'w');
      // The reader has the pipe by now; whoever looks again finds that nobody has the folder.
      await rm(file);
      await pipe.close();
    },
  };
}
