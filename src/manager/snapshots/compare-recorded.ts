import { parseGitAddress, repositoryKey } from '../../base/git/address';
import type { SnapshotChange } from '../../contract/snapshots';
import type { ExactPack } from '../packs/exact/exact-pack';
import { readPackages } from './python-part';
import type { Recorded, RecordedEntry } from './recorded';

/** One thing that a snapshot records, in the words a change uses. */
interface Thing {
  subject: SnapshotChange['subject'];
  name: string;
  version: string;
  isEnabled: boolean;
}

type Things = Map<string, Thing>;

function packThing(pack: ExactPack): [string, Thing] {
  const { isEnabled } = pack;
  if (pack.kind === 'registry') {
    return [`id:${pack.id.toLowerCase()}`, { subject: 'pack', name: pack.id, version: pack.version, isEnabled }];
  }
  const name = pack.folder ?? parseGitAddress(pack.url)?.repo ?? pack.url;
  const key = `clone:${repositoryKey(pack.url) ?? pack.url} ${pack.folder ?? ''}`;
  return [key, { subject: 'pack', name, version: pack.commit ?? '', isEnabled }];
}

function entryThing(subject: 'pack' | 'file', { name, isDisabled }: RecordedEntry): [string, Thing] {
  return [
    `${subject}:${name}`,
    { subject, name, version: subject === 'file' ? 'file' : 'folder', isEnabled: !isDisabled },
  ];
}

/** Everything a snapshot says something about. Of several copies of one registry pack the enabled one stands for it. */
function listThings(recorded: Recorded): Things {
  const packs = [...(recorded.registry ?? []), ...(recorded.clones ?? [])];
  const things: Things = new Map(packs.toSorted((a, b) => Number(a.isEnabled) - Number(b.isEnabled)).map(packThing));
  for (const entry of recorded.folders) things.set(...entryThing('pack', entry));
  for (const entry of recorded.files ?? []) things.set(...entryThing('file', entry));
  for (const { name, version, address } of readPackages(recorded.pips ?? {}).pins) {
    things.set(`python:${name}`, { subject: 'python', name, version: address ?? version, isEnabled: true });
  }
  const { comfyCommit } = recorded;
  if (comfyCommit !== null) {
    things.set('comfyui', { subject: 'comfyui', name: 'ComfyUI', version: comfyCommit, isEnabled: true });
  }
  return things;
}

/** Parts that only one of the documents has are no difference: the other one says nothing of them. */
function isSaid(recorded: Recorded, { subject }: Thing): boolean {
  if (subject === 'python') return recorded.pips !== null;
  if (subject === 'file') return recorded.files !== null;
  return subject === 'pack' || recorded.comfyCommit !== null;
}

function describe({ version, isEnabled }: Thing): string {
  const shown = version === '' ? 'unknown version' : version;
  return isEnabled ? shown : `${shown} (disabled)`;
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

const order: readonly SnapshotChange['subject'][] = ['comfyui', 'pack', 'file', 'python'];

/** What changed from one snapshot to another, whatever is on disk now: ComfyUI, packs, files, Python packages, each by name. Pure. */
export function compareRecorded(before: Recorded, after: Recorded): SnapshotChange[] {
  const [older, newer] = [listThings(before), listThings(after)];
  const keys = new Set([...older.keys(), ...newer.keys()]);
  const changes = [...keys].flatMap((key) => {
    const [was, is] = [older.get(key), newer.get(key)];
    const isTold = (was === undefined || isSaid(after, was)) && (is === undefined || isSaid(before, is));
    return isTold ? compareThings(was, is) : [];
  });
  return changes.sort(
    (a, b) => order.indexOf(a.subject) - order.indexOf(b.subject) || a.name.localeCompare(b.name, 'en'),
  );
}
