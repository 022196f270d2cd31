import { join } from 'node:path';
import { readJsonIfPresent, writePrivate } from '../../base/files/files';
import type { Logger } from '../../base/log';

/** How the app with a window is started: the start of a second one shows the window of the first. */
export interface WindowNote {
  /** The process that has the window. */
  pid: number;
  program: string;
  args: readonly string[];
}

const fileOf = (profileDir: string): string => join(profileDir, 'window.json');

/** Notes it in the profile, for the command line. */
export async function noteWindow(profileDir: string, note: WindowNote, log: Logger): Promise<void> {
  await writePrivate(fileOf(profileDir), JSON.stringify({ version: 1, ...note })).catch((error: unknown) =>
    log.warn('How the window is shown could not be noted for the command line.', { error: String(error) }),
  );
}

/** The note of the app that had the profile last, which may have ended; null where none can be read. */
export async function readWindowNote(profileDir: string): Promise<WindowNote | null> {
  const found: unknown = await readJsonIfPresent(fileOf(profileDir)).catch(() => null);
  const { pid, program, args } = Object(found) as Partial<Record<keyof WindowNote, unknown>>;
  if (typeof pid !== 'number' || typeof program !== 'string' || !Array.isArray(args)) return null;
  return { pid, program, args: args.map(String) };
}
