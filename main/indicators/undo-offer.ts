import { shortenVersion } from '../../src/contract/text/version';
import type { BatchSummary, UndoStep } from '../../src/contract/changes';
import type { SnapshotChange } from '../../src/contract/snapshots';
import type { UndoOffer } from '../../src/contract/undo/find-undo';
import { titleOfPack } from '../texts/pack-titles';
import { describeTasks } from '../shell/task-words';
import type { Translate } from '../texts/texts';

const maxListed = 12;

/** What would be taken back, in few words. */
export function describeOffer(offer: UndoOffer, t: Translate): string {
  return offer.way === 'alone' ? describeTasks([offer.task], t) : describeBatch(offer.batch.tasks, t);
}

/** What a batch did, in few words: `Install my-pack`, `Install 3 packs`. */
export function describeBatch(tasks: BatchSummary['tasks'], t: Translate): string {
  // A task that failed may have changed something all the same; it is named when nothing else was done.
  const done = tasks.filter(({ result }) => result === 'success');
  return describeTasks(done.length > 0 ? done : tasks, t);
}

/** What a way back would do, one line for each change; what stays as it is says nothing. */
export function listChanges(changes: readonly (SnapshotChange | UndoStep)[], t: Translate): string[] {
  const lines = changes.flatMap((change) => describeChange(change, t) ?? []);
  const shown = lines.slice(0, maxListed).map((line) => `•  ${line}`);
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, t('tasks.more', { count: more })] : shown;
}

function describeChange({ subject, name, action, from, to }: SnapshotChange | UndoStep, t: Translate): string | null {
  if (action === 'leave') return null;
  const title = subject === 'pack' ? titleOfPack(name) : name;
  return t(`undo.change.${action}`, { name: title, from: shortenOrUnknown(from), to: shortenOrUnknown(to) });
}

const shortenOrUnknown = (version: string | null): string => (version === null ? '?' : shortenVersion(version));
