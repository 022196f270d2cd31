import { findGitFolder, readGitHead, readGitUpstream, readRef, type GitFolder } from '../../../base/git/files';
import { beginRemoteRound, type RemoteBranch, type RemoteRound } from '../../../base/git/remotes';
import { beginSlice } from '../../../base/async/time-slice';
import { AppError, toAppError } from '../../../contract/errors';
import { firstLineOf, msg, type Sentence } from '../../../contract/text/message';
import type { PackUpdates } from '../../../contract/packs/local-packs';
import type { CatalogueMode } from '../../../contract/settings';
import { gitSettings } from '../../installation/git-settings';
import type { HeldPacks } from '../inventory/holds';
import { choosePacks, type PackCopy } from '../inventory/inventory';
import { isProtected, type PackContext } from '../change/pack-run';
import { compareVersions, normaliseVersion } from '../inventory/versions';

/** A check must be quick: one silent remote must not hold up the answer for as long as a download may stall. */
const remoteLimitMs = 10_000;

/** A check that nobody waits for leaves the hosts and this machine to more urgent work. */
const calmQuestionsAtOnce = 2;

/** How a check is to be made. */
export interface CheckRequest {
  mode: CatalogueMode;
  signal: AbortSignal;
  /** Nobody waits for it: few are asked at a time. */
  isCalm?: boolean;
}

interface Check extends CheckRequest {
  context: PackContext;
}

/** What became of the question whether one pack has an update. */
type UpdateFinding =
  | { state: 'current' | 'pinned' }
  | { state: 'update'; kind: 'registry' | 'git'; current: string; latest: string }
  | { state: 'failed'; reason: Sentence; remedy?: Sentence | undefined };

/** The findings of all packs, each under the key of its pack. */
type UpdateFindings = ReadonlyMap<string, UpdateFinding>;

/** Whether anybody was asked in vain and nobody with success: then there is nothing to report. */
function isAllFailed(findings: UpdateFindings): boolean {
  const checked = [...findings.values()].filter(({ state }) => state !== 'pinned');
  return checked.length > 0 && checked.every(({ state }) => state === 'failed');
}

/** The first reason there is, with what helps where that is known. */
function firstFailure(findings: UpdateFindings): { reason: Sentence; remedy?: Sentence | undefined } {
  for (const finding of findings.values()) if (finding.state === 'failed') return finding;
  return { reason: '' };
}

/** The findings in the form of the contract (decision 25). */
function toPackUpdates(findings: UpdateFindings): PackUpdates {
  const found: PackUpdates = { updates: [], pinned: [], failed: [] };
  for (const [id, finding] of findings) {
    if (finding.state === 'pinned') found.pinned.push(id);
    if (finding.state === 'failed') found.failed.push({ id, reason: finding.reason });
    if (finding.state === 'update') {
      const { kind, current, latest } = finding;
      found.updates.push({ id, kind, current, latest });
    }
  }
  return found;
}

type Finding = readonly [key: string, finding: UpdateFinding];

function failed(reason: Sentence): UpdateFinding {
  return { state: 'failed', reason };
}

/** The first line of an error; what git printed after it belongs into a log. */
function failedBy(error: unknown): UpdateFinding {
  const { message, remedy } = toAppError(error).words;
  return { state: 'failed', reason: firstLineOf(message), remedy };
}

/** A clone that stands on a branch with a remote, as its files say. */
interface Clone extends RemoteBranch {
  git: GitFolder;
  commit: string | null;
}

/** Null for a clone that nobody can be asked about: detached, or on a branch without a remote one. */
function readClone(copy: PackCopy): Clone | null {
  const git = findGitFolder(copy.dir);
  if (git === null) return null;
  const head = readGitHead(git);
  const upstream = readGitUpstream(git, head);
  if (upstream?.branch == null) return null;
  const { remote, url, branch } = upstream;
  return { dir: copy.dir, git, commit: head.commit, remote, url, branch };
}

/**
 * Another commit on the remote is news unless the clone has fetched it before: then it may be one that the own commits stand upon. Only git
 * can tell, so it is asked in this rare case alone.
 */
async function isNews(clone: Clone, newest: string, round: RemoteRound): Promise<boolean> {
  const lastSeen = readRef(clone.git, `refs/remotes/${clone.remote}/${clone.branch}`);
  return newest !== lastSeen || round.isAhead(clone.dir, newest);
}

