import { join } from 'node:path';
import { compare } from '@renovatebot/pep440';
import { writePrivate } from '../../../base/files/files';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import { readToolVersion } from '../tool';
import type { ResolveContext } from './resolve';

/** The first uv that is surely told by its configuration how long files of an index are good for. An older one ends at a word that it does not know. */
const firstToldUv = '0.9.0';

const versions = new Map<string, Promise<string | null>>();

/** Its version, asked once for each program. */
function versionOf(environment: ResolveContext['environment']): Promise<string | null> {
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
async function tellFilesStay({ environment, settings }: ResolveContext, folder: string): Promise<void> {
  const index = settings['python.indexUrl'];
  if (index === '' || environment.tool !== 'uv') return;
  const version = await versionOf(environment);
  if (version === null || compare(version, firstToldUv) < 0) return;
  const lines = [
    '[[index]]',
    `url = ${JSON.stringify(index)}`,
    'default = true',
    'cache-control = { files = "max-age=365000000, immutable" }',
  ];
  await writePrivate(join(folder, 'uv.toml'), `${lines.join('\n')}\n`);
}

/** Runs work with a new folder in which the tool is asked. It is gone afterwards. */
export function withQuestionFolder<T>(context: ResolveContext, work: (folder: string) => Promise<T>): Promise<T> {
  return withTemporaryFolder(context.paths.stagingDir, 'plan', async (folder) => {
    await tellFilesStay(context, folder);
    return work(folder);
  });
}
