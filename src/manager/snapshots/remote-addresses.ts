import { join } from 'node:path';
import { findGitFolder, readGitUpstream, type GitFolder } from '../../base/git-files';
import { statOrNull } from '../../base/stat';
import { beginTurn } from '../../base/turn';
import type { PackCopy } from '../packs/inventory';

interface KnownAddress {
  stamp: string;
  url: string;
}

function stampOf(git: GitFolder, branch: string | null): string {
  const stats = statOrNull(join(git.commonDir, 'config'));
  return stats === null ? '' : `${stats.mtimeMs} ${stats.size} ${branch ?? ''}`;
}

function readAddress({ dir, branch, repository }: PackCopy, kept: KnownAddress | undefined): KnownAddress {
  const git = findGitFolder(dir);
  const stamp = git === null ? '' : stampOf(git, branch);
  if (kept?.stamp === stamp) return kept;
  const upstream = git === null ? null : readGitUpstream(git, { commit: null, branch });
  return { stamp, url: upstream?.url ?? repository ?? '' };
}

/**
 * Reads the remote addresses of clones as their own files have them, by folder. An address is kept until the configuration or the branch
 * of its clone changes, and the map is the same object as long as it says the same. Gives way to other work every few milliseconds.
 */
export function createRemoteAddresses(): (copies: readonly PackCopy[]) => Promise<ReadonlyMap<string, string>> {
  let known: ReadonlyMap<string, KnownAddress> = new Map();
  let addresses: ReadonlyMap<string, string> = new Map();
  return async (copies) => {
    const turn = beginTurn();
    const before = known;
    const now = new Map<string, KnownAddress>();
    for (const copy of copies) {
      if (copy.source !== 'git') continue;
      if (turn.isOver()) await turn.giveWay();
      now.set(copy.dir, readAddress(copy, before.get(copy.dir)));
    }
    known = now;
    const isSame = addresses.size === now.size && [...now].every(([dir, { url }]) => addresses.get(dir) === url);
    if (!isSame) addresses = new Map([...now].map(([dir, { url }]) => [dir, url]));
    return addresses;
  };
}
