import { join } from 'node:path';
import { pathExists } from '../../base/files/files';
import { keepRoot, proveRootOf } from '../../base/files/guarded-roots';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { Installation } from '../../contract/installation';

/** That an installation lies where it was opened, and is still ours. */
export interface InstallationPlace {
  /** Throws `installation-missing` when it has gone: a task would build a second one out of what it writes; `installation-in-use` when another app has it. */
  prove(): Promise<void>;
  /** From then on folders may be made there again. */
  release(): void;
}

/**
 * Watches over the place of an installation that is open: nothing of ours makes its folder again once a person has moved it away, or its disk is away. Paths
 * that were there are the marks: as long as they are, the folder is the same one.
 */
export async function openPlace({ baseDir, comfyDir }: Installation): Promise<InstallationPlace> {
  const marks = [baseDir, ...(comfyDir === null ? [] : [join(comfyDir, 'main.py')])];
  const there = await Promise.all(marks.map(pathExists));
  const expected = marks.filter((_mark, at) => there[at]);
  const proveMarks = async () => {
    for (const mark of expected) {
      if (await pathExists(mark)) continue;
      throw new AppError('installation-missing', msg`ComfyUI is not at ${baseDir} any more, so nothing was done.`, {
        remedy: msg`Put the folder back, or open ComfyUI where it is now.`,
        details: { folder: baseDir },
      });
    }
  };
  const release = keepRoot(baseDir, proveMarks);
  return { prove: () => proveRootOf(baseDir), release };
}
