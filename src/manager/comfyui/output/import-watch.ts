import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { listNames, makeTemporaryFolder, readTextIfPresent, writePlain } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import script from './import-watch.py?raw';

/** A pack that ComfyUI is importing. */
export interface Importing {
  /** Its name below `custom_nodes`. */
  pack: string;
  /** Since when it is known; by `Date.now()`. */
  sinceMs: number;
}

/** Knows which pack is being imported, as long as ComfyUI itself does not say so: it prints nothing before an import has ended. */
export interface ImportWatch {
  /** For the environment of ComfyUI; empty where nothing can be watched. */
  env: Record<string, string>;
  /** Null between two packs, and where the interpreter does not tell (a portable Python takes no code from outside). */
  current(): Importing | null;
  /** Begins to read; `onChange` is told of another pack. */
  begin(onChange: () => void): void;
  /** Looks now, where it matters who it is. */
  checkNow(): void;
  /** Everything is imported: ComfyUI is watched no more. */
  end(): Promise<void>;
  /** To be called once ComfyUI has ended: what it was importing in that moment, and what a broken interpreter said of itself. */
  close(): Promise<LastWords>;
}

export interface LastWords {
  pack: string | null;
  /** Lines of Python's fault handler; none when it did not break. */
  fatal: string[];
}

export interface ImportWatchOptions {
  /** The Python that runs ComfyUI. */
  interpreter: string;
  /** Our own folder; a folder of the watch is made in it and taken away again. */
  desktopDir: string;
  customNodesDir: string;
  /** How often it is looked; 250 ms when left out. */
  everyMs?: number;
}

const prefix = 'import-watch';
const maxFatalLines = 200;

/** A watch that knows nothing. */
export const blindWatch: ImportWatch = {
  env: {},
  current: () => null,
  begin: () => undefined,
  checkNow: () => undefined,
  end: () => Promise.resolve(),
  close: () => Promise.resolve({ pack: null, fatal: [] }),
};

/** What a killed app left behind. */
async function removeOld(desktopDir: string): Promise<void> {
  const old = (await listNames(desktopDir)).filter((name) => name.startsWith(`${prefix}-`));
  await Promise.all(old.map((name) => removeInside(desktopDir, name)));
}

/** A `._pth` file beside a Python fixes its search path: it would not read ours, and hand the variables on to others. */
async function isIsolated(interpreter: string): Promise<boolean> {
  return (await listNames(dirname(interpreter))).some((name) => name.endsWith('._pth'));
}

async function prepareFolder(desktopDir: string): Promise<string> {
  await removeOld(desktopDir);
  const folder = await makeTemporaryFolder(desktopDir, prefix);
  await Promise.all([writePlain(join(folder, 'sitecustomize.py'), script), writePlain(join(folder, 'current'), '')]);
  return folder;
}

/** The last whole line: what comes after it is still being written. */
async function readCurrent(folder: string): Promise<string | null> {
  const lines = (await readTextIfPresent(join(folder, 'current')).catch(() => null))?.split('\n') ?? [];
  return lines.at(-2) || null;
}

async function readFatal(folder: string): Promise<string[]> {
  const text = (await readTextIfPresent(join(folder, 'fatal')).catch(() => null)) ?? '';
  return text.trimEnd() === '' ? [] : text.trimEnd().split('\n').slice(0, maxFatalLines);
}

/**
 * Prepares the watch of one start (docs/decisions/010): a folder with a `sitecustomize` of ours that the interpreter reads because it stands
 * on PYTHONPATH. Throws when the folder cannot be made.
 */
export async function prepareImportWatch(options: ImportWatchOptions): Promise<ImportWatch> {
  const { interpreter, desktopDir, customNodesDir, everyMs = 250 } = options;
  // Such a path cannot stand on PYTHONPATH.
  if (desktopDir.includes(delimiter) || (await isIsolated(interpreter))) return blindWatch;
  const folder = await prepareFolder(desktopDir);
  const over = new AbortController();
  let current: Importing | null = null;
  let notify: () => void = () => undefined;

  async function check(): Promise<void> {
    const pack = await readCurrent(folder);
    if (over.signal.aborted || pack === (current?.pack ?? null)) return;
    current = pack === null ? null : { pack, sinceMs: Date.now() };
    notify();
  }

  async function keepLooking(): Promise<void> {
    for (;;) {
      await check();
      await wait(everyMs, undefined, { signal: over.signal });
    }
  }

  async function end(): Promise<void> {
    over.abort();
    current = null;
    await removeInside(folder, 'current').catch(() => undefined);
  }

  return {
    env: { PYTHONPATH: folder, COMFYUI_DESKTOP_PACKS: customNodesDir },
    current: () => current,
    begin(onChange) {
      notify = onChange;
      // It rejects when the watch ends.
      keepLooking().catch(() => undefined);
    },
    checkNow() {
      void check();
    },
    end,
    async close() {
      const [pack, fatal] = await Promise.all([readCurrent(folder), readFatal(folder)]);
      await end();
      await removeOld(desktopDir).catch(() => undefined);
      return { pack, fatal };
    },
  };
}
