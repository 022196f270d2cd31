import { join } from 'node:path';
import { z } from 'zod';
import { readBoth } from '../../../base/git/read-both';
import { findGitFolder } from '../../../base/git/files';
import type { HistoryOf } from '../../../base/git/history';
import type { JobContext } from '../../../base/async/job';
import { toAppError } from '../../../contract/errors';
import { ensureFolder } from '../../../base/files/files';
import type { PackCopy } from '../inventory/inventory';
import { openCachedAnswers } from './cached-answers';
import type { KnownNodes } from './node-changes';
import { NodeList } from '../../../contract/library/node-list';
import { RepositoryFacts, type RepositoryReader, type VisitedClone } from './repository';
import type { DetailSources } from './sources';
import type { DetailsTarget } from './target';

/** What the newest commit of a clone's branch brings, beside what is checked out; `nodes` is null where the files could not be read. */
const Tip = z.object({
  root: RepositoryFacts,
  nodes: z.object({ installed: NodeList, newest: NodeList }).nullable(),
});
type Tip = z.infer<typeof Tip>;

const isCommit = /^[0-9a-f]{7,64}$/i;

const emptyRoot: RepositoryFacts = {
  ...{ readme: null, requirements: null, project: null, license: null, hasInstallScript: false },
};

/**
 * Reads what a clone would be moved to: `to` is the newest commit of the branch that it follows (`nightly`, `latest`), or a commit, branch or tag of the
 * remote. Throws `version-not-found` for one that it does not have, what git said when nothing was kept, and `network-failed` in offline mode.
 */
export type ReadTip = (
  of: Required<Pick<DetailsTarget, 'history'>> & { copy: PackCopy; to: string },
  maxAgeMs: number,
) => Promise<Tip>;

/** What nobody can name is said, never taken for gone. Pure. */
export function toKnownNodes({ classes, hasList, hole }: NodeList): KnownNodes {
  const sockets = Object.fromEntries(
    Object.entries(classes).flatMap(([name, one]) => (one === null ? [] : [[name, one] as const])),
  );
  if (hole !== null) return { classes: { why: 'made-as-it-loads', place: `${hole.file}:${hole.line}` }, sockets };
  if (!hasList) return { classes: { why: 'no-list', place: null }, sockets };
  return { classes: Object.keys(classes), sockets };
}

async function readNodes(
  { git, readNodeLists }: Pick<DetailSources, 'git' | 'readNodeLists'>,
  { copy, clone }: { copy: PackCopy; clone: VisitedClone },
  job: JobContext,
): Promise<Tip['nodes']> {
  const own = findGitFolder(copy.dir);
  if (own === null) return null;
  const other = { objectsDir: join(own.commonDir, 'objects'), commit: copy.version };
  const workDir = join(clone.workDir, 'read');
  await ensureFolder(workDir);
  const about = { dir: clone.dir, newest: clone.commit, other, ending: '.py', workDir };
  const archives = await readBoth(git, about, job);
  const [installed, newest] = await readNodeLists([archives.other, archives.newest], job.signal);
  return installed === undefined || newest === undefined ? null : { installed, newest };
}

/** The files could not be read; what the root of the repository says is known all the same. */
class NodesUnread extends Error {
  constructor(
    readonly root: RepositoryFacts,
    cause: unknown,
  ) {
    super('The node classes of a newer version could not be read.', { cause });
  }
}

/**
 * Makes the reader. One shallow clone without contents answers for everything of a pack; of its Python files only those are fetched that what is installed does
 * not have. An answer without nodes is not kept: the next question may have more luck.
 */
export function createTipReader(sources: DetailSources, reader: Pick<RepositoryReader, 'visit'>): ReadTip {
  const cache = openCachedAnswers(join(sources.folder, 'tips'), Tip);
  const visit = (copy: PackCopy, history: HistoryOf, wanted: string | null) =>
    reader.visit(history, async (clone, job) => {
      if (wanted !== null && !clone.commit.startsWith(wanted.toLowerCase())) return null;
      const root = clone.facts;
      // Also where the time for it is over, which is all that ends the job: what it asks for is known by then.
      return readNodes(sources, { copy, clone }, job)
        .then((nodes) => ({ root, nodes }))
        .catch((error: unknown) => new NodesUnread(root, error));
    });
  const read = async (copy: PackCopy, history: HistoryOf, to: string): Promise<Tip> => {
    const isNewest = to === 'nightly' || to === 'latest';
    // Mostly the newest commit is meant, whose clone others use as well.
    const newest = isNewest || isCommit.test(to) ? await visit(copy, history, isNewest ? null : to) : null;
    const found = newest ?? (await visit(copy, { ...history, branch: to }, null));
    if (found === null) throw new Error(`${to} was not read.`);
    if (!(found instanceof NodesUnread)) return found;
    sources.log.warn(found.message, { error: toAppError(found.cause) });
    throw found;
  };
  return async ({ copy, history, to }, maxAgeMs) => {
    if (history === null) return { root: emptyRoot, nodes: null };
    const key = `${history.url} ${history.branch ?? ''} ${copy.version} ${to}`;
    try {
      return (await cache.ask(key, maxAgeMs, () => read(copy, history, to))).value;
    } catch (error) {
      if (!(error instanceof NodesUnread)) throw error;
      return { root: error.root, nodes: null };
    }
  };
}
