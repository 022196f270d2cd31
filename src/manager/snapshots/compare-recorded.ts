import type { SnapshotChange, SnapshotThing as Thing } from '../../contract/snapshots';
import type { Recorded } from './recorded';
import { bySubjectAndName, listThings } from './recorded-things';
import { stateOf } from './state-words';

/** Parts that only one of the documents has are no difference: the other one says nothing of them. */
export function isRecorded(recorded: Recorded, { subject }: Thing): boolean {
  if (subject === 'python') return recorded.pips !== null;
  if (subject === 'file') return recorded.files !== null;
  return subject === 'pack' || recorded.comfyCommit !== null;
}

function describe({ version, isEnabled }: Thing): string {
  return stateOf(version, isEnabled);
}

function actionBetween(before: Thing, after: Thing): SnapshotChange['action'] {
  if (before.version === after.version) return after.isEnabled ? 'enable' : 'disable';
  return after.subject === 'comfyui' ? 'checkout' : 'switch';
}

function compareThings(before: Thing | undefined, after: Thing | undefined): SnapshotChange[] {
  if (before === undefined || after === undefined) {
    const thing = before ?? after;
    if (thing === undefined) return [];
    const [from, to] = before === undefined ? [null, describe(thing)] : [describe(thing), null];
    const action = before === undefined ? 'install' : 'remove';
    return [{ subject: thing.subject, name: thing.name, action, from, to, note: null }];
  }
  const [from, to] = [describe(before), describe(after)];
  const action = actionBetween(before, after);
  return from === to ? [] : [{ subject: after.subject, name: after.name, action, from, to, note: null }];
}

/** What changed from one snapshot to another, whatever is on disk now: ComfyUI, packs, files, Python packages, each by name. Pure. */
export function compareRecorded(before: Recorded, after: Recorded): SnapshotChange[] {
  const [older, newer] = [listThings(before), listThings(after)];
  const keys = new Set([...older.keys(), ...newer.keys()]);
  const changes = [...keys].flatMap((key) => {
    const [was, is] = [older.get(key), newer.get(key)];
    const isComparable = (was === undefined || isRecorded(after, was)) && (is === undefined || isRecorded(before, is));
    return isComparable ? compareThings(was, is) : [];
  });
  return changes.sort(bySubjectAndName);
}
