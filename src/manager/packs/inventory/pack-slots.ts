import type { PackEntry } from './entries';
import type { PackSlot } from './pack-slot';

/** The slots of one folder by name, in the order of their names. */
export interface PackSlots {
  all(): readonly PackSlot[];
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

/** How many names there are that many systems take for one and the same. */
function countFolded() {
  const counts = new Map<string, number>();
  const of = (name: string) => counts.get(name.toLowerCase()) ?? 0;
  return {
    of,
    add: (name: string) => void counts.set(name.toLowerCase(), of(name) + 1),
    take(name: string) {
      if (of(name) > 1) counts.set(name.toLowerCase(), of(name) - 1);
      else counts.delete(name.toLowerCase());
    },
    clear: () => counts.clear(),
  };
}

/** Where the slot of this name is in a list by names, or belongs. */
function placeOf(slots: readonly PackSlot[], name: string): number {
  let [low, high] = [0, slots.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((slots[middle]?.entry.name ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Makes the slots of a folder; `open` opens one. */
export function createPackSlots(open: (entry: PackEntry) => PackSlot): PackSlots {
  let slots = new Map<string, PackSlot>();
  let inOrder: PackSlot[] = [];
  const folded = countFolded();
  const put = (name: string, slot: PackSlot) => {
    inOrder.splice(placeOf(inOrder, name), slots.has(name) ? 1 : 0, slot);
    if (!slots.has(name)) folded.add(name);
    slots.set(name, slot);
  };
  const remove = (name: string) => {
    if (!slots.delete(name)) return;
    inOrder.splice(placeOf(inOrder, name), 1);
    folded.take(name);
  };
  return {
    all: () => inOrder,
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
      inOrder = [...slots.values()];
      folded.clear();
      for (const name of slots.keys()) folded.add(name);
      for (const slot of before.values()) slot.close();
    },
    meetOne(name, entry) {
      const known = slots.get(name);
      if (known !== undefined && entry !== null && leadsToSame(known, entry)) {
        known.receiveEntry(entry);
        return;
      }
      known?.close();
      if (entry === null) remove(name);
      else put(name, open(entry));
    },
    haveTwin(names) {
      const counted = countFolded();
      for (const name of names) counted.add(name);
      return [...names].some((name) => counted.of(name) > 1 || folded.of(name) > (slots.has(name) ? 1 : 0));
    },
    closeAll() {
      for (const slot of slots.values()) slot.close();
      slots = new Map();
      inOrder = [];
      folded.clear();
    },
  };
}
