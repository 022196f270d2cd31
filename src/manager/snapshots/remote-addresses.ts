import { statSync } from 'node:fs';
import { join } from 'node:path';
import { findGitFolder, readGitUpstream, type GitFolder } from '../../base/git-files';
import type { PackCopy } from '../packs/inventory';

interface KnownAddress {
  stamp: string;
  url: string;
}

function stampOf(git: GitFolder, branch: string | null): string {
  const stats = statSync(join(git.commonDir, 'config'), { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size} ${branch ?? ''}`;
}

/** Reads the remote address of a clone as its own files have it; kept until its configuration or its branch changes. */
export function createRemoteAddresses(): (copy: PackCopy) => string {
  const known = new Map<string, KnownAddress>();
  return ({ dir, branch, repository }) => {
    const git = findGitFolder(dir);
    if (git === null) return repository ?? '';
    const stamp = stampOf(git, branch);
    const kept = known.get(dir);
    if (kept?.stamp === stamp) return kept.url;
    const url = readGitUpstream(git, { commit: null, branch })?.url ?? repository ?? '';
    known.set(dir, { stamp, url });
    return url;
  };
}