async function checkClone(clone: Clone, round: RemoteRound): Promise<UpdateFinding> {
  const newest = await round.newestCommit(clone);
  if (newest === null) return { state: 'pinned' };
  if (newest === clone.commit || !(await isNews(clone, newest, round))) return { state: 'current' };
  return { state: 'update', kind: 'git', current: clone.commit ?? 'unknown', latest: newest };
}

/** The clones of a round, `null` for pinned ones, read from their files a few at a time. */
async function readClones(copies: readonly PackCopy[]): Promise<Map<string, Clone | null>> {
  const slice = beginSlice();
  const clones = new Map<string, Clone | null>();
  for (const copy of copies) {
    if (slice.isOver()) await slice.giveWay();
    clones.set(copy.key, readClone(copy));
  }
  return clones;
}

async function checkClones(copies: readonly PackCopy[], { context, signal, isCalm }: Check): Promise<Finding[]> {
  if (copies.length === 0) return [];
  const clones = [...(await readClones(copies))];
  if (context.config.current().network_mode === 'offline') {
    const finding = failed(msg`Its remote was not asked, because network_mode = offline in config.ini.`);
    return clones.map(([key, clone]) => [key, clone === null ? { state: 'pinned' } : finding]);
  }
  const options = gitSettings(context.settings, () => context.config.current(), context.readToken);
  const limitMs = Math.min(options.stallMs, remoteLimitMs);
  const questionsAtOnce = isCalm === true ? calmQuestionsAtOnce : undefined;
  const cwd = context.paths.customNodesDir;
  const round = await beginRemoteRound({ ...options, signal, limitMs, cwd, questionsAtOnce });
  return Promise.all(
    clones.map(async ([key, clone]): Promise<Finding> => {
      try {
        return [key, clone === null ? { state: 'pinned' } : await checkClone(clone, round)];
      } catch (error) {
        if (signal.aborted) throw error;
        return [key, failedBy(error)];
      }
    }),
  );
}

async function checkRegistryPacks(copies: readonly PackCopy[], { context, mode, signal }: Check): Promise<Finding[]> {
  const idOf = (copy: PackCopy) => copy.registryId ?? copy.key;
  const latest = await context.catalogue.latestVersions(copies.map(idOf), { mode, signal });
  return copies.map((copy): Finding => {
    const offer = latest.get(idOf(copy).toLowerCase()) ?? {
      problem: msg`Its newest version is not known.`,
    };
    if ('problem' in offer) return [copy.key, failed(offer.problem)];
    const newest = normaliseVersion(offer.version);
    if (compareVersions(copy.version, newest) >= 0) return [copy.key, { state: 'current' }];
    return [copy.key, { state: 'update', kind: 'registry', current: copy.version || 'unknown', latest: newest }];
  });
}

function findHeld({ key, registryId, source }: PackCopy, held: HeldPacks): Finding[] {
  const isUpdatable = source === 'git' || source === 'registry';
  return isUpdatable && held.of({ key, registryId }) !== null ? [[key, { state: 'pinned' }]] : [];
}

/**
 * Asks for every enabled clone and registry pack whether there is something newer, all at once. Changes nothing (beats W30). A pack nobody
 * could be asked about is `failed` with the reason, never up to date (beats W13); one that a person holds is `pinned` and not asked about. The registry's answers are as fresh as `mode` wishes;
 * remotes of clones are no catalogue data and are always asked. Throws `updates-unavailable` when nobody answered at all, `cancelled`.
 */
export async function checkUpdates(context: PackContext, request: CheckRequest): Promise<PackUpdates> {
  const check: Check = { ...request, context };
  const copies = choosePacks(await context.scan()).filter(
    (copy) => copy.enabled && !isProtected([copy.key, copy.name, copy.registryId]),
  );
  const held = await context.holds.read();
  const free = copies.filter((copy) => held.of(copy) === null);
  const clones = free.filter(({ source }) => source === 'git');
  const registryPacks = free.filter(({ source }) => source === 'registry');
  const found = await Promise.all([checkClones(clones, check), checkRegistryPacks(registryPacks, check)]);
  const findings = new Map([...copies.flatMap((copy) => findHeld(copy, held)), ...found.flat()]);
  if (isAllFailed(findings)) {
    const { reason, remedy } = firstFailure(findings);
    throw new AppError('updates-unavailable', msg`No pack could be checked for updates. ${reason}`, {
      remedy: remedy ?? msg`Check the network and the host settings, then try again.`,
      details: { failed: toPackUpdates(findings).failed },
    });
  }
  return toPackUpdates(findings);
}
