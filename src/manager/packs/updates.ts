import { findGitFolder, readGitHead, readGitUpstream, readRef, type GitFolder } from '../../base/git-files';
import { beginRemoteRound, type RemoteBranch, type RemoteRound } from '../../base/git-remotes';
import { AppError, toAppError } from '../../contract/errors';
import type { PackUpdates } from '../../contract/packs';
import type { CatalogueMode } from '../../contract/settings';
import { gitSettings } from './git-settings';
import { choosePacks, type PackCopy } from './inventory';
import { isProtected, type PackRoom } from './pack-run';
import { firstReason, isAllFailed, toPackUpdates, type UpdateFinding } from './update-findings';
import { compareVersions, normaliseVersion } from './versions';

/** A check is a glance: one silent remote must not hold the answer as long as a download may stall. */
const remoteLimitMs = 10_000;

interface Check {
  room: PackRoom;
  mode: CatalogueMode;
  signal: AbortSignal;
}

type Finding = readonly [key: string, finding: UpdateFinding];

function failed(reason: string): UpdateFinding {
  return { state: 'failed', reason };
}

/** The first line of an error; what git printed after it belongs into a log. */
function reasonOf(error: unknown): string {
  return toAppError(error).message.split('\n', 1)[0] ?? '';
}

function upstreamBranch(copy: PackCopy, git: GitFolder): RemoteBranch | null {
  const upstream = readGitUpstream(git, readGitHead(git));
  if (upstream?.branch == null) return null;
  return { dir: copy.dir, remote: upstream.remote, url: upstream.url, branch: upstream.branch };
}

/**
 * Another commit on the remote is news unless the clone has fetched it before: then it may be one that the own commits stand upon. Only git
 * can tell, so it is asked in this rare case alone.
 */
async function isNews(at: RemoteBranch & { git: GitFolder }, newest: string, round: RemoteRound): Promise<boolean> {
  const lastSeen = readRef(at.git, `refs/remotes/${at.remote}/${at.branch}`);
  return newest !== lastSeen || round.isAhead(at.dir, newest);
}

async function checkClone(copy: PackCopy, round: RemoteRound): Promise<UpdateFinding> {
  const git = findGitFolder(copy.dir);
  const upstream = git === null ? null : upstreamBranch(copy, git);
  if (git === null || upstream === null) return { state: 'pinned' };
  const newest = await round.newestCommit(upstream);
  if (newest === null) return { state: 'pinned' };
  const { commit } = readGitHead(git);
  if (newest === commit || !(await isNews({ ...upstream, git }, newest, round))) return { state: 'current' };
  return { state: 'update', kind: 'git', current: commit ?? 'unknown', latest: newest };
}

async function checkClones(copies: readonly PackCopy[], { room, signal }: Check): Promise<Finding[]> {
  if (copies.length === 0) return [];
  if (room.config.current().network_mode === 'offline') {
    const reason = 'Its remote was not asked, because network_mode = offline in config.ini.';
    return copies.map((copy) => [copy.key, copy.branch === null ? { state: 'pinned' } : failed(reason)]);
  }
  const options = gitSettings(room.settings, room.config);
  const limitMs = Math.min(options.stallMs, remoteLimitMs);
  const round = await beginRemoteRound({ ...options, signal, limitMs, cwd: room.paths.customNodesDir });
  return Promise.all(
    copies.map(async (copy): Promise<Finding> => {
      try {
        return [copy.key, await checkClone(copy, round)];
      } catch (error) {
        if (signal.aborted) throw error;
        return [copy.key, failed(reasonOf(error))];
      }
    }),
  );
}

async function checkRegistryPacks(copies: readonly PackCopy[], { room, mode, signal }: Check): Promise<Finding[]> {
  const idOf = (copy: PackCopy) => copy.registryId ?? copy.key;
  const latest = await room.catalogue.latestVersions(copies.map(idOf), { mode, signal });
  return copies.map((copy): Finding => {
    const offer = latest.get(idOf(copy).toLowerCase()) ?? { problem: 'Nobody said what its newest version is.' };
    if ('problem' in offer) return [copy.key, failed(offer.problem)];
    const newest = normaliseVersion(offer.version);
    if (compareVersions(copy.version, newest) >= 0) return [copy.key, { state: 'current' }];
    return [copy.key, { state: 'update', kind: 'registry', current: copy.version || 'unknown', latest: newest }];
  });
}

/**
 * Asks for every enabled clone and registry pack whether there is something newer, all at once. Changes nothing (beats W30). A pack nobody
 * could be asked about is `failed` with the reason, never up to date (beats W13). The registry's answers are as fresh as `mode` wishes;
 * remotes of clones are no catalogue data and are always asked. Throws `updates-unavailable` when nobody answered at all, `cancelled`.
 */
export async function checkUpdates(room: PackRoom, mode: CatalogueMode, signal: AbortSignal): Promise<PackUpdates> {
  const check: Check = { room, mode, signal };
  const copies = choosePacks(await room.scan()).filter(
    (copy) => copy.enabled && !isProtected([copy.key, copy.name, copy.registryId]),
  );
  const clones = copies.filter(({ source }) => source === 'git');
  const registryPacks = copies.filter(({ source }) => source === 'registry');
  const found = await Promise.all([checkClones(clones, check), checkRegistryPacks(registryPacks, check)]);
  const findings = new Map(found.flat());
  if (isAllFailed(findings)) {
    throw new AppError('updates-unavailable', `No pack could be checked for updates. ${firstReason(findings)}`, {
      remedy: 'Check the network and the host settings, then try again.',
      details: { failed: toPackUpdates(findings).failed },
    });
  }
  return toPackUpdates(findings);
}
