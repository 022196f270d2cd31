import type { SnapshotChange } from '../../contract/snapshots';
import { say, spell } from '../../contract/text/said';
import { isSameRepository, parseGitAddress } from '../../base/git/address';
import { isAtVersion, type ExactPack } from '../packs/exact/exact-pack';
import { isSameId } from '../packs/inventory/identity';
import type { PackCopy } from '../packs/inventory/inventory';
import { isProtected } from '../packs/change/pack-run';
import { groupOfCopy, matchCopies } from './match-copies';
import { joinGroups, keptFor, splitGroups } from '../python/requirements/optional-groups';
import type { Recorded, RecordedEntry } from './recorded';
import type { SnapshotState } from './state';
import { stateOf } from './state-words';

/** What is there of packs, and which of their optional groups are chosen. */
export type OnDisk = Pick<SnapshotState, 'copies' | 'groups'>;

/** One thing a restore does to packs or files; `work` is null for what is only told. */
export interface PackStep {
  change: SnapshotChange;
  work: PackWork | null;
}

export type PackWork =
  | { kind: 'place'; pack: ExactPack }
  | { kind: 'change'; copy: PackCopy; pack: ExactPack }
  /** `groups`: the optional groups that are chosen with it; null: they stay. */
  | { kind: 'toggle'; copy: PackCopy; isEnabled: boolean; groups: readonly string[] | null }
  /** Recorded, gone, and nobody can bring it back. */
  | { kind: 'missing'; reason: string };

const managerNote = spell(say`It is ComfyUI-Manager itself, which is never changed from here.`);
const plainNote = spell(say`A plain folder that the snapshot does not list is left alone.`);
const twinNote = spell(say`The snapshot does not tell clones of one repository apart, so this one is left alone.`);
const surplusNote = spell(say`It is not in the snapshot.`);
const missingReason = spell(say`It is gone, and a snapshot holds no files: put it back by hand.`);

function isManagerCopy(copy: PackCopy): boolean {
  return isProtected([copy.name, copy.registryId, copy.repository]);
}

function versionOf({ source, version }: PackCopy): string {
  return source === 'registry' || source === 'git' ? version : source;
}

function stateOfCopy(copy: PackCopy, groups: readonly string[] | null = null): string {
  return stateOf(versionOf(copy), copy.enabled, groups);
}

/** Optional groups that are chosen now, and those that a snapshot records; null where they do not differ, or it says nothing of them. */
type OtherGroups = { now: readonly string[]; wanted: readonly string[] } | null;

/** What is chosen now, by the folded name of the folder. */
type Chosen = ReadonlyMap<string, string>;

function compareGroups(copy: PackCopy, wanted: readonly string[] | null, chosen: Chosen): OtherGroups {
  if (wanted === null) return null;
  const now = splitGroups(keptFor(chosen, copy.originName) ?? '');
  return joinGroups(now) === joinGroups(wanted) ? null : { now, wanted };
}

function nameOfPack(pack: ExactPack): string {
  return pack.kind === 'registry' ? pack.id : (pack.folder ?? parseGitAddress(pack.url)?.repo ?? pack.url);
}

function nameOfCopy(copy: PackCopy): string {
  return copy.source === 'registry' ? copy.key : copy.originName;
}

function toggleStep(
  copy: PackCopy,
  { isEnabled, note, groups }: { isEnabled: boolean; note?: string; groups?: OtherGroups },
): PackStep {
  const subject = copy.source === 'file' ? 'file' : 'pack';
  const wanted = groups?.wanted ?? null;
  const states = { from: stateOfCopy(copy, groups?.now), to: stateOf(versionOf(copy), isEnabled, wanted) };
  const action = copy.enabled === isEnabled ? 'choose' : isEnabled ? 'enable' : 'disable';
  return {
    change: { subject, name: nameOfCopy(copy), action, ...states, note: note ?? null },
    work: { kind: 'toggle', copy, isEnabled, groups: wanted },
  };
}

function leaveStep(copy: PackCopy, note: string): PackStep {
  const from = stateOfCopy(copy);
  return { change: { subject: 'pack', name: nameOfCopy(copy), action: 'leave', from, to: null, note }, work: null };
}

function placeStep(pack: ExactPack): PackStep {
  const name = nameOfPack(pack);
  const version = pack.kind === 'registry' ? pack.version : (pack.commit ?? '');
  const to = stateOf(version, pack.isEnabled, pack.groups);
  if (isProtected([name, pack.kind === 'git' ? pack.url : null])) {
    return { change: { subject: 'pack', name, action: 'leave', from: null, to, note: managerNote }, work: null };
  }
  const note =
    version === '' ? spell(say`The snapshot does not know the version, so the newest one is installed.`) : null;
  return { change: { subject: 'pack', name, action: 'install', from: null, to, note }, work: { kind: 'place', pack } };
}

function switchStep(copy: PackCopy, pack: ExactPack, groups: OtherGroups): PackStep {
  const to = stateOf((pack.kind === 'registry' ? pack.version : pack.commit) ?? '', pack.isEnabled, groups?.wanted);
  const action = pack.kind === 'registry' ? 'switch' : 'checkout';
  const from = stateOfCopy(copy, groups?.now);
  return {
    change: { subject: 'pack', name: nameOfPack(pack), action, from, to, note: null },
    work: { kind: 'change', copy, pack },
  };
}

