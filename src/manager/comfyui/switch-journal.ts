import { join } from 'node:path';
import { z } from 'zod';
import { readJsonIfPresent, removeInside, pathExists, writeJson } from '../../base/files';

const NamedCommit = z.object({ name: z.string(), commit: z.string() });

const SwitchRecord = z.object({
  /** Names what is kept aside: `2026-11-25-044243`. */
  stem: z.string(),
  /** How far it came. `keeping`: only the person's changes are touched; `moving`: ComfyUI's files are as well. */
  step: z.enum(['keeping', 'moving']),
  from: z.object({ commit: z.string(), branch: z.string().nullable() }),
  target: z.string(),
  /** The branch that HEAD is put on, and where it stood; null commit: it is made. */
  branch: z.object({ name: z.string(), commit: z.string().nullable() }).nullable(),
  /** Branches made for commits that no other name leads to. */
  keptCommits: z.array(NamedCommit),
  /** The branch with the person's changes, and the files of it. */
  keptChanges: NamedCommit.extend({ files: z.array(z.string()) }).nullable(),
  /** Files moved out of the way, relative to ComfyUI's folder. */
  movedAside: z.array(z.string()),
  /** Packages before anything was installed; null as long as nothing was. */
  packages: z.record(z.string(), z.string()).nullable(),
});
/** What must be known to take an unfinished change of version back, also after a crash. */
export type SwitchRecord = z.infer<typeof SwitchRecord>;

const fileName = 'comfyui-switch.json';

/** Writes the record; it survives a power cut once the promise is kept. */
export function writeRecord(desktopDir: string, record: SwitchRecord): Promise<void> {
  return writeJson(join(desktopDir, fileName), record);
}

export function forgetRecord(desktopDir: string): Promise<void> {
  return removeInside(desktopDir, fileName);
}

/** The record of an unfinished change; `unreadable` when nobody can make sense of it. */
export async function readRecord(desktopDir: string): Promise<SwitchRecord | 'unreadable' | null> {
  const file = join(desktopDir, fileName);
  if (!(await pathExists(file))) return null;
  return SwitchRecord.safeParse(await readJsonIfPresent(file)).data ?? 'unreadable';
}

/** Where files that were in the way of a version lie. */
export function keptFolder(desktopDir: string, { stem }: Pick<SwitchRecord, 'stem'>): string {
  return join(desktopDir, 'kept', stem);
}
