import { findNewerRelease } from '../state/comfyui/newer-release';
import { isSafeMode } from '../state/comfyui/shown-state';
import type { AppUpdatesView } from '../../src/contract/app/updates';
import type { ComfyCrash, ComfyStatus } from '../../src/contract/comfyui/comfyui-status';
import type { ComfyVersions } from '../../src/contract/comfyui/comfyui-versions';
import type { ImportDiagnosis } from '../../src/contract/comfyui/imports';
import type { HistoryItem, QueueView } from '../../src/contract/tasks/tasks';
import type { RecoveredThing, RecoveryReport } from '../../src/contract/changes';
import type { KnownVolume } from './disk-room';

/** One thing on Home that a person should look at. */
export type Attention =
  | { kind: 'crash'; crash: ComfyCrash | null }
  | { kind: 'safe-mode' }
  | { kind: 'low-disk'; volume: KnownVolume }
  | { kind: 'owed-packages'; names: readonly string[] }
  | { kind: 'recovered'; things: readonly RecoveredThing[]; atMs: number }
  | { kind: 'import'; problem: ImportDiagnosis }
  | { kind: 'failed'; item: HistoryItem }
  | { kind: 'more'; of: 'imports' | 'failed'; count: number }
  | { kind: 'warned'; items: readonly HistoryItem[] }
  | { kind: 'paused'; waiting: number }
  | { kind: 'unverified'; names: readonly string[] }
  | { kind: 'updates'; names: readonly string[] }
  | { kind: 'comfy-update'; latest: string }
  | { kind: 'app-update'; version: string; isReady: boolean }
  | { kind: 'app-news'; version: string };

/** What is known where attention is judged; what is not known yet is left out. */
export interface AttentionFacts {
  status: ComfyStatus | undefined;
  problems: readonly ImportDiagnosis[];
  view: QueueView | null;
  /** When failures and warnings were last looked at, in milliseconds; 0: never. */
  failuresSeenMs: number;
  lowVolume: KnownVolume | null;
  /** Python packages that an interrupted change left as they should not be. */
  owedPackages: readonly string[];
  /** What came with the folder and has no effect. */
  unverified?: readonly string[];
  /** What was put right after the app had ended in the middle of work; undefined while it is not known. */
  recovery: RecoveryReport | undefined;
  /** When a person last put that away, in milliseconds; 0: never. */
  recoverySeenMs: number;
  /** Titles of packs with an update. */
  updates: readonly string[];
  versions: ComfyVersions | undefined;
  /** How the app itself stands to newer versions. */
  app: AppUpdatesView | undefined;
}

/** More of a kind than these are told as a number. */
const mostRows = 3;

/** Tasks that ended so since they were last looked at, without those that another try has settled. Pure. */
export function findUnseen(
  finished: readonly HistoryItem[],
  seenMs: number,
  status: 'failed' | 'warning',
): HistoryItem[] {
  const settled = new Set<string>();
  const unseen: HistoryItem[] = [];
  // Newest first: what comes before has happened after.
  for (const item of finished) {
    const subject = `${item.kind} ${item.target}`;
    const isOpen = item.outcome.status === status && !settled.has(subject);
    if (isOpen && Date.parse(item.timestamp) > seenMs) unseen.push(item);
    if (item.outcome.status !== 'skipped') settled.add(subject);
  }
  return unseen;
}

/** A row for each of the first, and one for all others. */
function shorten(rows: readonly Attention[], of: 'imports' | 'failed'): readonly Attention[] {
  const count = rows.length - mostRows;
  return count > 0 ? [...rows.slice(0, mostRows), { kind: 'more', of, count }] : rows;
}

function unverifiedOf({ unverified: names = [] }: AttentionFacts): Attention[] {
  return names.length > 0 ? [{ kind: 'unverified', names }] : [];
}

function recoveryOf({ recovery, recoverySeenMs }: AttentionFacts): Attention[] {
  if (recovery === undefined || recovery.at === null) return [];
  const atMs = Date.parse(recovery.at);
  return atMs > recoverySeenMs ? [{ kind: 'recovered', things: recovery.things, atMs }] : [];
}

function queueOf({ view, failuresSeenMs, owedPackages, recovery }: AttentionFacts): Attention[] {
  if (view === null) return [];
  const failures = findUnseen(view.finished, failuresSeenMs, 'failed');
  // The entry of the unrepaired packages already tells this, with the button that helps.
  const failed = failures.filter(({ kind }) => kind !== 'repair-packages' || owedPackages.length === 0);
  // So does what was put right.
  const reported = new Set(recovery?.things.map(({ ui_id }) => ui_id));
  // A trial has changed nothing, and the review says what it found.
  const isReported = ({ ui_id, kind }: HistoryItem): boolean => reported.has(ui_id) || kind === 'rehearse-updates';
  const warned = findUnseen(view.finished, failuresSeenMs, 'warning').filter((item) => !isReported(item));
  const waiting = view.pending.length;
  return [
    ...shorten(
      failed.map((item) => ({ kind: 'failed', item })),
      'failed',
    ),
    ...(warned.length > 0 ? [{ kind: 'warned', items: warned } as const] : []),
    ...(view.isPaused && waiting > 0 ? [{ kind: 'paused', waiting } as const] : []),
  ];
}

function appOf({ app }: AttentionFacts): Attention[] {
  if (app === undefined) return [];
  const { step, offered, news } = app;
  const isThere = offered !== null && (step === 'available' || step === 'ready');
  return [
    ...(isThere ? [{ kind: 'app-update', version: offered.version, isReady: step === 'ready' } as const] : []),
    ...(news === null ? [] : [{ kind: 'app-news', version: news.version } as const]),
  ];
}

/** What needs attention, the most pressing first. Pure. */
export function listAttention(facts: AttentionFacts): Attention[] {
  const { status, lowVolume, problems, updates, owedPackages } = facts;
  const latest = findNewerRelease(facts.versions);
  return [
    ...(status?.state === 'crashed' ? [{ kind: 'crash', crash: status.crash } as const] : []),
    ...(isSafeMode(status) && status?.state === 'running' ? [{ kind: 'safe-mode' } as const] : []),
    ...(lowVolume === null ? [] : [{ kind: 'low-disk', volume: lowVolume } as const]),
    ...unverifiedOf(facts),
    ...(owedPackages.length > 0 ? [{ kind: 'owed-packages', names: owedPackages } as const] : []),
    ...recoveryOf(facts),
    ...shorten(
      problems.map((problem) => ({ kind: 'import', problem })),
      'imports',
    ),
    ...queueOf(facts),
    ...(updates.length > 0 ? [{ kind: 'updates', names: updates } as const] : []),
    ...(latest === null ? [] : [{ kind: 'comfy-update', latest } as const]),
    ...appOf(facts),
  ];
}
