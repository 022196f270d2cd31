import type { GitCall } from './command';
import { msg, type Message } from '../../contract/text/message';

/** Runs one command in a repository; `what` is the step in words. Answers with what it printed. */
export type RunInRepository = (
  what: Message,
  args: readonly string[],
  more?: Pick<GitCall, 'isHarmless'>,
) => Promise<string>;

/** Which files differ between commits, index and disk. Changes nothing. */
export interface GitComparing {
  /** Tracked files that are there and whose content differs from a commit. */
  listEdited(commit: string): Promise<string[]>;
  /** Files of the index that are not on disk. */
  listMissing(): Promise<string[]>;
  /** Files that the index holds otherwise than HEAD does. */
  listStaged(): Promise<string[]>;
  /** Files that git cannot save as they are: with unsolved conflicts, or announced by `git add -N` only. */
  listUnfinished(): Promise<string[]>;
  /** Those of the paths whose changes git was told to overlook (assume-unchanged, skip-worktree). */
  listOverlooked(paths: readonly string[]): Promise<string[]>;
  /** Files that differ between two commits. */
  listChanged(from: string, to: string): Promise<string[]>;
  /** Those files at or below the paths that git does not track, ignored ones included. */
  listUntracked(paths: readonly string[]): Promise<string[]>;
}

function splitNames(output: string): string[] {
  return output.split('\0').filter((name) => name !== '');
}

/** So that a command line stays below the shortest limit there is (Windows: 32,767 characters). */
const pathsPerCommand = 150;

/** Paths as git takes them literally, in portions for one command each. */
export function pathspecsFor(paths: readonly string[]): string[][] {
  const count = Math.ceil(paths.length / pathsPerCommand);
  const specs = paths.map((path) => `:(top,literal)${path}`);
  return Array.from({ length: count }, (_, index) =>
    specs.slice(index * pathsPerCommand, (index + 1) * pathsPerCommand),
  );
}

/** Makes the calls over one repository's way to git. */
export function createComparingCalls(run: RunInRepository): GitComparing {
  const diff = async (what: Message, args: readonly string[]) =>
    splitNames(await run(what, ['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', ...args, '--']));
  const listFiles = async (what: Message, options: readonly string[], paths: readonly string[]) => {
    const found: string[] = [];
    for (const pathspecs of pathspecsFor(paths)) {
      found.push(...splitNames(await run(what, ['ls-files', '-z', ...options, '--', ...pathspecs])));
    }
    return found;
  };
  const looking = msg`Looking for local changes`;
  return {
    listEdited: (commit) => diff(looking, ['--diff-filter=d', '--ignore-submodules=untracked', commit]),
    listMissing: () => diff(looking, ['--diff-filter=D']),
    listStaged: () => diff(looking, ['--cached', 'HEAD']),
    listUnfinished: () => diff(looking, ['--diff-filter=UA']),
    // In front of each name stands a letter: `S` for skip-worktree, a small one for assume-unchanged.
    listOverlooked: async (paths) =>
      (await listFiles(looking, ['-v'], paths)).filter((row) => /^[a-zS] /.test(row)).map((row) => row.slice(2)),
    listChanged: (from, to) => diff(msg`Comparing versions`, [from, to]),
    listUntracked: (paths) => listFiles(msg`Looking for files in the way`, ['--others'], paths),
  };
}
