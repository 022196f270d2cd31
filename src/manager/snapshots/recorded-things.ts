import { parseGitAddress, repositoryKey } from '../../base/git/address';
import type { SnapshotThing } from '../../contract/snapshots';
import type { ExactPack } from '../packs/exact/exact-pack';
import { readPackages } from './python-part';
import type { Recorded, RecordedEntry } from './recorded';

/** Things by a key that is the same in every snapshot that records them. */
export type Things = ReadonlyMap<string, SnapshotThing>;

function packThing(pack: ExactPack): [string, SnapshotThing] {
  const { isEnabled } = pack;
  if (pack.kind === 'registry') {
    return [`id:${pack.id.toLowerCase()}`, { subject: 'pack', name: pack.id, version: pack.version, isEnabled }];
  }
  const name = pack.folder ?? parseGitAddress(pack.url)?.repo ?? pack.url;
  const key = `clone:${repositoryKey(pack.url) ?? pack.url} ${pack.folder ?? ''}`;
  return [key, { subject: 'pack', name, version: pack.commit ?? '', isEnabled }];
}

function entryThing(subject: 'pack' | 'file', entry: RecordedEntry): [string, SnapshotThing] {
  const { name, isDisabled } = entry;
  const version = subject === 'file' ? 'file' : 'folder';
  return [`${subject}:${name}`, { subject, name, version, isEnabled: !isDisabled }];
}

/** Everything a snapshot says something about. Of several copies of one registry pack the enabled one stands for it. */
export function listThings(recorded: Recorded): Things {
  const packs = [...(recorded.registry ?? []), ...(recorded.clones ?? [])];
  const things = new Map(packs.toSorted((a, b) => Number(a.isEnabled) - Number(b.isEnabled)).map(packThing));
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

const order: readonly SnapshotThing['subject'][] = ['comfyui', 'pack', 'file', 'python'];

/** The order in which things, and changes of them, are told. */
export function bySubjectAndName(
  a: Pick<SnapshotThing, 'subject' | 'name'>,
  b: Pick<SnapshotThing, 'subject' | 'name'>,
): number {
  return order.indexOf(a.subject) - order.indexOf(b.subject) || a.name.localeCompare(b.name, 'en');
}
