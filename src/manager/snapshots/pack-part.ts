import type { SnapshotChange } from '../../contract/snapshots';
import { msg, type Message } from '../../contract/text/message';
import { isSameRepository, parseGitAddress } from '../../base/git/address';
import { isAtVersion, type ExactPack } from '../packs/exact/exact-pack';
import { isSameId } from '../packs/inventory/identity';
import type { PackCopy } from '../packs/inventory/inventory';
import { isProtected } from '../packs/change/pack-run';
import { groupOfCopy, matchCopies } from './match-copies';
import type { Recorded, RecordedEntry } from './recorded';
import { stateOf } from './state-words';

/** One thing a restore does to packs or files; `work` is null for what is only told. */
export interface PackStep {
  change: SnapshotChange;
  work: PackWork | null;
}

export type PackWork =
  | { kind: 'place'; pack: ExactPack }
  | { kind: 'change'; copy: PackCopy; pack: ExactPack }
  | { kind: 'toggle'; copy: PackCopy; isEnabled: boolean }
  /** Recorded, gone, and nobody can bring it back. */
  | { kind: 'missing'; reason: Message };

const managerNote = msg`It is ComfyUI-Manager itself, which is never changed from here.`;
const plainNote = msg`A plain folder that the snapshot does not list is left alone.`;
const twinNote = msg`The snapshot does not tell clones of one repository apart, so this one is left alone.`;
const surplusNote = msg`It is not in the snapshot.`;
const missingReason = msg`It is gone, and a snapshot contains no files: put it back by hand.`;

function isManagerCopy(copy: PackCopy): boolean {
  return isProtected([copy.name, copy.registryId, copy.repository]);
}

function versionOf({ source, version }: PackCopy): string {
  return source === 'registry' || source === 'git' ? version : source;
}

function stateOfCopy(copy: PackCopy): string {
  return stateOf(versionOf(copy), copy.enabled);
}

function nameOfPack(pack: ExactPack): string {
  return pack.kind === 'registry' ? pack.id : (pack.folder ?? parseGitAddress(pack.url)?.repo ?? pack.url);
}

function nameOfCopy(copy: PackCopy): string {
  return copy.source === 'registry' ? copy.key : copy.originName;
}

function toggleStep(copy: PackCopy, { isEnabled, note }: { isEnabled: boolean; note?: Message }): PackStep {
  const subject = copy.source === 'file' ? 'file' : 'pack';
  const states = { from: stateOfCopy(copy), to: stateOf(versionOf(copy), isEnabled) };
  const action = isEnabled ? 'enable' : 'disable';
  return {
    change: { subject, name: nameOfCopy(copy), action, ...states, note: note ?? null },
    work: { kind: 'toggle', copy, isEnabled },
  };
}

function leaveStep(copy: PackCopy, note: Message): PackStep {
  const from = stateOfCopy(copy);
  return { change: { subject: 'pack', name: nameOfCopy(copy), action: 'leave', from, to: null, note }, work: null };
}

function placeStep(pack: ExactPack): PackStep {
  const name = nameOfPack(pack);
  const version = pack.kind === 'registry' ? pack.version : (pack.commit ?? '');
  const to = stateOf(version, pack.isEnabled);
  if (isProtected([name, pack.kind === 'git' ? pack.url : null])) {
    return { change: { subject: 'pack', name, action: 'leave', from: null, to, note: managerNote }, work: null };
  }
  const note = version === '' ? msg`The snapshot does not name the version, so the newest one is installed.` : null;
  return { change: { subject: 'pack', name, action: 'install', from: null, to, note }, work: { kind: 'place', pack } };
}

function switchStep(copy: PackCopy, pack: ExactPack): PackStep {
  const to = stateOf((pack.kind === 'registry' ? pack.version : pack.commit) ?? '', pack.isEnabled);
  const action = pack.kind === 'registry' ? 'switch' : 'checkout';
  const from = stateOfCopy(copy);
  return {
    change: { subject: 'pack', name: nameOfPack(pack), action, from, to, note: null },
    work: { kind: 'change', copy, pack },
  };
}

