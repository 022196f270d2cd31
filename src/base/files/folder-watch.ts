import { statfsSync, watch } from 'node:fs';

/** What is heard about a watched folder. */
export interface WatchListener {
  /** Something in it, or itself, changed. `path` is below the folder (its own name for the folder itself), null when the system does not say. */
  changed(path: string | null): void;
  /** The watch ended by itself; no more news will come. */
  lost(): void;
}

/** Ends a watch. */
export interface Watching {
  close(): void;
}

/** Starts a watch; null when the system has none to give, or cannot see all changes of that folder. Then the caller has to look by itself. */
export type WatchFolder = (folder: string, listener: WatchListener) => Watching | null;

/**
 * Whether one watch covers everything below its folder. On Windows that is also the only kind we can use: a watch of a folder holds it open,
 * and what has something open inside cannot be renamed.
 */
export const watchesWholeTrees = process.platform === 'win32' || process.platform === 'darwin';

/** File systems whose files other machines change without this one being told: 9p, NFS, SMB (three), FUSE, AFS, Ceph. From Linux' magic.h. */
const remoteFileSystems = new Set([
  0x01021997, 0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x5346414f, 0x00c36400,
]);

function isRemote(folder: string): boolean {
  return process.platform === 'linux' && remoteFileSystems.has(statfsSync(folder).type >>> 0);
}

/** Watches a folder through the operating system: its entries, with `watchesWholeTrees` everything below. Keeps no process alive. */
export const watchFolder: WatchFolder = (folder, listener) => {
  try {
    if (isRemote(folder)) return null;
    const watcher = watch(folder, { persistent: false, recursive: watchesWholeTrees });
    watcher.on('change', (_kind: string, path: string | Buffer | null) =>
      listener.changed(path === null ? null : path.toString()),
    );
    watcher.on('error', () => {
      watcher.close();
      listener.lost();
    });
    return { close: () => watcher.close() };
  } catch {
    // ENOSPC and EMFILE: the system's limit of watches; ENOENT: the folder went meanwhile.
    return null;
  }
};

/**
 * Resolves when everything that changed before the call has been told, where the system tells at once (Linux): its queue is read once in
 * every turn of the event loop, and the turn that is under way may be past that point. Elsewhere the news comes a moment later.
 */
export async function receiveNews(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resume) => setImmediate(resume));
}
