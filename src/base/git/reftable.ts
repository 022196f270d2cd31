import { join } from 'node:path';
import { readTextNow } from '../files/read-whole';
import { runAtOnce } from '../process/run';
import { gitEnvironment } from './command';

/** What one ref leads to, and the name that it stands for where it is a symbolic one. */
interface TabledRef {
  hash: string;
  target: string | null;
}

/** As `GitFolder` of files.ts. */
interface TabledFolder {
  gitDir: string;
  commonDir: string;
}

/** The name of the list of tables in a git folder: where it is, all refs are in tables (git 2.45 and newer, the usual form from git 3 on). */
export const tablesList = join('reftable', 'tables.list');

/** The app stands still meanwhile; what is not said by then counts as not there until a table changes. */
const limitMs = 2000;
const format = '%(refname) %(objectname) %(symref)';
let program = () => 'git';

/** Which git reads tables from now on: a path or name, asked before each reading. Any git that can is as good as another, so there is one for all installations. */
export function readTablesWith(executable: () => string): void {
  program = executable;
}

/** Git gives a changed table another name, so equal lists mean equal refs. */
function readLists({ gitDir, commonDir }: TabledFolder): string {
  return [...new Set([commonDir, gitDir])].map((dir) => readTextNow(join(dir, tablesList)) ?? '').join('\n');
}

function askGit({ gitDir }: TabledFolder): ReadonlyMap<string, TabledRef> {
  const args = [`--git-dir=${gitDir}`, 'for-each-ref', '--include-root-refs', `--format=${format}`];
  // No object is looked at, so a clone without contents fetches none.
  const env = { ...gitEnvironment(gitDir), GIT_NO_LAZY_FETCH: '1' };
  const lines = (runAtOnce(program(), args, { env, timeoutMs: limitMs }) ?? '').split('\n').filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [name = '', hash = '', target = ''] = line.split(' ');
      return [name, { hash, target: target || null }];
    }),
  );
}

const known = new WeakMap<TabledFolder, { lists: string; refs: ReadonlyMap<string, TabledRef> }>();
const none: ReadonlyMap<string, TabledRef> = new Map();

/**
 * All refs that a repository keeps in tables, HEAD among them where its branch has a commit; none where refs are files, or where git is older than these
 * tables. Only for tables a process is started, a few milliseconds for each repository whose refs changed: the inventory reads its files in one turn.
 */
export function readTabledRefs(git: TabledFolder): ReadonlyMap<string, TabledRef> {
  const lists = readLists(git);
  if (lists.trim() === '') return none;
  const before = known.get(git);
  if (before?.lists === lists) return before.refs;
  const refs = askGit(git);
  known.set(git, { lists, refs });
  return refs;
}
