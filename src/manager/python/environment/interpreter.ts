import { isAbsolute, join, resolve } from 'node:path';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { Installation } from '../../../contract/installation';
import { isDirectory } from '../../../base/files/files';
import { interpreterPlaces, isProgram } from './python-files';

/** The folders an installation's Python may live in, in the order they are tried; the misspelt name is the portable build's real one. */
const environmentFolders = ['python_embeded', 'python_embedded', '.venv', 'venv', 'env'] as const;

async function firstProgram(places: readonly string[]): Promise<string | null> {
  for (const place of places) if (await isProgram(place)) return place;
  return null;
}

/**
 * Finds the Python of an installation in its folders (portable, .venv, venv, conda env), or null.
 * `folders` are searched in order, for one kind of environment after the other.
 */
export async function findInterpreter(
  folders: readonly string[],
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  const environments = environmentFolders.flatMap((name) => folders.map((folder) => join(folder, name)));
  return firstProgram(environments.flatMap((environment) => interpreterPlaces(environment, platform)));
}

/** The interpreter a setting names: the program itself, or the folder of an environment. */
async function resolveSetting(setting: string, baseDir: string): Promise<string> {
  const target = isAbsolute(setting) ? setting : resolve(baseDir, setting);
  const found = (await isDirectory(target))
    ? await firstProgram(interpreterPlaces(target, process.platform))
    : await firstProgram([target]);
  if (found !== null) return found;
  throw new AppError(
    'environment-missing',
    msg`The setting python.interpreter names ${target}, but no Python is there.`,
    {
      remedy: msg`Correct the setting, or clear it so that the Python of the installation is searched for.`,
      details: { target },
    },
  );
}

/** The Python that runs this ComfyUI: the setting, what was recognised, else what its folders hold. Throws `environment-missing`. */
export async function chooseInterpreter(installation: Installation, setting: string): Promise<string> {
  if (setting !== '') return resolveSetting(setting, installation.baseDir);
  const recognised = installation.interpreter;
  if (recognised !== null && (await isProgram(recognised))) return recognised;
  const folders = [installation.rootDir, installation.comfyDir, installation.baseDir];
  const searched = [...new Set(folders.filter((folder) => folder !== null))];
  const found = await findInterpreter(searched);
  if (found !== null) return found;
  throw new AppError('environment-missing', msg`No Python was found for the ComfyUI in ${installation.rootDir}.`, {
    remedy: msg`Make a virtual environment named "venv" in that folder, or name the interpreter in the setting python.interpreter.`,
    details: { searched, names: environmentFolders },
  });
}
