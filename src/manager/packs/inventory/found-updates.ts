import { z } from 'zod';
import { createEmitter } from '../../../base/async/emitter';
import { createSerial } from '../../../base/async/serial';
import { readTextIfPresent, writeJson } from '../../../base/files/files';
import type { LocalPack, PackUpdates } from '../../../contract/packs';

const Finding = z.object({ kind: z.enum(['registry', 'git']), current: z.string(), latest: z.string() });
const Stored = z.object({
  /** RFC 3339. */
  checkedAt: z.string(),
  /** By the key of the pack. */
  packs: z.record(z.string(), Finding),
});
type Finding = z.infer<typeof Finding>;

/** What checks for updates found last. */
export interface KeptFindings {
  /** When packs were checked last, in milliseconds; null: never. */
  checkedMs: number | null;
  /** By the key of the pack. */
  packs: ReadonlyMap<string, Finding>;
}

/** What checks for updates found, kept so that the next start knows it without asking anybody. */
export interface FoundUpdates {
  read(): Promise<KeptFindings>;
  /** Takes in what a check found. A pack that nobody could be asked about keeps what was known of it. */
  note(found: PackUpdates): Promise<void>;
  /** Another update is known, or one less. */
  onChange(listener: () => void): () => void;
}

/** Before the first check. */
export const nothingFound: KeptFindings = { checkedMs: null, packs: new Map() };

/** Whatever is not what we write counts as never checked: the next check brings it again. */
async function readKept(file: string): Promise<KeptFindings> {
  const text = await readTextIfPresent(file);
  if (text === null) return nothingFound;
  try {
    const { checkedAt, packs } = Stored.parse(JSON.parse(text));
    const checkedMs = Date.parse(checkedAt);
    return { checkedMs: Number.isNaN(checkedMs) ? null : checkedMs, packs: new Map(Object.entries(packs)) };
  } catch {
    return nothingFound;
  }
}

/** What is known after a check. Pure. */
export function mergeFindings(before: KeptFindings['packs'], found: PackUpdates): Map<string, Finding> {
  const kept = found.failed.flatMap(({ id }) => {
    const known = before.get(id);
    return known === undefined ? [] : [[id, known] as const];
  });
  const fresh = found.updates.map(({ id, kind, current, latest }) => [id, { kind, current, latest }] as const);
  return new Map([...kept, ...fresh]);
}

const write = (packs: KeptFindings['packs']): string => JSON.stringify([...packs].toSorted());

/** Opens the findings kept in `file`, which only this app writes: it is read once. */
export function createFoundUpdates(file: string): FoundUpdates {
  const serial = createSerial();
  const changed = createEmitter<null>();
  let known: Promise<KeptFindings> | null = null;
  const read = (): Promise<KeptFindings> => (known ??= readKept(file));
  return {
    read,
    note: (found) =>
      serial(async () => {
        const before = await read();
        const now = new Date();
        const packs = mergeFindings(before.packs, found);
        const isSame = write(before.packs) === write(packs);
        const next = { checkedMs: now.getTime(), packs: isSame ? before.packs : packs };
        known = Promise.resolve(next);
        await writeJson(file, { checkedAt: now.toISOString(), packs: Object.fromEntries(packs) });
        if (!isSame) changed.emit(null);
      }),
    onChange: (listener) => changed.on(listener),
  };
}

/** Packs as they were shown last: what says the same is the same object. */
const shown = new WeakMap<LocalPack, LocalPack>();

function withOneNewer(pack: LocalPack, latest: string): LocalPack {
  const known = shown.get(pack);
  if (known?.newer === latest) return known;
  const now = { ...pack, newer: latest };
  shown.set(pack, now);
  return now;
}

/** The packs with what was found above their versions. A pack that has another version than the checked one is as if it had not been checked. */
export function withNewer(packs: readonly LocalPack[], { packs: found }: KeptFindings): LocalPack[] {
  if (found.size === 0) return [...packs];
  return packs.map((pack) => {
    const finding = found.get(pack.key);
    const isOfIt = finding !== undefined && pack.enabled && finding.current === (pack.version || 'unknown');
    return isOfIt ? withOneNewer(pack, finding.latest) : pack;
  });
}
