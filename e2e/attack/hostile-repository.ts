import { join } from 'node:path';
import { git, initBare } from '../world/git-repos';
import type { GitHost } from '../world/git-host';

/** One entry of a tree, written as it is: git's own commands would refuse most of these. */
export interface TreeEntry {
  name: string;
  /** `100644` a file, `120000` a link, `160000` a submodule, `40000` a folder. */
  mode: '100644' | '120000' | '160000' | '40000';
  /** What a file holds, where a link leads, or the commit of a submodule. */
  content?: string;
  entries?: readonly TreeEntry[];
}

const innocent: TreeEntry = { name: '__init__.py', mode: '100644', content: 'NODE_CLASS_MAPPINGS = {}\n' };

/** Publishes `owner/repo` with one commit that holds these entries beside an innocent one. */
export async function publishLiteral(
  host: GitHost,
  name: { owner: string; repo: string },
  entries: readonly TreeEntry[],
): Promise<void> {
  const folder = host.bareDir(name.owner, name.repo);
  await initBare(folder);
  const tree = await writeTree(folder, [innocent, ...entries]);
  const identity = ['-c', 'user.name=Mallory', '-c', 'user.email=mallory@example.invalid'];
  const commit = await git([...identity, 'commit-tree', '-m', 'Innocent', tree], { cwd: folder });
  await git(['update-ref', 'refs/heads/master', commit], { cwd: folder });
  host.adopt(name.owner, name.repo);
}

async function writeTree(folder: string, entries: readonly TreeEntry[]): Promise<string> {
  const rows = await Promise.all(
    [...entries]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(async ({ name, mode, content = '', entries: inner }) => {
        const hash = inner
          ? await writeTree(folder, inner)
          : mode === '160000'
            ? content
            : await writeBlob(folder, content);
        return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(hash, 'hex')]);
      }),
  );
  return git(['hash-object', '-t', 'tree', '--literally', '-w', '--stdin'], {
    cwd: folder,
    input: Buffer.concat(rows),
  });
}

function writeBlob(folder: string, content: string): Promise<string> {
  return git(['hash-object', '-w', '--stdin'], { cwd: folder, input: Buffer.from(content) });
}

/** A commit of a repository, as a submodule names it. */
export function commitOf(host: GitHost, owner: string, repo: string): Promise<string> {
  return git(['rev-parse', 'refs/heads/master'], { cwd: join(host.bareDir(owner, repo)) });
}
