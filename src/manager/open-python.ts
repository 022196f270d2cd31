import { unwatchedJob } from '../base/async/job';
import type { PythonOptions } from './python/follow-environment';
import { createPython, type Python } from './python/python';

/**
 * Opens the Python room and puts right what a crash left of packages, before the code of ComfyUI and the queue work with them. What cannot be read or
 * written keeps nobody from opening the folder; the next start tries again.
 */
export async function openPython(options: PythonOptions): Promise<Python> {
  const python = createPython(options);
  const { log } = options;
  try {
    const recovery = await python.recoverPackages(unwatchedJob(undefined, (line) => log.info(line)));
    if (recovery !== null) log.warn('An interrupted change of Python packages was taken back', { ...recovery });
  } catch (error) {
    log.error('Python packages could not be put right', { error });
  }
  return python;
}
