import { gt, prerelease, valid } from 'semver';
import type { UpdateHindrance, UpdatesOff } from '../../src/contract/app/updates';
import type { AppSettings } from '../../src/contract/settings';
import type { QueueView } from '../../src/contract/tasks/tasks';

/** How this app came onto the machine, as far as updates are concerned. */
export type PackageKind = 'appimage' | 'system-package' | 'installer' | 'archive';

/** What decides whether this app can exchange itself. */
export interface PlaceFacts {
  isPackaged: boolean;
  /** A program holds it, or there is no screen. */
  isHeadless: boolean;
  kind: PackageKind;
  /** Whether the package says where its updates are. */
  hasFeed: boolean;
  /** Where the app would be written anew; null where the system does that. */
  place: string | null;
  isWritable: boolean;
}

/** Why there are no updates here; null where there are. Pure. */
export function explainOff(facts: PlaceFacts, isOffline: boolean): UpdatesOff | null {
  if (!facts.isPackaged) return 'unpackaged';
  if (facts.isHeadless) return 'headless';
  if (facts.kind === 'archive' || !facts.hasFeed) return 'archive';
  if (!facts.isWritable) return 'not-writable';
  return isOffline ? 'offline' : null;
}

/** An open installation, as far as an update must not disturb it. */
export interface Work {
  queue: Pick<QueueView, 'running' | 'pending' | 'isPaused'> | null;
  isComfyRunning: boolean;
}

/** What an update waits for; null: nothing works. Tasks of a queue that was paused wait themselves. Pure. */
export function findHindrance(works: readonly Work[]): UpdateHindrance | null {
  const isWorking = ({ queue }: Work) =>
    queue !== null && (queue.running.length > 0 || (queue.pending.length > 0 && !queue.isPaused));
  if (works.some(isWorking)) return 'queue';
  return works.some(({ isComfyRunning }) => isComfyRunning) ? 'comfyui' : null;
}

/** Whether a version that a feed names is one for this app: newer, and of the channel. A feed cannot take the app back. Pure. */
export function isForUs(version: string, current: string, channel: AppSettings['updates.channel']): boolean {
  if (valid(version) === null || !gt(version, current)) return false;
  return channel === 'preview' || prerelease(version) === null;
}

/** When the app looks by itself again, in milliseconds from now. Pure. */
export function nextCheckMs(checkedMs: number | null, nowMs: number): number {
  if (checkedMs === null || checkedMs > nowMs) return 0;
  return Math.max(0, checkedMs + 24 * 60 * 60 * 1000 - nowMs);
}

/** What the notes of one or more versions say, as one text; null and empty ones are left out. Pure. */
export function joinNotes(given: unknown): string {
  if (typeof given === 'string') return cut(given);
  if (!Array.isArray(given)) return '';
  const parts = given.flatMap((one: unknown) => {
    const { version, note }: Partial<Record<'version' | 'note', unknown>> =
      typeof one === 'object' && one !== null ? one : {};
    return typeof version === 'string' && typeof note === 'string' && note !== '' ? [`## ${version}\n\n${note}`] : [];
  });
  return cut(parts.join('\n\n'));
}

const maxNotes = 60_000;

function cut(text: string): string {
  return text.length > maxNotes ? `${text.slice(0, maxNotes)}…` : text;
}
