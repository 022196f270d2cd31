import { z } from 'zod';
import { createEmitter } from '../../../base/async/emitter';
import { writeJson } from '../../../base/files/files';
import { readOwnText } from '../../../base/files/own-file';
import { createSerial } from '../../../base/async/serial';
import { AppError } from '../../../contract/errors';
import { msg, packMessage, joinMessages } from '../../../contract/text/message';
import { HeldPack, type Hold } from '../../../contract/packs/holds';
import type { LocalPack } from '../../../contract/packs/local-packs';

/** What of a pack a hold is looked up by. */
export type NamedPack = Pick<LocalPack, 'key' | 'registryId'>;

/** The packs that a person keeps at their versions. A hold outlives the pack: installed again, the pack is held again. */
export interface Holds {
  /** Throws `config-unreadable`: packs that may be held are not to be updated. */
  read(): Promise<HeldPacks>;
  set(pack: NamedPack, reason: string): Promise<void>;
  /** Ends the hold of that name, written in any case; false when there is none. */
  release(name: string): Promise<boolean>;
  /** Those holds that are of packs that are not held here. Throws `config-unreadable`. */
  newAmong(held: readonly HeldPack[]): Promise<HeldPack[]>;
  /** Adds holds of packs that are not held here; answers how many. */
  takeIn(held: readonly HeldPack[]): Promise<number>;
  onChange(listener: () => void): () => void;
}

const Stored = z.record(z.string(), HeldPack);
/** By folded name. */
type Stored = Map<string, HeldPack>;

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** All holds as they are on disk now. */
export class HeldPacks {
  readonly #byName: ReadonlyMap<string, HeldPack>;

  constructor(byName: ReadonlyMap<string, HeldPack>) {
    this.#byName = byName;
  }

  isEmpty(): boolean {
    return this.#byName.size === 0;
  }

  list(): HeldPack[] {
    return [...this.#byName.values()];
  }

  /** The hold of a pack: under its registry id, or under its folder name for whoever has none, or had none when it was held. */
  of({ registryId, key }: NamedPack): Hold | null {
    for (const name of [registryId, key]) {
      const found = name === null ? undefined : this.#byName.get(fold(name));
      if (found) return { reason: found.reason, heldAt: found.heldAt };
    }
    return null;
  }
}

function unreadable(file: string): AppError {
  return new AppError('config-unreadable', msg`${file} cannot be read, so it is not known which packs are held.`, {
    remedy: msg`Correct the file, or delete it to release every pack.`,
  });
}

async function readStored(file: string): Promise<Stored> {
  const text = await readOwnText(file);
  if (text === null || text.trim() === '') return new Map();
  try {
    return new Map(Object.entries(Stored.parse(JSON.parse(text))));
  } catch {
    throw unreadable(file);
  }
}

/** Those holds that are not among the stored ones; the first of a name counts. */
function pickNew(stored: Stored, held: readonly HeldPack[]): Stored {
  const added: Stored = new Map();
  for (const one of held) {
    const name = fold(one.name);
    if (!stored.has(name) && !added.has(name)) added.set(name, one);
  }
  return added;
}

/** Opens the holds kept in `file`, by registry id, else folder name, both folded. It is read at each question: a person may edit it. */
export function createHolds(file: string): Holds {
  const serial = createSerial();
  const changed = createEmitter<null>();
  const change = (work: (stored: Stored) => boolean): Promise<boolean> =>
    serial(async () => {
      const stored = await readStored(file);
      const isChanged = work(stored);
      if (!isChanged) return false;
      await writeJson(file, Object.fromEntries(stored));
      changed.emit(null);
      return true;
    });
  return {
    read: async () => new HeldPacks(await readStored(file)),
    async set({ registryId, key }, reason) {
      const name = registryId ?? key;
      await change((stored) => {
        // Held as a folder before the catalogue knew its id: one pack has one hold.
        stored.delete(fold(key));
        stored.set(fold(name), { name, reason, heldAt: new Date().toISOString() });
        return true;
      });
    },
    release: (name) => change((stored) => stored.delete(fold(name))),
    newAmong: async (held) => [...pickNew(await readStored(file), held).values()],
    async takeIn(held) {
      let count = 0;
      await change((stored) => {
        const added = pickNew(stored, held);
        for (const [name, one] of added) stored.set(name, one);
        count = added.size;
        return count > 0;
      });
      return count;
    },
    onChange: (listener) => changed.on(listener),
  };
}

/** Held packs as they were shown last: what says the same is the same object. */
const shownHeld = new WeakMap<LocalPack, LocalPack & { hold: Hold }>();

function withHold(pack: LocalPack, hold: Hold): LocalPack {
  const known = shownHeld.get(pack);
  if (known?.hold.reason === hold.reason && known.hold.heldAt === hold.heldAt) return known;
  const held = { ...pack, hold };
  shownHeld.set(pack, held);
  return held;
}

/** The packs with their holds on them. */
export function withHolds(packs: readonly LocalPack[], held: HeldPacks): LocalPack[] {
  if (held.isEmpty()) return [...packs];
  return packs.map((pack) => {
    const hold = held.of(pack);
    return hold === null ? pack : withHold(pack, hold);
  });
}

/** The error for a request to update a held pack. */
export function packHeld(name: string, { reason }: Hold): AppError {
  const held = msg`"${packMessage(name)}" is held at its version, so it was not updated.`;
  const words = reason === '' ? held : joinMessages([held, msg`The reason noted: ${reason}`]);
  return new AppError('pack-held', words, {
    remedy: msg`Release the hold to update it, or choose a version to install.`,
    details: { reason },
  });
}
