import { join } from 'node:path';
import { listNames } from '../../../base/files/files';
import { runProgram } from '../../../base/process/run';
import { AppError } from '../../../contract/errors';

/** Where a Python keeps the pip that it was shipped with. */
const bundledScript = ['import ensurepip, pathlib', 'print(pathlib.Path(ensurepip.__file__).parent / "_bundled")'].join(
  '\n',
);

/** The wheel of the pip that a Python was shipped with, for `ensurepip`; null where it has none (Debian). Throws `cancelled`. */
export async function findShippedPip(interpreter: string, signal: AbortSignal): Promise<string | null> {
  try {
    const { stdout } = await runProgram(interpreter, ['-I', '-c', bundledScript], { signal });
    const folder = stdout.trim();
    const wheel = (await listNames(folder)).find((name) => /^pip-.*\.whl$/.test(name));
    return wheel === undefined ? null : join(folder, wheel);
  } catch (error) {
    if (error instanceof AppError && error.code === 'cancelled') throw error;
    return null;
  }
}
