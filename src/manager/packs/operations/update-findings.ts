import type { PackUpdates } from '../../../contract/packs';
import type { Sentence } from '../../../contract/text/message';

/** What became of the question whether one pack has an update. */
export type UpdateFinding =
  | { state: 'current' | 'pinned' }
  | { state: 'update'; kind: 'registry' | 'git'; current: string; latest: string }
  | { state: 'failed'; reason: Sentence; remedy?: Sentence | undefined };

/** The findings of all packs, each under the key of its pack. */
export type UpdateFindings = ReadonlyMap<string, UpdateFinding>;

/** Whether anybody was asked in vain and nobody with success: then there is nothing to report. */
export function isAllFailed(findings: UpdateFindings): boolean {
  const checked = [...findings.values()].filter(({ state }) => state !== 'pinned');
  return checked.length > 0 && checked.every(({ state }) => state === 'failed');
}

/** The first reason there is, with what helps where that is known. */
export function firstFailure(findings: UpdateFindings): { reason: Sentence; remedy?: Sentence | undefined } {
  for (const finding of findings.values()) if (finding.state === 'failed') return finding;
  return { reason: '' };
}

/** The findings in the form of the contract (decision 25). */
export function toPackUpdates(findings: UpdateFindings): PackUpdates {
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
