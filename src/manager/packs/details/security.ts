import type { PackSecurity, PackStatus } from '../../../contract/packs/pack-details';
import type { PackVersion } from '../../../contract/packs/catalogue-packs';
import type { PolicyVerdict } from '../../../contract/policy';
import type { PolicyOperation } from '../../installation/policy-table';
import type { DetailsTarget } from './target';
import type { PackCopy } from '../inventory/inventory';
import { newestRelease } from './nightly';

/** What is known of a pack when its trust is judged. */
export interface SecurityFacts {
  target: DetailsTarget;
  versions: readonly PackVersion[];
  hasInstallScript: boolean | null;
}

/** Where an installation would take it from. */
function originOfOffer(entry: DetailsTarget['entry']): PackSecurity['origin'] {
  if (entry === null) return 'git-free';
  return entry.latestVersion === null ? 'git-listed' : 'registry';
}

function originOf({ copy, entry }: DetailsTarget): PackSecurity['origin'] {
  if (copy === null) return originOfOffer(entry);
  if (copy.source !== 'git') return copy.source;
  return entry === null ? 'git-free' : 'git-listed';
}

/** The version whose status counts: the installed release, else the one an installation would bring. */
function judgedVersion({ copy, entry }: DetailsTarget, versions: readonly PackVersion[]): string | null {
  if (copy?.source === 'registry') return copy.version === '' ? null : copy.version;
  if (copy !== null) return null;
  return newestRelease(versions)?.version ?? entry?.latestVersion ?? null;
}

function statusOf(version: string | null, versions: readonly PackVersion[]): PackStatus {
  if (version === null) return 'none';
  return versions.find((one) => one.kind === 'registry' && one.version === version)?.status ?? 'unknown';
}

/** The rows that `resolveTarget` asks, in its order. */
function rowsOfInstall(origin: PackSecurity['origin'], status: PackStatus): PolicyOperation[] {
  const rows: PolicyOperation[] = ['install-registry'];
  if (origin === 'git-free') rows.push('install-git-url');
  if (origin === 'git-listed') rows.push('install-nightly');
  if (status === 'flagged') rows.push('install-flagged');
  return rows;
}

/** The rows that enabling and updating ask. */
function rowsOfCopy(copy: PackCopy, versions: readonly PackVersion[]): PolicyOperation[] {
  const rows: PolicyOperation[] = copy.enabled ? [] : ['enable'];
  if (copy.source === 'git' || copy.source === 'registry') rows.push('update');
  const isNewestFlagged = versions.find(({ kind }) => kind === 'registry')?.status === 'flagged';
  return copy.source === 'registry' && isNewestFlagged ? [...rows, 'install-flagged'] : rows;
}

/** Judges a pack. `verdictOf` asks the one table. Pure besides that. */
export function judgeSecurity(
  facts: SecurityFacts,
  verdictOf: (operation: PolicyOperation) => PolicyVerdict,
): PackSecurity {
  const { target, versions, hasInstallScript } = facts;
  const origin = originOf(target);
  const version = judgedVersion(target, versions);
  const status = statusOf(version, versions);
  const rows = target.copy === null ? rowsOfInstall(origin, status) : rowsOfCopy(target.copy, versions);
  const verdicts = rows.map(verdictOf);
  return { status, version, origin, hasInstallScript, verdicts };
}
