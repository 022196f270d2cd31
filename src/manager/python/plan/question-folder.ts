import { join } from 'node:path';
import { compare } from '@renovatebot/pep440';
import { writePrivate } from '../../../base/files/files';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import type { AppSettings } from '../../../contract/settings';
import type { Paths } from '../../installation/paths';
import type { PythonEnvironment } from '../environment';
import { readToolVersion, type ToolCall } from '../tool';

/** Where and by whom is asked. */
interface QuestionPlace {
  environment: PythonEnvironment;
  settings: AppSettings;
  paths: Pick<Paths, 'stagingDir'>;
}

/** The first uv that is surely told by its configuration how long files of an index are good for. An older one ends at a word that it does not know. */
const firstToldUv = '0.9.0';

const versions = new Map<string, Promise<string | null>>();

/** Its version, asked once for each program. */
function versionOf(environment: PythonEnvironment): Promise<string | null> {
  const { uv } = environment;
  if (uv === null) return Promise.resolve(null);
  const known = versions.get(uv) ?? readToolVersion(environment, null);
  versions.set(uv, known);
  return known;
}

/**
 * The file of a package never changes under its name, but many mirrors do not say so: uv then fetches every source package and builds its metadata anew for
 * each plan, which took 23 s in place of 2 s. It is told here, for questions alone and for the index that is named; the person's own configuration counts
 * beside it. The address may hold a password.
 */
async function tellFilesStay({ environment, settings }: QuestionPlace, folder: string): Promise<boolean> {
  const index = settings['python.indexUrl'];
  if (index === '' || environment.tool !== 'uv') return false;
  const version = await versionOf(environment);
  if (version === null || compare(version, firstToldUv) < 0) return false;
  const lines = [
    '[[index]]',
    `url = ${JSON.stringify(index)}`,
    'default = true',
    'cache-control = { files = "max-age=365000000, immutable" }',
  ];
  await writePrivate(join(folder, 'uv.toml'), `${lines.join('\n')}\n`);
  return true;
}

/** Runs work with a new folder in which the tool is asked, and what to ask it with. The folder is gone afterwards. */
export function withQuestionFolder<T>(context: QuestionPlace, work: (call: ToolCall) => Promise<T>): Promise<T> {
  const { environment, settings, paths } = context;
  return withTemporaryFolder(paths.stagingDir, 'plan', async (cwd) => {
    const isIndexInFile = await tellFilesStay(context, cwd);
    return work({ environment, settings, cwd, isIndexInFile });
  });
}
