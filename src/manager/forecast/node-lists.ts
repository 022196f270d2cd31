import type { NodeList } from '../../contract/library/node-list';
import type { Reading } from './read-versions';
import { runReader } from './run-reader';

/**
 * Reads which node classes versions of a pack register, and what their nodes take and give, as far as the syntax of their files tells: nothing of them is
 * imported or run. `archives`: tar archives of the Python files of each. Throws `command-failed`, `cancelled`.
 */
export async function readNodeLists(
  archives: readonly string[],
  { interpreter, ...reading }: Omit<Reading, 'cache'>,
): Promise<NodeList[]> {
  const lists = archives.map((tar, at) => ({ key: String(at), tar }));
  const answer = await runReader(interpreter, { roots: [], trees: [], packs: [], lists }, reading);
  return answer.lists.map(({ key: _key, ...list }) => list);
}
