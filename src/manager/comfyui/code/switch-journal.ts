import { someNames } from '../../../base/text/some-names';
import { msg, type Message, type Sentence } from '../../../contract/text/message';
import { join } from 'node:path';
import { z } from 'zod';
import { isInside, readJsonIfPresent, pathExists } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import { writeSealed } from '../../../base/files/seals';

const NamedCommit = z.object({ name: z.string(), commit: z.string() });

/** A record is a file that anybody may have written: what it names is moved only below its own two folders (beats W60). */
const NameBelow = z.string().refine((name) => isInside('folder', join('folder', name)), 'It leads out of its folder.');

const SwitchRecord = z.object({
  /** Names what is kept aside: `2026-11-25-044243`. */
  stem: z.string().regex(/^[\w-]+$/),
  /**
   * How far it came; going back walks the same steps down. `aside`: files that are in the way are moved; `keeping`: the person's changes
   * are cleared as well; `moving`: ComfyUI's files and HEAD too, and packages. `packages`: all but those is back.
   */
  step: z.enum(['aside', 'keeping', 'moving', 'packages']),
  from: z.object({ commit: z.string(), branch: z.string().nullable() }),
  target: z.string(),
  /** The branch that HEAD is put on, and where it stood; null commit: it is made. */
  branch: z.object({ name: z.string(), commit: z.string().nullable() }).nullable(),
  /** Branches made for commits that no other name leads to. */
  keptCommits: z.array(NamedCommit),
  /** The branch with the person's changes, and the files of it. */
  keptChanges: NamedCommit.extend({ files: z.array(z.string()) }).nullable(),
  /** Files moved out of the way, relative to ComfyUI's folder. */
  movedAside: z.array(NameBelow),
  /** Files that were deleted from disk alone and must be missing again. */
  missing: z.array(NameBelow),
  /** Packages before anything was installed; null as long as nothing was. */
  packages: z.record(z.string(), z.string()).nullable(),
  /** The record that it becomes: once that is there, the change is final. Earlier versions wrote none. */
  change: z.uuid().nullable().default(null),
});
/** What must be known to take an unfinished change of version back, also after a crash. */
export type SwitchRecord = z.infer<typeof SwitchRecord>;

const fileName = 'comfyui-switch.json';

/** Where the record of a change under way lies. */
export function recordPath(desktopDir: string): string {
  return join(desktopDir, fileName);
}

/** Writes the record; it survives a power cut once the promise is kept. */
export function writeRecord(desktopDir: string, record: SwitchRecord): Promise<void> {
  return writeSealed(recordPath(desktopDir), record);
}

export function forgetRecord(desktopDir: string): Promise<void> {
  return removeInside(desktopDir, fileName);
}

/** The record of an unfinished change; `unreadable` when nobody can make sense of it. */
export async function readRecord(desktopDir: string): Promise<SwitchRecord | 'unreadable' | null> {
  const file = recordPath(desktopDir);
  if (!(await pathExists(file))) return null;
  return SwitchRecord.safeParse(await readJsonIfPresent(file)).data ?? 'unreadable';
}

/** Where files that were in the way of a version lie. */
export function savedFolder(desktopDir: string, { stem }: Pick<SwitchRecord, 'stem'>): string {
  return join(desktopDir, 'kept', stem);
}

/** What is kept aside and how to get it back, one sentence each. */
export function describeSaved(desktopDir: string, record: SwitchRecord): Message[] {
  const { keptChanges, keptCommits, movedAside } = record;
  const notes = keptCommits.map(({ name }) => msg`Your own commits are kept as branch "${name}".`);
  if (keptChanges !== null) {
    const { name, files } = keptChanges;
    // Only the index differed: nothing but `--index` brings that back.
    notes.push(
      files.length === 0
        ? msg`Your changes to the index are kept as branch "${name}"; "git stash apply --index ${name}" brings them back.`
        : msg`Your changes to ${listFiles(files)} are kept as branch "${name}"; "git stash apply ${name}" brings them back.`,
    );
  }
  if (movedAside.length > 0) {
    const [files, folder] = [listFiles(movedAside), savedFolder(desktopDir, record)];
    notes.push(
      movedAside.length === 1
        ? msg`${files} was in the way and is now in ${folder}.`
        : msg`${files} were in the way and are now in ${folder}.`,
    );
  }
  return notes;
}

/** Names of files for a sentence. */
export function listFiles(names: readonly string[]): Sentence {
  return someNames(names, 5);
}