function changeStep(copy: PackCopy, pack: ExactPack, chosen: Chosen): PackStep | null {
  const groups = compareGroups(copy, pack.groups, chosen);
  if (isAtVersion(copy, pack)) {
    if (copy.enabled === pack.isEnabled && groups === null) return null;
    const { isEnabled } = pack;
    return isManagerCopy(copy) ? leaveStep(copy, managerNote) : toggleStep(copy, { isEnabled, groups });
  }
  if (isManagerCopy(copy)) return leaveStep(copy, managerNote);
  return switchStep(copy, pack, groups);
}

/** What becomes of an enabled copy that the snapshot does not know: disabled, never deleted. */
function surplusStep(copy: PackCopy, recorded: Recorded, knownGroups: ReadonlySet<string>): PackStep {
  if (isManagerCopy(copy)) return leaveStep(copy, managerNote);
  const isTwin = copy.source === 'git' && !recorded.tellsClonesApart && knownGroups.has(groupOfCopy(copy) ?? '');
  if (isTwin) return leaveStep(copy, twinNote);
  return toggleStep(copy, { isEnabled: false, note: surplusNote });
}

/** What a pack can be known by, as a registry pack and as a clone alike. */
function isOtherForm(pack: ExactPack, { source, registryId, repository }: PackCopy): boolean {
  if (pack.kind === 'git')
    return source === 'registry' && repository !== null && isSameRepository(repository, pack.url);
  return source === 'git' && isSameId(registryId, pack.id);
}

function planPackCopies(recorded: Recorded, copies: readonly PackCopy[], chosen: Chosen): PackStep[] {
  const packs = [...(recorded.registry ?? []), ...(recorded.clones ?? [])];
  const { pairs, unclaimed } = matchCopies(packs, copies);
  const isSpokenOf = (copy: PackCopy) => (copy.source === 'registry' ? recorded.registry : recorded.clones) !== null;
  // Of a pack that is recorded as a clone, the registry's copy cannot stay beside it, and the other way round.
  const isReplaced = (copy: PackCopy) => packs.some((pack) => pack.isEnabled && isOtherForm(pack, copy));
  const claimed = pairs.flatMap(({ copy }) => (copy === null ? [] : (groupOfCopy(copy) ?? [])));
  const surplus = unclaimed.filter((copy) => copy.enabled && (isSpokenOf(copy) || isReplaced(copy)));
  return [
    ...pairs.flatMap(({ pack, copy }) => (copy === null ? placeStep(pack) : (changeStep(copy, pack, chosen) ?? []))),
    ...surplus.map((copy) => surplusStep(copy, recorded, new Set(claimed))),
  ];
}

function planEntry(
  subject: 'pack' | 'file',
  entry: RecordedEntry,
  { own, chosen }: { own: readonly PackCopy[]; chosen: Chosen },
): PackStep | null {
  const isEnabled = !entry.isDisabled;
  const active = own.find((copy) => copy.enabled);
  const copy = active ?? own[0];
  if (copy !== undefined) {
    const groups = compareGroups(copy, entry.groups, chosen);
    return copy.enabled === isEnabled && groups === null ? null : toggleStep(copy, { isEnabled, groups });
  }
  const change = { name: entry.name, action: 'install', from: null, to: stateOf(subject, isEnabled) } as const;
  return { change: { subject, ...change, note: missingReason }, work: { kind: 'missing', reason: missingReason } };
}

function planEntries(
  subject: 'pack' | 'file',
  entries: readonly RecordedEntry[],
  { copies, groups: chosen }: OnDisk,
): PackStep[] {
  const source = subject === 'file' ? 'file' : 'folder';
  const own = copies.filter((copy) => copy.source === source);
  return entries.flatMap((entry) => {
    const named = own.filter(({ originName }) => originName === entry.name);
    return planEntry(subject, entry, { own: named, chosen }) ?? [];
  });
}

function planUnlisted(recorded: Recorded, copies: readonly PackCopy[]): PackStep[] {
  const isListed = (entries: readonly RecordedEntry[], copy: PackCopy) =>
    entries.some(({ name }) => name === copy.originName);
  return copies.flatMap((copy) => {
    if (!copy.enabled) return [];
    if (copy.source === 'folder') return isListed(recorded.folders, copy) ? [] : leaveStep(copy, plainNote);
    if (copy.source !== 'file' || recorded.files === null || isListed(recorded.files, copy)) return [];
    return toggleStep(copy, { isEnabled: false, note: surplusNote });
  });
}

/** What is disabled makes room for what comes; what is put aside comes before what takes its place. */
function rank({ work }: PackStep): number {
  if (work === null || work.kind === 'missing') return 5;
  if (work.kind === 'toggle') return work.isEnabled ? 3 : 0;
  if (!work.pack.isEnabled) return work.kind === 'change' ? 1 : 2;
  return work.kind === 'change' ? 3 : 4;
}

/** Compares the recorded packs, folders and files with what is on disk, in the order in which a restore goes through them. Pure. */
export function planPacks(recorded: Recorded, onDisk: OnDisk): PackStep[] {
  const { copies, groups } = onDisk;
  const steps = [
    ...planPackCopies(recorded, copies, groups),
    ...planEntries('pack', recorded.folders, onDisk),
    ...planEntries('file', recorded.files ?? [], onDisk),
    ...planUnlisted(recorded, copies),
  ];
  return steps.sort((a, b) => rank(a) - rank(b));
}
