import type { PackEntry } from './entries';
import type { PackSlot } from './pack-slot';

/** The slots of one folder by name, in the order of their names. */
export interface PackSlots {
  all(): Iterable<PackSlot>;
  get(name: string): PackSlot | undefined;
  /** Keeps the slots of entries that lead to the same place, opens new ones, closes the rest. */
  meet(entries: readonly PackEntry[]): void;
  /** The same for one name, whose slot is read again in any case; null: nothing is there any more. */
  meetOne(name: string, entry: PackEntry | null): void;
  /** Whether one of these names differs from another entry's in letter case alone: many systems take both for one and the same. */
  haveTwin(names: ReadonlySet<string>): boolean;
  closeAll(): void;
}

function leadsToSame(slot: PackSlot, entry: PackEntry): boolean {
  return slot.entry.inode === entry.inode && slot.entry.isLink === entry.isLink && !slot.isGone;
}

function isTwin(name: string, other: string): boolean {
  return name !== other && name.length === other.length && name.toLowerCase() === other.toLowerCase();
}

/** The slots with one more, in its place by name. */
function insert(slots: ReadonlyMap<string, PackSlot>, name: string, slot: PackSlot): Map<string, PackSlot> {
  const list = [...slots];
  const place = list.findIndex(([other]) => other > name);
  list.splice(place < 0 ? list.length : place, 0, [name, slot]);
  return new Map(list);
}

/** Makes the slots of a folder; `open` opens one. */
export function createPackSlots(open: (entry: PackEntry) => PackSlot): PackSlots {
  let slots = new Map<string, PackSlot>();
  return {
    all: () => slots.values(),
    get: (name) => slots.get(name),
    meet(entries) {
      const before = slots;
      slots = new Map();
      for (const entry of entries) {
        const known = before.get(entry.name);
        if (known !== undefined && leadsToSame(known, entry)) {
          known.meet(entry);
          before.delete(entry.name);
          slots.set(entry.name, known);
        } else slots.set(entry.name, open(entry));
      }
      for (const slot of before.values()) slot.close();
    },
    meetOne(name, entry) {
      const known = slots.get(name);
      if (known !== undefined && entry !== null && leadsToSame(known, entry)) {
        known.meetTold(entry);
        return;
      }
      known?.close();
      if (entry === null) slots.delete(name);
      else if (known === undefined) slots = insert(slots, name, open(entry));
      else slots.set(name, open(entry));
    },
    haveTwin(names) {
      const others = [...slots.keys(), ...names];
      return [...names].some((name) => others.some((other) => isTwin(name, other)));
    },
    closeAll() {
      for (const slot of slots.values()) slot.close();
      slots = new Map();
    },
  };
}
