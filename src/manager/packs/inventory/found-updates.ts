import { z } from 'zod';
import { createEmitter } from '../../../base/async/emitter';
import { createSerial } from '../../../base/async/serial';
import { writeJson } from '../../../base/files/files';
import { readOwnText } from '../../../base/files/own-file';
import type { LocalPack, PackUpdates } from '../../../contract/packs/local-packs';

const Finding = z.object({ kind: z.enum(['registry', 'git']), current: z.string(), latest: z.string() });
const Stored = z.object({
  /** RFC 3339. */
  checkedAt: z.string(),
  /** By the key of the pack. */
  packs: z.record(z.string(), Finding),
  /** Versions that a person does not want, by the key of the pack. */
  skipped: z.record(z.string(), z.string()).default({}),
});
type Finding = z.infer<typeof Finding>;

/** What checks for updates found last. */
export interface StoredFindings {
  /** When packs were checked last, in milliseconds; null: never. */
  checkedMs: number | null;
  /** By the key of the pack. */
  packs: ReadonlyMap<string, Finding>;
  /** Versions that a person does not want, by the key of the pack. */
  skipped: ReadonlyMap<string, string>;
}

/** What checks for updates found, kept so that the next start knows it without asking anybody. */
export interface FoundUpdates {
  read(): Promise<StoredFindings>;
  /** Takes in what a check found. A pack that nobody could be asked about keeps what was known of it. */
  note(found: PackUpdates): Promise<void>;
  /** Offers this version of a pack no more, until there is another one; null offers it again. */
  skip(key: string, version: string | null): Promise<void>;
  /** Another update is known, or one less. */
  onChange(listener: () => void): () => void;
}

/** Before the first check. */
export const nothingFound: StoredFindings = { checkedMs: null, packs: new Map(), skipped: new Map() };

/** Whatever is not what we write counts as never checked: the next check brings it again. */
async function readStored(file: string): Promise<StoredFindings> {
  const text = await readOwnText(file);
  if (text === null) return nothingFound;
  try {
    const { checkedAt, packs, skipped } = Stored.parse(JSON.parse(text));
    const checkedMs = Date.parse(checkedAt);
    return {
      checkedMs: Number.isNaN(checkedMs) ? null : checkedMs,
      packs: new Map(Object.entries(packs)),
      skipped: new Map(Object.entries(skipped)),
    };
  } catch {
    return nothingFound;
  }
}

/** What is known after a check. Pure. */
export function mergeFindings(before: StoredFindings['packs'], found: PackUpdates): Map<string, Finding> {
  const stillFailed = found.failed.flatMap(({ id }) => {
    const known = before.get(id);
    return known === undefined ? [] : [[id, known] as const];
  });
  const fresh = found.updates.map(({ id, kind, current, latest }) => [id, { kind, current, latest }] as const);
  return new Map([...stillFailed, ...fresh]);
}

const write = (packs: StoredFindings['packs']): string => JSON.stringify([...packs].toSorted());

/** Opens the findings kept in `file`, which only this app writes: it is read once. */
export function createFoundUpdates(file: string): FoundUpdates {
  const serial = createSerial();
  const changed = createEmitter<null>();
  let known: Promise<StoredFindings> | null = null;
  const read = (): Promise<StoredFindings> => (known ??= readStored(file));
  const keep = async (next: StoredFindings): Promise<void> => {
    known = Promise.resolve(next);
    const checkedAt = next.checkedMs === null ? '' : new Date(next.checkedMs).toISOString();
    const [packs, skipped] = [Object.fromEntries(next.packs), Object.fromEntries(next.skipped)];
    await writeJson(file, { checkedAt, packs, skipped });
  };
  return {
    read,
    note: (found) =>
      serial(async () => {
        const before = await read();
        const packs = mergeFindings(before.packs, found);
        const isSame = write(before.packs) === write(packs);
        await keep({ ...before, checkedMs: Date.now(), packs: isSame ? before.packs : packs });
        if (!isSame) changed.emit(null);
      }),
    skip: (key, version) =>
      serial(async () => {
        const before = await read();
        const skipped = new Map(before.skipped);
        if (version === null) skipped.delete(key);
        else skipped.set(key, version);
        await keep({ ...before, skipped });
        changed.emit(null);
      }),
    onChange: (listener) => changed.on(listener),
  };
}

/** Packs as they were shown last: what says the same is the same object. */
const shown = new WeakMap<LocalPack, LocalPack>();

function withSayings(pack: LocalPack, newer: string | undefined, skipped: string | undefined): LocalPack {
  const known = shown.get(pack);
  if (known !== undefined && known.newer === newer && known.skipped === skipped) return known;
  const now = { ...pack, ...(newer === undefined ? {} : { newer }), ...(skipped === undefined ? {} : { skipped }) };
  shown.set(pack, now);
  return now;
}

/**
 * The packs with what was found above their versions, and what of it a person does not want. A pack that has another version than the checked one
 * is as if it had not been checked.
 */
export function withNewer(packs: readonly LocalPack[], { packs: found, skipped }: StoredFindings): LocalPack[] {
  if (found.size + skipped.size === 0) return [...packs];
  return packs.map((pack) => {
    const finding = found.get(pack.key);
    const isOfIt = finding !== undefined && pack.enabled && finding.current === (pack.version || 'unknown');
    const [newer, unwanted] = [isOfIt ? finding.latest : undefined, skipped.get(pack.key)];
    return newer === undefined && unwanted === undefined ? pack : withSayings(pack, newer, unwanted);
  });
}
