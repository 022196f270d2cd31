import type { Logger } from '../../../base/log';
import type { Installation } from '../../../contract/installation';
import type { AppSettings, ManagerConfig } from '../../../contract/settings';
import type { Paths } from '../../installation/paths';
import { openInterpreter, type PythonEnvironment } from './environment';
import { chooseInterpreter } from './interpreter';

/** What the Python of an installation is opened with. */
export interface PythonOptions {
  installation: Installation;
  settings: AppSettings;
  config: () => ManagerConfig;
  /** What the programs of this environment get beside the variables of the app; none when left out. */
  variables?: (() => Readonly<Record<string, string>>) | undefined;
  paths: Paths;
  /** What the installation was switched to, by the name of the environment and its interpreter; its own counts when it is left out. */
  chosen?: { name(): string | null; interpreter(): Promise<string | null> } | undefined;
  log: Logger;
}

/** Remembers the first success of an async function; failures are not remembered. */
function rememberSuccess<T>(find: () => Promise<T>, readKey: () => string): () => Promise<T> {
  let found: Promise<T> | null = null;
  let foundFor = '';
  return () => {
    const key = readKey();
    if (key !== foundFor) found = null;
    foundFor = key;
    if (found !== null) return found;
    const mine = find().catch((error: unknown) => {
      if (found === mine) found = null;
      throw error;
    });
    found = mine;
    return mine;
  };
}

/** Finds the interpreter that the settings name, or that the installation came with, whatever it was switched to. Throws `environment-missing`. */
export function followOwnInterpreter({
  installation,
  settings,
}: Pick<PythonOptions, 'installation' | 'settings'>): () => Promise<string> {
  // What was recognised under another setting than the present one says nothing of the installation's own Python.
  const recognisedBy = settings['python.interpreter'];
  return () => {
    const isOwn = recognisedBy === '' || recognisedBy === settings['python.interpreter'];
    return chooseInterpreter(
      isOwn ? installation : { ...installation, interpreter: null },
      settings['python.interpreter'],
    );
  };
}

/** The interpreter that the settings name now, else that of the environment that was switched to; whether anything installs into it is not asked. Throws `environment-missing`. */
export function followInterpreter(options: PythonOptions): () => Promise<string> {
  const findOwn = followOwnInterpreter(options);
  return async () => {
    // What a person named themselves comes first.
    const switched = options.settings['python.interpreter'] === '' ? await options.chosen?.interpreter() : null;
    return switched ?? (await findOwn());
  };
}

/** The environment that the settings name now, else the one that was switched to; looked for once as long as they say the same. */
export function followEnvironment(options: PythonOptions): () => Promise<PythonEnvironment> {
  const { settings, variables, chosen, log } = options;
  const findInterpreter = followInterpreter(options);
  const find = async () => {
    const found = await openInterpreter(await findInterpreter(), settings);
    log.info('The Python environment was read.', { ...found });
    return variables === undefined ? found : { ...found, variables };
  };
  return rememberSuccess(find, () =>
    JSON.stringify([settings['python.interpreter'], settings['python.tool'], chosen?.name() ?? null]),
  );
}
