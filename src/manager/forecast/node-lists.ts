import type { NodeList } from '../../contract/library/node-list';
import type { Reading } from './read-versions';
import { runReader, type ReaderRequest } from './run-reader';

/** The Python files of a version of a pack. */
export interface VersionFiles {
  /** A tar archive: of them, or, with `same` and `changed`, of another version. */
  archive: string;
  /** Files by their paths, that lie in the archive under these paths. */
  same?: Readonly<Record<string, string>>;
  /** Files by their paths, and where they lie. */
  changed?: Readonly<Record<string, string>>;
}

/**
 * Reads which node classes versions of a pack register, and what their nodes take and give, as far as the syntax of their files tells: nothing of them is
 * imported or run. Throws `command-failed`, `cancelled`.
 */
export async function readNodeLists(
  versions: readonly VersionFiles[],
  reading: Omit<Reading, 'kept'>,
): Promise<NodeList[]> {
  const lists: ReaderRequest['lists'] = versions.map(({ archive, same, changed }, at) => ({
    ...{ key: String(at), tar: archive },
    ...(same === undefined && changed === undefined ? {} : { files: { same: same ?? {}, changed: changed ?? {} } }),
  }));
  const answer = await runReader(reading.interpreter, { roots: [], trees: [], packs: [], lists }, reading);
  return answer.lists.map(({ classes, hasList, hole }) => ({ classes, hasList, hole }));
}
