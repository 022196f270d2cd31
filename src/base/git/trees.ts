import { msg } from '../../contract/text/message';
import type { JobContext } from '../async/job';
import { runGit, type GitOptions } from './command';

/** A commit, in a line. */
export interface ChangingCommit {
  commit: string;
  /** RFC 3339, when it was committed. */
  date: string;
  subject: string;
}

/** Which commits are looked through: those that `to` has and `from` lacks. */
export interface CommitRange {
  from: string;
  to: string;
}

/** Files of a clone as its commits have them; what is checked out is left alone. Throws what `runGit` throws. */
export interface GitTrees {
  /** Packs the files of a commit that a pattern (`*.py`) names into a tar archive. */
  archive(commit: string, pattern: string, file: string): Promise<void>;
  /** One file of a commit; null where it has none. */
  read(commit: string, path: string): Promise<string | null>;
  /** Whether everything of one commit is in another. */
  isIn(commit: string, other: string): Promise<boolean>;
  describe(commit: string): Promise<ChangingCommit | null>;
  /** The commits of a range that removed a path, or brought it, newest first. */
  changesOfPath(range: CommitRange, path: string, kind: 'removed' | 'added'): Promise<ChangingCommit[]>;
  /** Those that changed a line of a path which a pattern (POSIX, extended) fits to, newest first. */
  changesOfLines(range: CommitRange, path: string, pattern: string): Promise<ChangingCommit[]>;
}

const lineFormat = '--format=%H%x09%cI%x09%s';
const commitForm = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i;

function parseLines(output: string): ChangingCommit[] {
  return output.split('\n').flatMap((line): ChangingCommit[] => {
    const [commit = '', date = '', ...subject] = line.split('\t');
    return commitForm.test(commit) ? [{ commit, date, subject: subject.join('\t') }] : [];
  });
}

/** Opens the clone in `dir` for reading what its commits hold. */
export function openTrees(options: GitOptions, dir: string, job: JobContext): GitTrees {
  const run = (args: readonly string[], isHarmless: () => boolean = () => false) =>
    runGit(options, { what: msg`Reading files of a version`, cwd: dir, args, job, isHarmless });
  const log = async ({ from, to }: CommitRange, more: readonly string[], path: string) =>
    parseLines(await run(['log', lineFormat, '--no-renames', ...more, to, `^${from}`, '--', `:(top,literal)${path}`]));
  return {
    async archive(commit, pattern, file) {
      await run(['archive', '--format=tar', `--output=${file}`, commit, '--', `:(top,glob)**/${pattern}`]);
    },
    async read(commit, path) {
      const found = (await run(['ls-tree', '-z', commit, '--', path])).split('\0')[0] ?? '';
      const blob = /^\d+ blob ([0-9a-f]+)\t/u.exec(found)?.[1];
      return blob === undefined ? null : run(['cat-file', 'blob', blob]);
    },
    isIn: async (commit, other) => Number(await run(['rev-list', '--count', commit, `^${other}`, '--'])) === 0,
    describe: async (commit) => parseLines(await run(['log', '-1', lineFormat, commit, '--']))[0] ?? null,
    changesOfPath: (range, path, kind) => log(range, [`--diff-filter=${kind === 'removed' ? 'D' : 'A'}`], path),
    changesOfLines: (range, path, pattern) => log(range, [`-G${pattern}`], path),
  };
}
