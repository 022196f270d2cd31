import { msg, type Message } from '../../../contract/text/message';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../../base/log';
import { runProgram } from '../../../base/process/run';
import type { ComfyOption } from '../../../contract/comfyui/start-options';
import { toAppError, messageOfError } from '../../../contract/errors';
import type { Installation } from '../../../contract/installation';
import { readHelpText } from './help-text';

/** What `main.py` can be started with. */
export interface ComfyOptions {
  /** Asks `main.py --help`, once for each state of its code. Never throws: `problem` says why there are none. */
  read(): Promise<{ options: ComfyOption[]; problem: Message | null }>;
}

interface ComfyOptionsSources {
  installation: Pick<Installation, 'comfyDir' | 'kind'>;
  interpreter: () => Promise<string>;
  /** The commit of its code; null when it is no clone. */
  commit: () => string | null;
  log: Logger;
}

/** ComfyUI reads its arguments before it loads anything big, so this is for slow disks and virus scanners. */
const timeoutMs = 60_000;
/** Files that decide what `--help` says. */
const decisive = ['main.py', 'comfyui_version.py', join('comfy', 'cli_args.py'), join('comfy', 'options.py')];
/** Wide enough that argparse wraps nothing: some Pythons cannot wrap a usage line whose values are named with brackets, and fail. */
const environment = { COLUMNS: '20000', NO_COLOR: '1', PYTHON_COLORS: '0', PYTHONIOENCODING: 'utf-8:replace' };

async function stampOf(comfyDir: string, commit: string | null): Promise<string> {
  const found = await Promise.all(decisive.map((name) => stat(join(comfyDir, name)).catch(() => null)));
  return JSON.stringify([commit, found.map((stats) => (stats === null ? null : [stats.mtimeMs, stats.size]))]);
}

/** Makes the reader for one installation. */
export function createComfyOptions(sources: ComfyOptionsSources): ComfyOptions {
  const { installation, log } = sources;
  let cached: { stamp: string; options: Promise<ComfyOption[]> } | null = null;

  async function ask(comfyDir: string): Promise<ComfyOption[]> {
    const python = await sources.interpreter();
    const flags = installation.kind === 'portable' ? ['-s'] : [];
    const { stdout } = await runProgram(python, [...flags, 'main.py', '--help'], {
      cwd: comfyDir,
      env: environment,
      timeoutMs,
    });
    return readHelpText(stdout);
  }

  async function readCached(comfyDir: string): Promise<ComfyOption[]> {
    const stamp = await stampOf(comfyDir, sources.commit());
    if (cached?.stamp !== stamp) cached = { stamp, options: ask(comfyDir) };
    const mine = cached;
    try {
      return await mine.options;
    } catch (error) {
      if (cached === mine) cached = null;
      throw error;
    }
  }

  return {
    async read() {
      const { comfyDir } = installation;
      if (comfyDir === null)
        return {
          options: [],
          problem: msg`The code of this ComfyUI is inside its own desktop app, which cannot be queried.`,
        };
      try {
        const options = await readCached(comfyDir);
        const problem = msg`ComfyUI answered to --help, but with no list of arguments that this app can read.`;
        return { options, problem: options.length === 0 ? problem : null };
      } catch (error) {
        log.warn('The arguments of ComfyUI could not be read.', { error });
        return {
          options: [],
          problem: msg`ComfyUI could not be asked for its arguments: ${messageOfError(toAppError(error))}`,
        };
      }
    },
  };
}
