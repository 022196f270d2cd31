import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasSystemCode, isInside, listNames } from '../../../base/files/files';
import type { PackReadme } from '../../../contract/packs/pack-details';
import { describeCached } from './cached-answers';
import type { RepositoryReader } from './repository';
import type { DetailsTarget } from './target';
import { chooseReadme, cutReadme, readPages } from './readme-choice';

const maxFileBytes = 4 * 1024 * 1024;

/** A readme that is a link out of the pack is not the pack's. */
async function readOwnFile(packDir: string, name: string): Promise<string | null> {
  try {
    const path = await realpath(join(packDir, name));
    if (!isInside(await realpath(packDir), path)) return null;
    // A pipe would be waited for, and a file can have any size.
    if (!(await stat(path)).isFile()) return null;
    const parts: Buffer[] = [];
    for await (const part of createReadStream(path, { end: maxFileBytes - 1 })) parts.push(part as Buffer);
    return new TextDecoder('utf-8').decode(Buffer.concat(parts));
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES')) return null;
    throw error;
  }
}

/** The readme of an installed pack, from its folder; null when that has none. */
async function readFromDisk(packDir: string): Promise<PackReadme['file']> {
  const name = chooseReadme(await listNames(packDir));
  const text = name === null ? null : await readOwnFile(packDir, name);
  return name === null || text === null ? null : { name, ...cutReadme(text) };
}

/**
 * The readme of a pack: from its folder when it is installed and has one there, else from its repository. Throws what git said when the
 * repository could not be asked and nothing was kept.
 */
export async function readReadme(
  { copy, repository, history }: DetailsTarget,
  reader: RepositoryReader,
  maxAgeMs: number,
): Promise<PackReadme> {
  const { linkBase } = readPages(repository);
  const own = copy === null || copy.source === 'file' ? null : await readFromDisk(copy.dir);
  if (own !== null || copy?.source === 'folder' || history === null) {
    return { file: own, linkBase, origin: 'disk', asOf: null, notice: null };
  }
  const answer = await reader.read(history, maxAgeMs);
  return { file: answer.value.readme, linkBase, origin: 'repository', ...describeCached(answer) };
}