function changeStep(copy: PackCopy, pack: ExactPack): PackStep | null {
  const isThatVersion = isAtVersion(copy, pack);
  if (isThatVersion && copy.enabled === pack.isEnabled) return null;
  if (isManagerCopy(copy)) return leaveStep(copy, managerNote);
  return isThatVersion ? toggleStep(copy, { isEnabled: pack.isEnabled }) : switchStep(copy, pack);
}

/** What becomes of an enabled copy that the snapshot does not know: disabled, never deleted. */
function surplusStep(copy: PackCopy, recorded: Recorded, knownGroups: ReadonlySet<string>): PackStep {
  if (isManagerCopy(copy)) return leaveStep(copy, managerNote);
  const isTwin = copy.source === 'git' && !recorded.distinguishesClones && knownGroups.has(groupOfCopy(copy) ?? '');
  if (isTwin) return leaveStep(copy, twinNote);
  return toggleStep(copy, { isEnabled: false, note: surplusNote });
}

/** What a pack can be known by, as a registry pack and as a clone alike. */
function isOtherForm(pack: ExactPack, { source, registryId, repository }: PackCopy): boolean {
  if (pack.kind === 'git')
    return source === 'registry' && repository !== null && isSameRepository(repository, pack.url);
  return source === 'git' && isSameId(registryId, pack.id);
}

function planPackCopies(recorded: Recorded, copies: readonly PackCopy[]): PackStep[] {
  const packs = [...(recorded.registry ?? []), ...(recorded.clones ?? [])];
  const { pairs, unclaimed } = matchCopies(packs, copies);
  const isSpokenOf = (copy: PackCopy) => (copy.source === 'registry' ? recorded.registry : recorded.clones) !== null;
  // Of a pack that is recorded as a clone, the registry's copy cannot stay beside it, and the other way round.
  const isReplaced = (copy: PackCopy) => packs.some((pack) => pack.isEnabled && isOtherForm(pack, copy));
  const claimed = pairs.flatMap(({ copy }) => (copy === null ? [] : (groupOfCopy(copy) ?? [])));
  const surplus = unclaimed.filter((copy) => copy.enabled && (isSpokenOf(copy) || isReplaced(copy)));
  return [
    ...pairs.flatMap(({ pack, copy }) => (copy === null ? placeStep(pack) : (changeStep(copy, pack) ?? []))),
    ...surplus.map((copy) => surplusStep(copy, recorded, new Set(claimed))),
  ];
}

function planEntry(subject: 'pack' | 'file', entry: RecordedEntry, own: readonly PackCopy[]): PackStep | null {
  const isEnabled = !entry.isDisabled;
  const active = own.find((copy) => copy.enabled);
  const copy = active ?? own[0];
  if (copy !== undefined) {
    return copy.enabled === isEnabled ? null : toggleStep(copy, { isEnabled });
  }
  const change = { name: entry.name, action: 'install', from: null, to: stateOf(subject, isEnabled) } as const;
  return { change: { subject, ...change, note: missingReason }, work: { kind: 'missing', reason: missingReason } };
}

function planEntries(
  subject: 'pack' | 'file',
  entries: readonly RecordedEntry[],
  copies: readonly PackCopy[],
): PackStep[] {
  const source = subject === 'file' ? 'file' : 'folder';
  const own = copies.filter((copy) => copy.source === source);
  return entries.flatMap((entry) => {
    const named = own.filter(({ originName }) => originName === entry.name);
    return planEntry(subject, entry, named) ?? [];
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
export function planPacks(recorded: Recorded, copies: readonly PackCopy[]): PackStep[] {
  const steps = [
    ...planPackCopies(recorded, copies),
    ...planEntries('pack', recorded.folders, copies),
    ...planEntries('file', recorded.files ?? [], copies),
    ...planUnlisted(recorded, copies),
  ];
  return steps.sort((a, b) => rank(a) - rank(b));
}
