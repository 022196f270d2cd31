import type { NodeList } from './facts';
import type { Reading } from './read-versions';
import { runReader } from './run-reader';

/**
 * Reads which node classes versions of a pack register, and what their nodes take and give, as far as the syntax of their files tells: nothing of them is
 * imported or run. Throws `command-failed`, `cancelled`.
 *
 * @param archives Tar archives of the Python files of each version.
 */
export async function readNodeLists(archives: readonly string[], reading: Omit<Reading, 'kept'>): Promise<NodeList[]> {
  const lists = archives.map((tar) => ({ key: tar, tar }));
  const answer = await runReader(reading.interpreter, { roots: [], trees: [], packs: [], lists }, reading);
  return answer.lists.map(({ classes, hasList, hole }) => ({ classes, hasList, hole }));
}
